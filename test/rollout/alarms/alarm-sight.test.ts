import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmMeasure } from '../../../src/domain/alarm/measure.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import {
  alarmSights,
  describeSight,
  dilutionNote,
  leastVisible,
  sightFindings,
} from '../../../src/rollout/alarms/alarm-sight.ts';
import { aService, MINUTE } from '../builders.ts';

const arms = [
  { name: 'checkout-api', stable: '1', canary: '2' },
  { name: 'app.example.com', stable: 'primary', canary: 'canary' },
];

const plan: Plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 25 },
  { kind: 'shift', weight: 100 },
];

const failing = (percent: number, dimensions: Record<string, string> = {}): AlarmMeasure => ({
  limit: { kind: 'share', percent },
  dimensions,
});

describe('the arm that an alarm measures', () => {
  const armOf = (dimensions: Record<string, string>) =>
    alarmSights({ alarm: failing(1, dimensions) }, arms, 'v54')[0]?.arm;

  it.each([
    ['both versions of a function', { FunctionName: 'checkout-api', Resource: 'checkout-api:live' }, 'both'],
    ['the canary by its number', { FunctionName: 'checkout-api', ExecutedVersion: '2' }, 'canary'],
    ['the canary by its number and the alias only', { Resource: 'checkout-api:live', ExecutedVersion: '2' }, 'canary'],
    ['stable by its number', { FunctionName: 'checkout-api', ExecutedVersion: '1' }, 'stable'],
    ['an old version', { FunctionName: 'checkout-api', ExecutedVersion: '7' }, 'other'],
    ['the same number of another function', { FunctionName: 'orders-api', ExecutedVersion: '2' }, 'other'],
    ['the canary by its label', { Service: 'checkout', Version: 'v54' }, 'canary'],
    ['the canary by the identifier of its record', { arm: 'canary' }, 'canary'],
    ['stable by the identifier of its record', { arm: 'primary' }, 'stable'],
    ['a number that is no version', { Shard: '2' }, 'both'],
    ['nothing in particular', {}, 'both'],
  ] as const)('is read from dimensions that name %s', (_, dimensions, arm) => {
    expect(armOf(dimensions)).toBe(arm);
  });
});

describe('what an alarm over both versions sees', () => {
  it.each([
    [5, 20],
    [25, 4],
    [50, 2],
    [100, 1],
    [1, 100],
    [0.5, null],
  ])('at %d %% of the traffic and a limit of 1% is a canary that fails %s percent', (weight, least) => {
    expect(leastVisible(1, weight)).toBe(least);
  });

  it('is exactly what makes the blended rate reach the limit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (limit, weight) => {
          const least = leastVisible(limit, weight);
          if (least === null) expect(weight).toBeLessThan(limit * 1.000001);
          else expect((least * weight) / 100).toBeCloseTo(limit, 6);
        },
      ),
    );
  });

  it('is less the more traffic the canary has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 99 }), (limit, weight) => {
        const [before, after] = [leastVisible(limit, weight), leastVisible(limit, weight + 1)];
        expect(after ?? 101).toBeLessThanOrEqual(before ?? 101);
      }),
    );
  });
});

describe('the words for what an alarm sees', () => {
  it.each([
    ['both', { kind: 'share', percent: 1 }, 5, 'fires when the canary fails 20% or more'],
    ['both', { kind: 'share', percent: 1 }, 0.5, 'stays quiet even if every request of the canary fails'],
    ['both', { kind: 'slow', percent: 1 }, 5, "fires when 20% of the canary's requests are slow"],
    ['both', { kind: 'slow', percent: 50 }, 5, 'stays quiet even if every request of the canary is slow'],
    [
      'both',
      { kind: 'count', failures: 5, periodMs: MINUTE },
      5,
      'sees a canary that fails every request only above 100 requests a minute',
    ],
    [
      'both',
      { kind: 'count', failures: 5, periodMs: 5 * MINUTE },
      5,
      'sees a canary that fails every request only above 20 requests a minute',
    ],
    ['canary', { kind: 'share', percent: 1 }, 5, 'fires when the canary fails 1% or more'],
    ['stable', { kind: 'share', percent: 1 }, 5, 'measures stable alone and says nothing of the canary'],
    ['other', { kind: 'share', percent: 1 }, 5, 'measures a version that is neither stable nor the canary'],
  ] as const)('of %s with %j at %d %% are plain', (arm, limit, weight, words) => {
    expect(describeSight({ arm, limit }, weight)).toBe(words);
  });
});

describe('what lint says without a look at the alarms', () => {
  const service = aService({ plan });

  it('is how much the first shift dilutes an alarm over both versions', () => {
    expect(dilutionNote(service)).toMatch(
      /^At 5% an alarm over both versions with a limit of 1% fires when the canary fails 20%\./,
    );
  });

  it('is that nothing is seen below the limit', () => {
    expect(dilutionNote({ ...service, plan: [{ kind: 'shift', weight: 0.5 }, ...plan] })).toMatch(
      /does not fire even if/,
    );
  });

  it.each([
    ['there are no alarms', { alarms: [] }],
    ['everything is shifted at once', { plan: [{ kind: 'shift', weight: 100 }] }],
    ['the environments have metrics of their own', { environments: { stable: 'a' } }],
  ] as const)('is nothing where %s', (_, over) => {
    expect(dilutionNote({ ...service, ...over } as typeof service)).toBeNull();
  });
});

describe('what a start says of its alarms', () => {
  const findings = (measures: Record<string, AlarmMeasure>, steps: Plan = plan) =>
    sightFindings(alarmSights(measures, arms, 'v54'), steps);

  it('is in numbers at each weight of the plan, where no alarm measures the canary alone', () => {
    expect(findings({ 'checkout-5xx': failing(1) })).toEqual([
      expect.objectContaining({
        severity: 'warns',
        code: 'alarms-see-both-versions',
        message:
          'No alarm measures the canary alone. checkout-5xx fires when the canary fails 20% (at 5%), 4% (at 25%) or 1% (at 100%).',
      }),
    ]);
  });

  it('is nothing where one measures the canary alone', () => {
    const own = failing(1, { FunctionName: 'checkout-api', ExecutedVersion: '2' });
    expect(findings({ 'checkout-5xx': failing(1), 'checkout-canary': own })).toEqual([]);
  });

  it('is nothing for a plan that gives everything at once', () => {
    expect(findings({ 'checkout-5xx': failing(1) }, [{ kind: 'shift', weight: 100 }])).toEqual([]);
  });

  it('names an alarm that was left on the old version', () => {
    const old = failing(1, { FunctionName: 'checkout-api', ExecutedVersion: '1' });
    expect(findings({ 'checkout-canary': old })).toEqual([
      expect.objectContaining({ code: 'alarm-of-another-version', about: 'checkout-canary' }),
    ]);
  });

  it('is nothing of an alarm on stable where one with the same kind of limit measures the canary', () => {
    const on = (ExecutedVersion: string, kind: 'share' | 'slow' = 'share'): AlarmMeasure => {
      const measure = failing(1, { FunctionName: 'checkout-api', ExecutedVersion });
      return { ...measure, limit: { kind, percent: 1 } };
    };
    expect(findings({ blue: on('1'), green: on('2') })).toEqual([]);
    expect(findings({ slow: on('1', 'slow'), green: on('2') })).toEqual([
      expect.objectContaining({ code: 'alarm-of-another-version', about: 'slow' }),
    ]);
  });

  it('spells out two alarms and names the rest', () => {
    const measures = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, failing(1)]));
    const [finding] = findings(measures);
    expect(finding?.message).toMatch(/ c, d and e measure both versions too\.$/);
  });
});
