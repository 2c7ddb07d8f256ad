import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/domain/rollout/signal.ts';
import { offersRollback, rolloutAt, withoutWindow } from '../../../src/rollout/rollback/rollback-window.ts';
import { aRollout, aService, bob, bothTargets, HOUR, MINUTE, NOW } from '../builders.ts';
import {
  acceptedOf,
  aDraft,
  anAftermath,
  anObservation,
  aSignal,
  decideGiven,
  leftTarget,
  nextOf,
  told,
} from '../signals.ts';

const returnable = aRollout({ situation: 'returnable' });
const [API = '', EVENTS = ''] = bothTargets(null).map(({ name }) => name);
const sides = { stable: 'a', canary: 'b' } as const;

/** A rollback as bob asks for it, of which the first target is seen as said. */
function withFirst(over: Parameters<typeof leftTarget>[1]) {
  return aSignal('rollback', { aftermath: anAftermath({ targets: [leftTarget(API, over), leftTarget(EVENTS)] }) });
}

function findingsOf(decision: Decision): readonly string[] {
  const findings = decision.answer === 'refused' ? (decision.findings ?? []) : [];
  return findings.map(({ code, about, message }) => `${code} ${about}: ${message}`);
}

describe('a rollout that is completed', () => {
  const promoting = aRollout({ situation: 'promoting' });

  it('has the rollback window of its service from its end on', () => {
    expect(nextOf(promoting, anObservation(promoting)).phase).toEqual({
      status: 'completed',
      at: NOW,
      windowUntil: NOW + 24 * HOUR,
    });
  });

  it('has none where the service has none', () => {
    const config = aService({ rollbackWindow: 0 });
    const without = { ...promoting, config };
    expect(nextOf(without, anObservation(without)).phase).toEqual({ status: 'completed', at: NOW });
  });
});

describe('a rollback of a completed rollout', () => {
  it('asks for a look at its world before anything else', () => {
    const { aftermath: _none, ...signal } = aSignal('rollback');
    expect(decideGiven(returnable, signal, NOW)).toEqual({ answer: 'needs-aftermath' });
  });

  it('brings everything to 0 and restores versions, under a new generation, and knows nothing of what was seen before', () => {
    const next = nextOf(returnable, aSignal('rollback'));
    expect(next).toMatchObject({
      weight: 0,
      generation: returnable.generation + 1,
      reversals: returnable.reversals + 1,
      promotionBegan: true,
      reopenedAt: NOW,
      phase: { status: 'rolling-back', stage: 'returning', reason: { kind: 'person', by: bob, text: 'calls drop' } },
    });
    expect(next.targets.map(({ observed }) => [observed?.weight, observed?.promoted])).toEqual([
      [null, false],
      [null, false],
    ]);
    expect(told(returnable, next)).toEqual(['Rolls back from 100%, because bob asked for it: calls drop.']);
  });

  it('ends like any other, and is kept as rolled back', () => {
    const later = NOW + 2 * MINUTE;
    const back = nextOf(returnable, aSignal('rollback'));
    const atZero = { weight: 0, promoted: false };
    const allBack = nextOf(back, anObservation(back, atZero));
    const restoring = nextOf(allBack, aSignal('timer'), later);
    const { next, effects } = acceptedOf(decideGiven(restoring, anObservation(restoring), later));
    expect(next.phase).toMatchObject({ status: 'rolled-back', at: later });
    expect(effects).toContainEqual({
      key: 'archive#checkout-1',
      body: { kind: 'archive', rollout: 'checkout-1' },
    });
    expect(decideGiven(next, aSignal('rollback', { issuedAt: later }), later)).toMatchObject({ code: 'finished' });
  });

  it('counts by when it was said: in time is in time, a moment later is not', () => {
    const end = NOW + 23 * HOUR;
    const late = end + 2 * HOUR;
    expect(decideGiven(returnable, aSignal('rollback', { issuedAt: end }), late).answer).toBe('accepted');
    expect(decideGiven(returnable, aSignal('rollback', { issuedAt: end + 1 }), late)).toMatchObject({
      code: 'window-over',
      because:
        'It was completed 26 h ago, and the rollback window of checkout is 24 h. To return, start the old version: /canary start checkout <version>.',
    });
  });

  it('that was said in time and is replayed days later moves nobody to a version that old', () => {
    const end = NOW + 23 * HOUR;
    const replayed = aSignal('rollback', { issuedAt: NOW - 2 * HOUR, rollout: 'checkout-1' });
    expect(decideGiven(returnable, replayed, end + 6 * HOUR).answer).toBe('accepted');
    expect(decideGiven(returnable, replayed, end + 6 * HOUR + 1)).toMatchObject({
      answer: 'refused',
      code: 'window-over',
    });
  });

  it('that was said before the end still counts', () => {
    expect(
      decideGiven(returnable, aSignal('rollback', { issuedAt: NOW - 2 * HOUR, rollout: 'checkout-1' }), NOW).answer,
    ).toBe('accepted');
  });

  it('behind the point of no return takes a word of its own, as while it ran', () => {
    const past = { ...returnable, noReturnAt: NOW - 2 * HOUR };
    expect(decideGiven(past, aSignal('rollback'), NOW)).toMatchObject({ code: 'no-return' });
    expect(decideGiven(past, aSignal('rollback', { text: 'anyway, it did nothing' }), NOW).answer).toBe('accepted');
  });

  it.each([
    ['points elsewhere', { drift: 'it points to version 55, it was 53' }, 'it points to version 55, it was 53'],
    [
      'has a split again',
      { promoted: false, weight: 40 },
      'it has 40% on v54, and the rollout left nothing but v54 there',
    ],
  ])('is refused where a target %s', (_what, over, words) => {
    const decision = decideGiven(returnable, withFirst(over), NOW);
    expect(decision).toMatchObject({ answer: 'refused', code: 'changed-since' });
    expect(findingsOf(decision)).toEqual([`target-changed ${API}: Somebody changed ${API} since: ${words}.`]);
  });

  it('is refused where a target cannot be read, or was left out: nobody knows', () => {
    const fault = { code: 'Throttling', message: 'Rate exceeded.', permanent: false };
    const unread = decideGiven(returnable, withFirst({ fault, weight: null, promoted: false }), NOW);
    expect(unread).toMatchObject({ code: 'aftermath-unknown' });
    expect(findingsOf(unread)).toEqual([`target-unreadable ${API}: ${API} could not be read: Rate exceeded.`]);
    const seen = anAftermath({ targets: [leftTarget(API)] });
    expect(findingsOf(decideGiven(returnable, aSignal('rollback', { aftermath: seen }), NOW))).toEqual([
      `target-unreadable ${EVENTS}: ${EVENTS} could not be read.`,
    ]);
  });

  it('is refused where a target cannot be read for good, with what to do about it', () => {
    const fault = { code: 'NoSuchRecord', message: 'There is no record primary any more.', permanent: true };
    const decision = decideGiven(returnable, withFirst({ fault, weight: null, promoted: false }), NOW);
    expect(findingsOf(decision)[0]).toContain('There is no record primary any more');
    const remedy = 'Fix that first, or start the version that users are to have.';
    expect(decision).toMatchObject({ findings: [{ remedy }] });
  });

  it('is refused where the old version cannot serve, whatever else was found', () => {
    const gone = { ...leftTarget(API), noWayBack: 'Version 53 of checkout-api does not exist any more.' };
    const seen = anAftermath({ targets: [leftTarget(EVENTS, { drift: 'it points to version 55' }), gone] });
    const decision = decideGiven(returnable, aSignal('rollback', { aftermath: seen }), NOW);
    expect(decision).toMatchObject({
      answer: 'refused',
      code: 'no-way-back',
      because: 'checkout cannot roll back to the old version v54. Nothing was moved.',
    });
    expect(findingsOf(decision)).toContain(
      `no-way-back ${API}: ${API} cannot roll back: Version 53 of checkout-api does not exist any more.`,
    );
  });

  it('is refused for what changed, where something else is only not known', () => {
    const seen = anAftermath({ targets: [leftTarget(API, { drift: 'it points to version 55' })] });
    const decision = decideGiven(returnable, aSignal('rollback', { aftermath: seen }), NOW);
    expect(decision).toMatchObject({
      code: 'changed-since',
      because: 'checkout is not as v54 left it, so a rollback would overwrite a later change. Nothing was moved.',
    });
    expect(findingsOf(decision)).toHaveLength(2);
  });

  it('is refused where a target belongs to another service by now, and not where it belongs to none', () => {
    const owned = (owner: string | null) =>
      decideGiven(returnable, aSignal('rollback', { aftermath: anAftermath({ owners: { [API]: owner } }) }), NOW);
    expect(findingsOf(owned('orders'))).toEqual([
      `target-claimed ${API}: ${API} belongs to the service orders by now.`,
    ]);
    expect(owned(null).answer).toBe('accepted');
  });

  it.each([
    ['the first deployment to the other side', { a: '7', b: '6' }, ['side-deployed']],
    ['what was taken off the other side', { a: null, b: '6' }, ['side-deployed']],
    ['a deployment to the side that users are on', { a: '5', b: '7' }, []],
  ])('with environments heeds %s', (_what, now, codes) => {
    const components = { frozen: [{ name: 'lambda-functions shop-api', a: '5', b: '6' }], unread: null };
    const rollout = { ...returnable, environments: sides, components };
    const seen = anAftermath({ components: [{ name: 'lambda-functions shop-api', ...now }] });
    const decision = decideGiven(rollout, aSignal('rollback', { aftermath: seen }), NOW);
    expect(decision.answer === 'refused' ? decision.findings?.map(({ code }) => code) : []).toEqual(codes);
  });

  it('with environments is refused where the components cannot be read', () => {
    const components = { frozen: [{ name: 'frontend shop', a: '5', b: '6' }], unread: null };
    const rollout = { ...returnable, environments: sides, components };
    const seen = anAftermath({ components: { unreadable: 'S3 is away' } });
    expect(findingsOf(decideGiven(rollout, aSignal('rollback', { aftermath: seen }), NOW))).toEqual([
      'component-unreadable side a: The components cannot be read, so Serin does not know whether environment a still has the old version: S3 is away.',
    ]);
  });
});

describe('the rollback window', () => {
  it('is closed by another rollout, which has the old card drawn without its button', () => {
    const { next, effects } = acceptedOf(decideGiven(returnable, aSignal('start', { draft: aDraft() }), NOW));
    expect(next.id).toBe('checkout-2');
    expect(effects.at(-1)).toEqual({ key: 'card#checkout-1#closed', body: { kind: 'card', rollout: 'checkout-1' } });
    const pressed = aSignal('rollback', { rollout: 'checkout-1' });
    expect(decideGiven(next, pressed, NOW)).toMatchObject({ code: 'other-rollout' });
    expect(withoutWindow(returnable).phase).toEqual({ status: 'completed', at: NOW - HOUR });
  });

  it('draws no old card where it was closed before', () => {
    const closed = aRollout({ situation: 'completed' });
    const { effects } = acceptedOf(decideGiven(closed, aSignal('start', { draft: aDraft() }), NOW));
    expect(effects.filter(({ key }) => key.startsWith('card#checkout-1'))).toEqual([]);
  });

  it('is drawn as over once it is', () => {
    expect(rolloutAt(returnable, NOW + 23 * HOUR)).toBe(returnable);
    expect(rolloutAt(returnable, NOW + 23 * HOUR + 1)).toEqual(withoutWindow(returnable));
    expect(rolloutAt(aRollout(), NOW)).toEqual(aRollout());
  });

  it('offers a rollback while it is open, but behind the point of no return', () => {
    expect(offersRollback(aRollout(), NOW)).toBe(true);
    expect(offersRollback(returnable, NOW + 23 * HOUR)).toBe(true);
    expect(offersRollback(returnable, NOW + 24 * HOUR)).toBe(false);
    expect(offersRollback({ ...returnable, noReturnAt: NOW }, NOW)).toBe(false);
    expect(offersRollback(aRollout({ situation: 'rolled-back' }), NOW)).toBe(false);
  });

  it('lets no alarm roll back by itself; Serin asks', () => {
    expect(decideGiven(returnable, aSignal('alarm'), NOW)).toEqual({
      answer: 'ignored',
      because:
        'v54 was completed 1 h ago, so Serin does not roll back by itself. Roll back? That is possible for 23 h more.',
    });
    expect(decideGiven(returnable, aSignal('alarm'), NOW + 24 * HOUR)).toEqual({
      answer: 'ignored',
      because: 'No rollout is running: nothing was moved.',
    });
  });
});
