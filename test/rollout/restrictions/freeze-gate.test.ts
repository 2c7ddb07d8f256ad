import { describe, expect, it } from 'vitest';
import { emptyRecord } from '../../../src/domain/rollout/record.ts';
import { nextTimerAt } from '../../../src/rollout/state/next-timer.ts';
import { aHook, alice, aRollout, aService, bob, carol, HOUR, MINUTE, NOW } from '../builders.ts';
import { acceptedOf, aDraft, aFreeze, anObservation, aSignal, decided, type Given, nextOf, told } from '../signals.ts';

const freeze = aFreeze();
const WAITS =
  'Waits: frozen until 2030-03-17 19:46 UTC by bob: incident 42. Then the plan goes on by itself, or roll back.';
const REFUSED = { answer: 'refused', code: 'frozen' };
const withoutGate = aService({ plan: aService().plan.filter(({ kind }) => kind !== 'approve') });
const baked = aRollout({ config: withoutGate, step: 1 });
const LATER = NOW + 10 * MINUTE;
const timer = (over: Partial<Given<'timer'>> = {}) => aSignal('timer', over);

describe('in a freeze', () => {
  it('nothing starts: preflight names the freeze, and a forced start does not change that', () => {
    for (const force of [false, true]) {
      const decision = decided(null, aSignal('start', { draft: aDraft({ freeze, force }) }));
      expect(decision).toMatchObject({ answer: 'refused', code: 'preflight', findings: [{ code: 'frozen' }] });
    }
  });

  it('a bake that is over waits, and says so once', () => {
    const waiting = nextOf(baked, timer({ freeze }), LATER);
    expect(waiting).toMatchObject({ weight: 5, step: 1, freeze: { until: freeze.until, waits: true } });
    expect(told(baked, waiting)).toEqual([WAITS]);
    expect(decided(waiting, timer({ freeze }), LATER + MINUTE)).toMatchObject({ answer: 'ignored' });
  });

  it('the plan wakes up at the end of the freeze, where that is before the next evaluation', () => {
    const waiting = nextOf(baked, timer({ freeze: aFreeze({ until: LATER + 20_000 }) }), LATER);
    expect(nextTimerAt({ ...emptyRecord('checkout'), rollout: waiting }, LATER)).toBe(LATER + 20_000);
  });

  it('goes on by itself when the freeze is over, and forgets it', () => {
    const waiting = nextOf(baked, timer({ freeze }), LATER);
    const next = nextOf(waiting, timer({ freeze: null }), freeze.until);
    expect(next).toMatchObject({ weight: 25, step: 2 });
    expect(next.freeze).toBeUndefined();
  });

  it('alarms that cannot be read at its end are read again before people are asked', () => {
    const waiting = nextOf(baked, timer({ freeze }), LATER);
    const decision = decided(waiting, timer({ freeze: null, alarms: 'unreadable' }), freeze.until + MINUTE);
    expect(decision).toMatchObject({ answer: 'ignored' });
  });

  it('a shift that is done waits before the next one at the share that it reached', () => {
    const plan = [
      { kind: 'shift', weight: 5 },
      { kind: 'shift', weight: 25 },
      { kind: 'shift', weight: 100 },
    ] as const;
    const shifting = aRollout({ situation: 'shifting', config: aService({ plan }), step: 1, agreed: 5 });
    const seen = { ...anObservation(shifting), freeze };
    const waiting = nextOf(shifting, seen);
    expect(waiting).toMatchObject({ weight: 25, agreed: 25, step: 1, freeze: { waits: true } });
    expect(nextOf(waiting, { ...seen, freeze: null })).toMatchObject({ weight: 100, step: 2 });
  });

  it('a begun shift goes on, a bake and an approval begin, and an alarm rolls back', () => {
    const shifting = aRollout({ situation: 'shifting' });
    expect(nextOf(shifting, { ...anObservation(shifting), freeze }).phase.status).toBe('baking');
    expect(nextOf(aRollout(), timer({ freeze }), LATER).phase.status).toBe('awaiting-approval');
    expect(nextOf(baked, aSignal('alarm')).phase.status).toBe('rolling-back');
    expect(nextOf(baked, aSignal('rollback')).phase.status).toBe('rolling-back');
  });

  it('a canary with all the traffic is not promoted, and no hook is called', () => {
    const last = aRollout({ config: withoutGate, step: 5, weight: 100, agreed: 100 });
    const now = NOW + HOUR;
    expect(nextOf(last, timer({ freeze: aFreeze({ until: now + HOUR }) }), now).promotionBegan).toBe(false);
    const hooked = aRollout({ config: aService({ plan: [...aService().plan.slice(0, 2), aHook()] }), step: 1 });
    expect(nextOf(hooked, timer({ freeze }), LATER).phase.status).toBe('baking');
  });

  it('a hook that has answered keeps its answer, and the plan waits behind it', () => {
    const hooking = aRollout({ situation: 'hooking' });
    const waiting = nextOf(hooking, aSignal('hook', { freeze }));
    expect(waiting).toMatchObject({ weight: 5, phase: { status: 'hooking', call: { state: 'done' } } });
    expect(nextOf(waiting, timer({ freeze: null }), freeze.until)).toMatchObject({ weight: 25 });
  });
});

describe('in a freeze, people', () => {
  it('cannot promote, nor skip a bake before a raise', () => {
    expect(decided(aRollout(), aSignal('promote', { freeze }))).toMatchObject(REFUSED);
    expect(decided(baked, aSignal('skip', { by: alice, freeze }))).toMatchObject({
      ...REFUSED,
      because:
        'checkout is frozen until 2030-03-17 19:46 UTC by bob: incident 42. Wait until it ends. Whoever froze it, or who may promote, can lift it: /canary unfreeze checkout.',
    });
    expect(decided(baked, aSignal('skip', { by: alice, freeze: { ...freeze, by: null } }))).toMatchObject({
      because: expect.stringContaining('Wait until it ends. Who may promote can lift it: /canary unfreeze checkout.'),
    });
    expect(nextOf(aRollout({ step: 1 }), aSignal('skip', { freeze })).phase.status).toBe('awaiting-approval');
  });

  it('resume what raises nothing, and no shift', () => {
    expect(nextOf(aRollout({ situation: 'paused' }), aSignal('resume', { freeze })).phase.status).toBe('baking');
    const activity = { status: 'shifting', wanted: 25 } as const;
    const phase = { status: 'paused', since: NOW - MINUTE, by: bob, activity } as const;
    expect(decided(aRollout({ step: 3, phase }), aSignal('resume', { freeze }))).toMatchObject(REFUSED);
  });

  it('approve: it counts, asks nobody any more, and the plan goes on when the freeze is over', () => {
    const open = aRollout({ situation: 'awaiting-approval' });
    const approved = acceptedOf(decided(open, aSignal('approve', { freeze })));
    expect(told(open, approved.next)).toEqual(['bob approved (1 of 1).', WAITS]);
    expect(approved.next).toMatchObject({ weight: 5, phase: { status: 'awaiting-approval' } });
    expect(decided(approved.next, aSignal('approve', { by: carol, freeze }))).toMatchObject({ answer: 'ignored' });
    const after = nextOf(approved.next, timer({ freeze: null }), freeze.until);
    expect(after).toMatchObject({ step: 3, weight: 25 });
    const expired = nextOf(approved.next, timer({ freeze: null }), NOW + 5 * HOUR);
    expect(expired).toMatchObject({ step: 3, weight: 25 });
  });
});

describe('a rollout that is told of a freeze', () => {
  it('shows it, and goes on as it was', () => {
    const next = nextOf(aRollout(), aSignal('freeze'));
    expect(next).toMatchObject({ freeze: { until: freeze.until, waits: false }, phase: aRollout().phase });
    expect(told(aRollout(), next)).toEqual(['bob froze checkout.']);
  });

  it('forgets it when it is lifted, or over', () => {
    const frozen = nextOf(aRollout(), aSignal('freeze'));
    expect(nextOf(frozen, aSignal('freeze', { freeze: null })).freeze).toBeUndefined();
    const long = { ...frozen, phase: { status: 'baking', since: NOW, until: NOW + 9 * HOUR } } as const;
    expect(decided(long, timer(), freeze.until - 1)).toMatchObject({ answer: 'ignored' });
    expect(nextOf(long, timer(), freeze.until).freeze).toBeUndefined();
  });
});
