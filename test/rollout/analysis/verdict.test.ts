import { describe, expect, it } from 'vitest';
import type { AnalysisConfig } from '../../../src/domain/analysis/analysis.ts';
import type { Minute } from '../../../src/domain/analysis/minute.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { Decision } from '../../../src/domain/rollout/signal.ts';
import { anAnalysis, aSource, type Doing, minutesOf } from '../arms.ts';
import { aBreach, aReading, aRollout, aService, bob, MINUTE, NOW, readings } from '../builders.ts';
import { aDraft, aSignal, decideGiven } from '../signals.ts';

/** A plan that raises without asking anybody. */
const PLAN = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
] as const;

/** A rollout that bakes at 5 % since four minutes and compares both versions. */
function comparing(analysis: Partial<AnalysisConfig> = {}, over: Partial<Rollout> = {}): Rollout {
  return aRollout({
    config: aService({ plan: PLAN, analysis: anAnalysis(analysis) }),
    analysis: { sources: [aSource()], split: 'request', shares: [{ at: NOW - 4 * MINUTE, share: 5 }] },
    ...over,
  });
}

function evaluated(rollout: Rollout, doing: Doing, now = NOW): Decision {
  const minutes = minutesOf(doing, rollout.weight, now);
  const alarms = readings({ readAt: now }).map((reading) => ({ ...reading, readAt: now }));
  return decideGiven(rollout, aSignal('timer', { rollout: rollout.id, minutes, alarms }), now);
}

function accepted(decision: Decision): Rollout {
  if (decision.answer !== 'accepted') throw new Error(JSON.stringify(decision));
  return decision.next;
}

/** Seen at the moment `now`, as the engine's look in the same evaluation leaves it. */
const seenAt = (rollout: Rollout, now: number): Rollout => ({
  ...rollout,
  targets: rollout.targets.map((target) => ({
    ...target,
    observed: target.observed === null ? null : { ...target.observed, at: now },
  })),
});

const OVER = NOW + 6 * MINUTE;

describe('a verdict', () => {
  it('rolls back a canary that is worse than stable, and keeps the series', () => {
    const decision = evaluated(comparing(), 'worse');
    const next = accepted(decision);
    expect(next.phase).toMatchObject({ status: 'rolling-back', reason: { kind: 'verdict' } });
    expect(next.timeline.at(-1)?.text).toMatch(
      /Rolls back from 5%, because v54 fails more often than v53: 4% .* against 1%\./,
    );
    expect(next.analysis?.decisive?.minutes).toEqual(minutesOf('worse', 5, NOW));
  });

  it('keeps of the series of many functions the newest minutes, as many as a record has room for', () => {
    const one = minutesOf('worse', 5, NOW, 120) as readonly Minute[];
    const many = one.map((minute) => ({
      ...minute,
      parts: Array.from({ length: 20 }, () => ({ canary: minute.canary, stable: minute.stable })),
    }));
    const next = accepted(
      decideGiven(
        comparing(),
        aSignal('timer', { rollout: comparing().id, minutes: many, alarms: readings({ readAt: NOW }) }),
        NOW,
      ),
    );
    const kept = next.analysis?.decisive?.minutes ?? [];
    expect(kept.length).toBeGreaterThan(40);
    expect(kept).toEqual(many.slice(-kept.length));
    expect(JSON.stringify(kept).length).toBeLessThan(150_100);
    expect(JSON.stringify(many.slice(-kept.length - 1)).length).toBeGreaterThan(150_000);
  });

  it.each([
    ['has lost its data', { value: 'INSUFFICIENT_DATA' as const }],
    ['was deleted', { value: 'MISSING' as const }],
  ])('rolls back in the evaluation in which an alarm %s too, and tells of both', (_what, news) => {
    const before = accepted(evaluated(comparing(), 'alike', NOW - MINUTE));
    const minutes = minutesOf('worse', 5, NOW);
    const alarms = readings({ readAt: NOW }).map((reading) => ({ ...reading, ...news, readAt: NOW }));
    const next = accepted(decideGiven(before, aSignal('timer', { rollout: before.id, minutes, alarms }), NOW));
    expect(next.phase).toMatchObject({ status: 'rolling-back', reason: { kind: 'verdict' } });
    expect(next.timeline.slice(-2).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^The alarm checkout-p99 (has no data any more|does not exist any more)/),
      expect.stringContaining('Rolls back from 5%'),
    ]);
  });

  it('holds instead where the service says so, and goes on when somebody answers', () => {
    const held = accepted(evaluated(comparing({ onUnhealthy: 'hold' }), 'worse'));
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'unhealthy' } });
    expect(evaluated(held, 'worse', NOW + MINUTE)).not.toMatchObject({ next: { phase: { status: 'rolling-back' } } });
    const resumed = accepted(decideGiven(held, aSignal('resume', { issuedAt: NOW + 1 }), NOW + 1));
    expect(resumed).toMatchObject({ phase: { status: 'baking' }, analysis: { answer: { by: bob, for: 'unhealthy' } } });
    expect(accepted(evaluated(resumed, 'worse', NOW + MINUTE)).phase.status).toBe('baking');
  });

  it('only says what it would have done where analysis is off, once', () => {
    const next = accepted(evaluated(comparing({ acts: false }), 'worse'));
    expect(next.phase.status).toBe('baking');
    expect(next.timeline.at(-1)?.text).toContain('Serin only watches');
    expect(accepted(evaluated(next, 'worse', NOW + MINUTE)).entries).toBe(next.entries);
  });

  it('goes back past no point of no return by itself', () => {
    const next = accepted(evaluated(comparing({}, { noReturnAt: NOW - MINUTE }), 'worse'));
    expect(next.phase).toMatchObject({ status: 'holding', why: { kind: 'unhealthy' } });
  });

  it('is saved each minute and drawn anew when it changes or after five minutes', () => {
    const first = evaluated(comparing(), 'few');
    expect(first).toMatchObject({ answer: 'accepted', effects: [{ body: { kind: 'card' } }] });
    const start = accepted(first).analysis?.verdict?.through ?? 0;
    const slot = (Math.floor(start / (5 * MINUTE)) + 1) * 5 * MINUTE;
    const quiet = evaluated(accepted(first), 'few', NOW + 1);
    expect(quiet).toMatchObject({ answer: 'ignored' });
    expect(evaluated(accepted(first), 'few', slot + 2 * MINUTE)).toMatchObject({
      effects: [{ body: { kind: 'card' } }],
    });
  });

  it('tells in the thread that the canary is not worse, also when the plan goes on in the same minute', () => {
    const decision = evaluated(seenAt(comparing(), OVER), 'alike', OVER);
    expect(accepted(decision)).toMatchObject({ phase: { status: 'shifting' }, weight: 100 });
    const told = (decision.answer === 'accepted' ? decision.effects : []).flatMap(({ body }) =>
      body.kind === 'thread' ? body.entries.map(({ text }) => text) : [],
    );
    expect(told[0]).toMatch(/^v54 is not worse than v53: it fails 1% /);
    expect(told).toHaveLength(new Set(told).size);
    expect(told.at(-1)).toMatch(/100%/);
  });
});

describe('a holdback', () => {
  const HELD = [
    { kind: 'shift', weight: 5 },
    { kind: 'shift', weight: 98, holdback: true },
    { kind: 'bake', ms: 10 * MINUTE },
    { kind: 'shift', weight: 100 },
  ] as const;

  /** A rollout that has baked at 98% for four minutes. */
  const held = (plan: Rollout['config']['plan'] = HELD): Rollout => {
    const before = comparing();
    return {
      ...before,
      ...{ step: 2, weight: 98, agreed: 98, config: aService({ plan, analysis: anAnalysis() }) },
      targets: before.targets.map((target) => ({
        ...target,
        observed: target.observed === null ? null : { ...target.observed, weight: 98 },
      })),
      analysis: { sources: [aSource()], split: 'request', shares: [{ at: NOW - 4 * MINUTE, share: 98 }] },
    };
  };

  it('compares both versions behind the last raise: a canary that is worse goes back', () => {
    const next = accepted(evaluated(held(), 'worse'));
    expect(next.phase).toMatchObject({ status: 'rolling-back', reason: { kind: 'verdict' } });
  });

  it('ends with a shift to 100% when the canary is known to be good, and not before', () => {
    const over = seenAt(held(), OVER);
    expect(accepted(evaluated(over, 'few', OVER))).toMatchObject({ phase: { status: 'baking' }, weight: 98 });
    expect(accepted(evaluated(over, 'alike', OVER))).toMatchObject({ phase: { status: 'shifting' }, weight: 100 });
  });

  it('is told in the timeline when it begins', () => {
    const [first, ...rest] = HELD;
    const plan = [first, { kind: 'bake', ms: 10 * MINUTE }, ...rest] as const;
    const before = seenAt({ ...comparing(), config: aService({ plan, analysis: anAnalysis() }) }, OVER);
    const next = accepted(evaluated(before, 'alike', OVER));
    expect(next.timeline.at(-1)?.text).toBe(
      'Shifts to 98%: 2% stay on v53 to the end, so that the two can be compared.',
    );
  });
});

describe('a wait for a time of the day that is over', () => {
  it('goes on while nobody knows whether the canary is worse, and then holds and asks', () => {
    const wait = { kind: 'wait-until', days: [0, 1, 2, 3, 4, 5, 6], minute: 0, timezone: 'UTC' } as const;
    const plan = [{ kind: 'shift', weight: 5 }, wait, { kind: 'shift', weight: 100 }] as const;
    const before: Rollout = {
      ...comparing(),
      config: aService({ plan, analysis: anAnalysis() }),
      phase: { status: 'waiting', since: NOW - MINUTE, until: OVER },
    };
    const first = accepted(evaluated(seenAt(before, OVER), 'few', OVER));
    expect(first.phase.status).toBe('waiting');
    expect(first.timeline.at(-1)?.text).toMatch(/The wait goes on until that is known, for at most 30 min/);
    expect(accepted(evaluated(seenAt(before, OVER), 'alike', OVER)).weight).toBe(100);
    const late = OVER + 30 * MINUTE;
    const held = accepted(evaluated(seenAt(before, late), 'few', late));
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'inconclusive' } });
    const resumed = accepted(
      decideGiven(held, aSignal('resume', { issuedAt: late + 1, alarms: readings({ readAt: late + 1 }) }), late + 1),
    );
    expect(resumed.phase).toEqual({ status: 'waiting', since: late + 1, until: late + 1 });
    const next = late + 2 * MINUTE;
    expect(accepted(evaluated(seenAt(resumed, next), 'few', next)).weight).toBe(100);
  });
});

describe('a bake whose time is over', () => {
  it('goes on while nobody knows whether the canary is worse, and says so once', () => {
    const first = accepted(evaluated(seenAt(comparing(), OVER), 'few', OVER));
    expect(first.phase.status).toBe('baking');
    expect(first.timeline.at(-1)?.text).toMatch(/The bake goes on until that is known, for at most 30 min/);
    const later = seenAt(first, OVER + MINUTE);
    expect(accepted(evaluated(later, 'few', OVER + MINUTE)).entries).toBe(first.entries);
  });

  it('holds and asks after maxHold, and a person answers for this step only', () => {
    const late = OVER + 30 * MINUTE;
    const held = accepted(evaluated(seenAt(comparing(), late), 'few', late));
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'inconclusive' } });
    const resumed = accepted(
      decideGiven(held, aSignal('resume', { issuedAt: late + 1, alarms: readings({ readAt: late + 1 }) }), late + 1),
    );
    expect(resumed.analysis?.answer).toMatchObject({ step: 1, for: 'inconclusive' });
    const next = late + 2 * MINUTE;
    expect(accepted(evaluated(seenAt(resumed, next), 'few', next)).weight).toBe(100);
    const other = { ...resumed, analysis: { ...resumed.analysis, answer: { by: bob, step: 4, for: 'inconclusive' } } };
    expect(accepted(evaluated(seenAt(other as Rollout, next), 'few', next)).weight).toBe(5);
  });

  it.each(['unreadable', 'silent'] as const)('waits while the metrics are %s, whatever was known before', (doing) => {
    const known = accepted(evaluated(comparing(), 'alike'));
    expect(known.analysis?.verdict?.outcome).toBe('healthy');
    expect(accepted(evaluated(seenAt(known, OVER), doing, OVER)).weight).toBe(5);
  });

  it.each(['few', 'alike'] as const)('decides nothing by an old verdict (%s) without its series', (doing) => {
    const known = accepted(evaluated(comparing(), doing));
    const late = OVER + 30 * MINUTE;
    const alarms = readings({ readAt: late }).map((reading) => ({ ...reading, readAt: late }));
    const held = accepted(decideGiven(seenAt(known, late), aSignal('timer', { rollout: known.id, alarms }), late));
    const detail = 'The metrics of both versions have no complete minute yet';
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'inconclusive', detail } });
    expect(held.analysis?.decisive).toBeUndefined();
  });

  it('waits no longer than its own limit where it has one', () => {
    const plan = [PLAN[0], { kind: 'bake', ms: 10 * MINUTE, atMost: 12 * MINUTE }, PLAN[2]] as const;
    const config = aService({ plan, analysis: anAnalysis() });
    const at = (now: number) => accepted(evaluated(seenAt(comparing({}, { config }), now), 'few', now));
    expect(at(OVER + MINUTE).phase.status).toBe('baking');
    expect(at(OVER + 2 * MINUTE).phase.status).toBe('holding');
  });

  it('asks where it waits for evidence and no metrics tell the versions apart', () => {
    const plan = [PLAN[0], { kind: 'bake', ms: 10 * MINUTE, atMost: 12 * MINUTE }, PLAN[2]] as const;
    const rollout = aRollout({ config: aService({ plan }) });
    const at = (now: number) =>
      decideGiven(
        seenAt(rollout, now),
        aSignal('timer', { rollout: rollout.id, alarms: readings({ readAt: now }) }),
        now,
      );
    expect(at(OVER)).toMatchObject({ answer: 'ignored' });
    expect(accepted(at(OVER + 2 * MINUTE)).phase).toMatchObject({ status: 'holding', why: { kind: 'inconclusive' } });
  });

  it('needs no evidence before an approval: people are asked there', () => {
    const config = aService({ analysis: anAnalysis() });
    const next = accepted(evaluated(seenAt(comparing({}, { config }), OVER), 'few', OVER));
    expect(next.phase.status).toBe('awaiting-approval');
  });

  it('needs none where analysis is off', () => {
    expect(accepted(evaluated(seenAt(comparing({ acts: false }), OVER), 'few', OVER)).weight).toBe(100);
  });
});

describe('an alarm in a service that holds in a shared incident', () => {
  const fires = (rollout: Rollout, doing: Doing | null) =>
    decideGiven(
      rollout,
      aSignal('alarm', { change: aBreach(), ...(doing !== null && { minutes: minutesOf(doing, 5, NOW) }) }),
      NOW,
    );
  const shared = comparing({ onSharedIncident: 'hold' });

  it('asks for the metrics of both versions before it acts', () => {
    expect(fires(shared, null)).toEqual({ answer: 'needs-minutes' });
    expect(accepted(fires(comparing(), null)).phase.status).toBe('rolling-back');
  });

  it('holds where both versions fail alike, and says that it is not this release', () => {
    const held = accepted(fires(shared, 'both burn'));
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'alarm' } });
    expect(held.timeline.at(-1)?.text).toMatch(
      /so it is not this release\. Serin holds and asks: resume once the alarm is OK, or roll back\.$/,
    );
  });

  describe('where only stable fails', () => {
    const held = accepted(fires(shared, 'stable burns'));
    const firing = readings({ value: 'ALARM', since: NOW, readAt: NOW });
    const resumed = (rollout: Rollout) =>
      decideGiven(rollout, aSignal('resume', { issuedAt: NOW + 1, alarms: firing }), NOW + 1);

    it('offers to go on with the canary as the fix', () => {
      expect(held.timeline.at(-1)?.text).toMatch(
        /v54 may be the fix\. Serin holds and asks: resume to go on with v54 as the fix, judged by the comparison only, or roll back\.$/,
      );
    });

    it('goes on while the alarm fires, for whoever resumes, and the comparison still judges it', () => {
      const next = accepted(resumed(held));
      expect(next).toMatchObject({ fix: true, phase: { status: 'baking' } });
      expect(next.timeline.at(-1)?.text).toBe(
        'bob goes on with v54 as the fix. Only the comparison judges it now, and no alarm.',
      );
      const worse = minutesOf('worse', 5, NOW + MINUTE);
      const later = decideGiven(
        next,
        aSignal('timer', { rollout: next.id, minutes: worse, alarms: firing }),
        NOW + MINUTE,
      );
      expect(accepted(later).phase).toMatchObject({ status: 'rolling-back', reason: { kind: 'verdict' } });
    });

    it('refuses that where both fail meanwhile, or the comparison is too old', () => {
      const both = accepted(fires(shared, 'both burn'));
      expect(resumed(both)).toMatchObject({ answer: 'refused', code: 'alarm-firing' });
      const late = decideGiven(
        held,
        aSignal('resume', { issuedAt: NOW + 5 * MINUTE, alarms: firing }),
        NOW + 5 * MINUTE,
      );
      expect(late).toMatchObject({ answer: 'refused', code: 'alarm-firing' });
    });
  });

  it.each(['alike', 'worse', 'few', 'silent', 'unreadable'] as const)('rolls back where both are %s', (doing) => {
    expect(accepted(fires(shared, doing)).phase.status).toBe('rolling-back');
  });

  it('rolls back on a comparison that is too old', () => {
    const old = minutesOf('both burn', 5, NOW - 10 * MINUTE);
    const decision = decideGiven(shared, aSignal('alarm', { change: aBreach(), minutes: old }), NOW);
    expect(accepted(decision).phase.status).toBe('rolling-back');
  });
});

describe('a start of the fix of an incident', () => {
  const firing = readings({ value: 'ALARM', since: NOW - MINUTE });
  const draft = aDraft({
    service: aService({ plan: PLAN, analysis: anAnalysis() }),
    sources: [aSource()],
    alarms: firing,
    fix: true,
  });
  const start = (over: Partial<typeof draft>) =>
    decideGiven(null, aSignal('start', { draft: { ...draft, ...over } }), NOW);

  it('starts while an alarm fires, and no alarm acts, an old firing or a new one', () => {
    const rollout = accepted(start({}));
    const breach = aBreach({ name: 'checkout-p99', since: NOW + MINUTE });
    const alarm = decideGiven(rollout, aSignal('alarm', { change: breach }), NOW + MINUTE);
    expect(accepted(alarm).phase.status).toBe('shifting');
    expect(accepted(alarm).alarms['checkout-p99']).toMatchObject({ value: 'ALARM', excused: true });
  });

  it('is judged by the comparison', () => {
    const rollout = { ...comparing(), fix: true as const };
    const alarms = [aReading({ value: 'ALARM', since: NOW - 1 }), aReading({ name: 'checkout-p99' })];
    const timer = (doing: Doing) =>
      decideGiven(rollout, aSignal('timer', { rollout: rollout.id, alarms, minutes: minutesOf(doing, 5, NOW) }), NOW);
    expect(accepted(timer('stable burns')).phase.status).toBe('baking');
    expect(accepted(timer('worse')).phase).toMatchObject({ status: 'rolling-back', reason: { kind: 'verdict' } });
  });

  it.each([
    ['no metrics tell the versions apart', { sources: [] }],
    ['analysis is off', { service: aService({ plan: PLAN, analysis: anAnalysis({ acts: false }) }) }],
  ])('is refused where %s', (_, over) => {
    expect(start(over)).toMatchObject({
      answer: 'refused',
      findings: expect.arrayContaining([expect.objectContaining({ code: 'fix-not-compared' })]),
    });
  });
});
