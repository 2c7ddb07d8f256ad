import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/domain/rollout/effect.ts';
import { emptyRecord, type Rollout, type ServiceRecord } from '../../../src/domain/rollout/record.ts';
import { STUCK_TRIES, WRITER_LIFETIME_MS } from '../../../src/domain/timing.ts';
import { firstCenter } from '../../../src/environments/control-center.ts';
import { nextTimerAt } from '../../../src/rollout/state/next-timer.ts';
import { anObserved, aRollout, bothTargets, HOUR, MINUTE, NOW, type Situation } from '../builders.ts';

function aRecord(rollout: Rollout | null, outbox: readonly Effect[] = []): ServiceRecord {
  return { ...emptyRecord('checkout'), rollout, outbox };
}

function anEffect(attempts: number): Effect {
  return {
    key: 'card#1',
    at: NOW,
    attempts,
    claimedUntil: 0,
    retryAt: 0,
    body: { kind: 'card', rollout: 'checkout-1' },
  };
}

describe('the next look at a service', () => {
  it.each<Situation>([
    'shifting',
    'baking',
    'awaiting-approval',
    'paused',
    'holding',
    'promoting',
    'restoring',
    'asking',
    'stuck',
  ])('is a minute away while a rollout is %s', (situation) => {
    expect(nextTimerAt(aRecord(aRollout({ situation })), NOW)).toBe(NOW + MINUTE);
  });

  it('is sooner when a bake ends sooner', () => {
    const rollout = aRollout();
    expect(nextTimerAt(aRecord(rollout), NOW + 6 * MINUTE - 30_000)).toBe(NOW + 6 * MINUTE);
  });

  it('is sooner when a gate closes sooner', () => {
    const rollout = aRollout({ situation: 'awaiting-approval' });
    const closes = NOW - 10 * MINUTE + 4 * HOUR;
    expect(nextTimerAt(aRecord(rollout), closes - 1)).toBe(closes);
  });

  it('is when the last writer is gone, on the way back', () => {
    const rollout = aRollout({ situation: 'returning' });
    expect(nextTimerAt(aRecord(rollout), NOW)).toBe(NOW - MINUTE + WRITER_LIFETIME_MS);
  });

  it('is a minute away when something is overdue, never in the past', () => {
    expect(nextTimerAt(aRecord(aRollout()), NOW + HOUR)).toBe(NOW + HOUR + MINUTE);
  });

  it.each<Situation>(['completed', 'rolled-back'])('is never after a rollout is %s, when all is told', (situation) => {
    expect(nextTimerAt(aRecord(aRollout({ situation })), NOW)).toBeNull();
  });

  it('is never for a service that was never rolled out', () => {
    expect(nextTimerAt(aRecord(null), NOW)).toBeNull();
  });

  describe('for a stuck rollout that was tried often enough', () => {
    const stuck = aRollout({ situation: 'stuck' });
    if (stuck.phase.status !== 'stuck') throw new Error('The builder is broken.');
    const { fault } = stuck.phase;
    const phase = { ...stuck.phase, tries: STUCK_TRIES };
    const [first, second] = bothTargets(anObserved({ weight: null, fault }));
    const other = (observed: Parameters<typeof anObserved>[0]) => ({ ...second!, observed: anObserved(observed) });

    it.each([
      { what: 'answers with a permanent error too', observed: { weight: null, fault } },
      { what: 'is back', observed: { weight: 0 } },
    ])('is never when the other target $what, but for what is to be told', ({ observed }) => {
      const gaveUp = { ...stuck, phase, targets: [first!, other(observed)] };
      expect(nextTimerAt(aRecord(gaveUp), NOW)).toBeNull();
      expect(nextTimerAt(aRecord(gaveUp, [anEffect(0)]), NOW)).toBe(NOW + MINUTE);
    });

    it('is never for the sake of who is on the canary: each look would try the target again', () => {
      const leaving = { since: NOW, until: NOW + HOUR, seen: null, isUnread: false };
      const gaveUp = { ...stuck, phase, targets: bothTargets(anObserved({ weight: null, fault })), leaving };
      expect(nextTimerAt(aRecord(gaveUp), NOW)).toBeNull();
    });

    it.each([
      { what: 'may come within reach again', observed: { weight: null, fault: { ...fault, permanent: false } } },
      { what: 'still has traffic on the canary', observed: { weight: 25 } },
    ])('is a minute away when the other target $what', ({ observed }) => {
      const trying = { ...stuck, phase, targets: [first!, other(observed)] };
      expect(nextTimerAt(aRecord(trying), NOW)).toBe(NOW + MINUTE);
    });
  });

  it.each([
    [0, 1],
    [1, 2],
    [3, 8],
    [4, 15],
    [50, 15],
  ])('is, when only messages wait that were tried %d times, %d minutes away', (attempts, minutes) => {
    const finished = aRollout({ situation: 'completed' });
    const outbox = [anEffect(attempts), anEffect(0)];
    expect(nextTimerAt(aRecord(finished, outbox), NOW)).toBe(NOW + minutes * MINUTE);
  });

  it('is, when the control center is owed besides messages that were tried often, five minutes away', () => {
    const environments = { stable: 'a', canary: 'b' } as const;
    const finished = { ...aRollout({ situation: 'completed' }), environments };
    const first = { ...firstCenter('checkout', 'a', NOW), deployments: 'closed' as const, rollout: finished.id };
    const controlCenter = { version: 2, value: first, at: NOW, maybe: [], busyUntil: 0, foreign: null };
    const record = { ...aRecord(finished, [anEffect(9)]), controlCenter };
    expect(nextTimerAt(record, NOW)).toBe(NOW + 5 * MINUTE);
    expect(nextTimerAt({ ...record, controlCenter: null }, NOW)).toBe(NOW + 15 * MINUTE);
  });
});
