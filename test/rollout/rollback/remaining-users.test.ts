import { describe, expect, test } from 'vitest';
import { emptyRecord, type RemainingUsers, type Rollout } from '../../../src/domain/rollout/record.ts';
import type { Signal } from '../../../src/domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../../../src/domain/timing.ts';
import { nextTimerAt } from '../../../src/rollout/state/next-timer.ts';
import { aDrain, anObserved, aRollout, aService, bothTargets, HOUR, MINUTE, NOW, sessionsOn } from '../builders.ts';
import { aSignal, decideGiven } from '../signals.ts';

const counted = aService({
  plan: [
    { kind: 'shift', weight: 5 },
    { kind: 'shift', weight: 100 },
    aDrain({ metric: sessionsOn('53'), onCanary: sessionsOn('54'), atOrUnder: 1 }),
  ],
});

const uncounted = aService({ plan: [{ kind: 'shift', weight: 100 }, aDrain()] });

/** A rollout that went back half an hour ago. */
const gone = (leaving: Partial<RemainingUsers> = {}, over: Partial<Rollout> = {}): Rollout =>
  aRollout({
    situation: 'rolled-back',
    config: counted,
    leaving: { since: NOW - HOUR / 2, until: NOW + HOUR, seen: null, isUnread: false, ...leaving },
    ...over,
  });

type Reading = Extract<Signal, { kind: 'leaving' }>['reading'];

function looks(rollout: Rollout, reading: Reading, now = NOW): Rollout {
  const decision = decideGiven(rollout, aSignal('leaving', { reading }), now);
  return decision.answer === 'accepted' ? decision.next : rollout;
}

const news = (before: Rollout, after: Rollout) =>
  after.timeline.filter(({ n }) => n > before.entries).map(({ text }) => text);

describe('a rollback', () => {
  test.each([
    ['with a share on the canary', { weight: 5 }],
    ['with a cohort on it', { weight: 0, cohorts: ['staff'] }],
    ['with a target that still showed one', { weight: 0, targets: bothTargets(anObserved({ weight: 5 })) }],
  ])('%s looks who stays, for as long as the drain may take', (_, over) => {
    const decision = decideGiven(aRollout({ config: counted, ...over }), aSignal('rollback'), NOW);
    expect(decision).toMatchObject({
      next: { leaving: { since: NOW, until: NOW + 4 * HOUR, seen: null, isUnread: false } },
    });
  });

  test.each([
    ['nobody had the canary', { config: counted, weight: 0, targets: bothTargets(anObserved({ weight: 0 })) }],
    ['nothing counts who is on it', { config: uncounted, weight: 5 }],
  ])('looks for nobody where %s', (_, over) => {
    expect(decideGiven(aRollout(over), aSignal('rollback'), NOW)).toMatchObject({ next: { leaving: null } });
  });

  test('that is asked for again keeps what is known', () => {
    const { leaving } = gone();
    const stuck = aRollout({ situation: 'stuck', config: counted, leaving });
    expect(decideGiven(stuck, aSignal('rollback'), NOW)).toMatchObject({ next: { leaving } });
  });
});

describe('who is still on the canary', () => {
  test('is told once in the thread, and each new number on the card', () => {
    const first = looks(gone(), { value: 12, at: NOW - HOUR });
    expect(news(gone(), first)).toEqual(['Still on v54: ActiveSessions is 12.']);
    const second = looks(first, { value: 7, at: NOW });
    expect(second.leaving?.seen).toEqual({ value: 7, at: NOW });
    expect(news(first, second)).toEqual([]);
    expect(looks(second, { value: 7, at: NOW + MINUTE })).toBe(second);
  });

  test('is told as unread, once, and as read when it is again', () => {
    const unread = looks(gone(), 'unreadable');
    expect(news(gone(), unread)).toEqual(['How many are still on v54 could not be read (ActiveSessions).']);
    expect(looks(unread, 'unreadable')).toBe(unread);
    const read = looks(unread, { value: 12, at: NOW });
    expect(news(unread, read)).toEqual(['Still on v54: ActiveSessions is 12.']);
  });

  test('is nobody once a minute of after the rollback is at the number of the drain', () => {
    const over = looks(gone(), { value: 1, at: NOW - HOUR / 2 });
    expect(over.leaving).toBeNull();
    expect(news(gone(), over)).toEqual(['Gone from v54: ActiveSessions is 1.']);
  });

  test('is not nobody because of a minute of before, or of one that says nothing', () => {
    expect(looks(gone(), { value: 0, at: NOW - HOUR }).leaving).not.toBeNull();
    expect(looks(gone(), null)).toEqual(gone());
  });

  test('is not looked at for longer than the drain may take', () => {
    const late = gone({ until: NOW, seen: { value: 3, at: NOW - MINUTE } });
    const over = looks(late, null);
    expect(over.leaving).toBeNull();
    expect(news(late, over)).toEqual([
      'Still on v54: ActiveSessions is 3, 4 h after the rollback. Serin stops counting.',
    ]);
  });

  test('is kept with the finished rollout', () => {
    const decision = decideGiven(gone(), aSignal('leaving'), NOW);
    expect(decision).toMatchObject({
      effects: expect.arrayContaining([
        { key: 'archive#checkout-1', body: { kind: 'archive', rollout: 'checkout-1' } },
      ]),
    });
  });

  test('of another rollout changes nothing', () => {
    expect(decideGiven(gone(), aSignal('leaving', { rollout: 'checkout-0' }), NOW)).toMatchObject({
      answer: 'ignored',
    });
  });

  test('wakes the service every minute, also when the rollout is over', () => {
    const record = { ...emptyRecord('checkout'), rollout: gone() };
    expect(nextTimerAt(record, NOW)).toBe(NOW + EVALUATION_INTERVAL_MS);
    expect(nextTimerAt({ ...record, rollout: gone({}, { leaving: null }) }, NOW)).toBeNull();
  });
});
