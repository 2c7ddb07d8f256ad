import { describe, expect, it } from 'vitest';
import { createTrials } from '../../src/compose/trials.ts';
import { ANALYSIS_DEFAULTS } from '../../src/domain/analysis/analysis.ts';
import type { Service } from '../../src/domain/service.ts';
import type { ArmReadings } from '../../src/ports/health/monitoring.ts';
import type { TrialWish } from '../../src/ports/trials.ts';
import { aService, MINUTE, NOW } from '../rollout/builders.ts';

const NOTHING: TrialWish = { plan: null, traffic: null, users: null, errors: null, canaryErrors: null, seed: null };
const service: Service = {
  ...aService({
    analysis: ANALYSIS_DEFAULTS,
    plan: [
      { kind: 'shift', weight: 10 },
      { kind: 'bake', ms: 20 * MINUTE },
      { kind: 'shift', weight: 100 },
    ],
  }),
};
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Trials whose CloudWatch has so many requests a minute, and how often each look at the stopwatch finds it advanced. */
function aWorker(requests: number | null | 'unreadable' = 3_000, tick = 0) {
  const asked: { from: number; to: number }[] = [];
  let elapsed = 0;
  const minutes: ArmReadings['minutes'] = async ({ sources }, range) => {
    if (requests === 'unreadable') throw new Error('CloudWatch is away');
    asked.push(range);
    if (requests === null) return [];
    const part = { canary: null, stable: { requests, errors: requests / 100 } };
    return Array.from({ length: 180 }, (_, i) => ({ at: range.from + i * MINUTE, parts: sources.map(() => part) }));
  };
  const trials = createTrials({
    ...{ arms: { minutes }, log, now: () => NOW },
    elapsed: () => {
      elapsed += tick;
      return elapsed;
    },
  });
  return { asked, try: (wish: Partial<TrialWish> = {}, over = service) => trials.try(over, { ...NOTHING, ...wish }) };
}

const SAID = { traffic: 6_000, users: 2_000, errors: 0.01, canaryErrors: 0.05 };

describe('a plan that is tried from Slack', () => {
  it('says how surely and how soon a fault is caught, whom it hurts, and what nothing sees, and asks no metric', async () => {
    const worker = aWorker('unreadable');
    const { code, text, lines } = await worker.try(SAID);
    expect(code).toBe('');
    expect(text).toBe(
      'checkout, simulated: 100 rollouts at 6,000 requests a minute of 2,000 users, seed 1. Nothing was moved.',
    );
    expect(lines[0]).toBe('Plan: 10%, bake 20m, 100%');
    expect(lines[1]).toMatch(
      /^A canary that fails 5% where 1% is usual is caught in 100% \(96\.\d to 100%\) of rollouts, after \d min; 95% of them within \d min\.$/,
    );
    expect(lines[2]).toMatch(/^It hurts \d+ users; in 95% of rollouts at most \d+\.$/);
    expect(lines[3]).toBe('A person is asked in 0%; it reaches everybody in 0%.');
    expect(lines[4]).toMatch(/^A good version is rolled back by mistake in \d/);
    expect(lines[5]).toMatch(/^It finds, in 4 of 5 rollouts: [\d.]+% by the raise to 100%\.$/);
    expect(lines).toContainEqual(expect.stringMatching(/^Not seen: At 100% nothing is left to compare with/));
  });

  it('is the same for the same seed, and another one for another', async () => {
    const wish = { ...SAID, canaryErrors: 0.015 };
    const [one, again, other] = [
      await aWorker().try(wish),
      await aWorker().try(wish),
      await aWorker().try({ ...wish, seed: 2 }),
    ];
    expect(again).toEqual(one);
    expect(other.lines).not.toEqual(one.lines);
  });

  it('takes the traffic and the errors of the last three hours where nobody says them, and a fault twice as bad', async () => {
    const worker = aWorker(3_000);
    const { text, lines } = await worker.try({ users: 2_000 });
    const to = Math.floor(NOW / MINUTE) * MINUTE;
    expect(worker.asked).toEqual([{ from: to - 180 * MINUTE, to }]);
    // Each of the two targets has its own metric.
    expect(text).toContain('at 6,000 requests a minute (the last 3 h) of 2,000 users');
    expect(lines[1]).toContain('A canary that fails 2% where 1% is usual');
  });

  it('tries the plan that is given, and says that the users are assumed', async () => {
    const { text, lines } = await aWorker().try({ ...SAID, users: null, plan: '5% 10m, 100%' });
    expect(text).toContain('of 20,000 users (assumed)');
    expect(lines[0]).toBe('Plan: 5%, bake 10m, 100%');
  });

  it('stops when a person has waited long enough, and says so', async () => {
    const { text } = await aWorker(3_000, 10_000).try(SAID);
    expect(text).toContain('simulated: 3 rollouts (there was no time for more)');
  });

  it('simulates fewer rollouts of a longer plan', async () => {
    const { text } = await aWorker().try({ ...SAID, traffic: 60, plan: 'canary 10% 6h' });
    expect(text).toContain('simulated: 11 rollouts at');
  });

  it.each([
    [
      'no metric',
      aWorker(null),
      {},
      'traffic-unknown',
      'No metric says how much traffic checkout has. Say it: `/canary',
    ],
    ['unreadable metrics', aWorker('unreadable'), {}, 'traffic-unknown', 'No metric says'],
    ['a plan that is none', aWorker(), { plan: 'canary' }, 'bad-plan', '"canary" is not a plan.'],
    [
      'a canary that is better',
      aWorker(),
      { ...SAID, canaryErrors: 0.001 },
      'no-fault',
      'The canary fails less than today.',
    ],
    ['a plan of weeks', aWorker(), { ...SAID, plan: 'canary 10% 20d' }, 'not-simulated', 'takes more than three days'],
  ])('is refused with its reason for %s', async (_what, worker, wish, code, text) => {
    const answer = await worker.try(wish);
    expect(answer).toMatchObject({ code, lines: [] });
    expect(answer.text).toContain(text);
  });
});
