import { describe, expect, it } from 'vitest';
import type { Hold, Phase, Rollout } from '../../../src/domain/rollout/record.ts';
import type { HookNews } from '../../../src/domain/rollout/signal.ts';
import type { HookCall } from '../../../src/domain/steps/hook.ts';
import {
  aBreach,
  aCall,
  aHook,
  alice,
  anAlarmState,
  aRollout,
  aService,
  bob,
  HOUR,
  MINUTE,
  NOW,
  readings,
} from '../builders.ts';
import { acceptedOf, aSignal, decideGiven, type Given, nextOf, told } from '../signals.ts';

const GATE = { kind: 'approve', from: [bob.id], count: 1, within: 4 * HOUR } as const;

/** A rollout at its hook, which is followed by a shift to 25. */
function hooking(call: Partial<HookCall> = {}, hook = aHook(), over: Partial<Rollout> = {}): Rollout {
  const plan = aService().plan.map((step) => (step.kind === 'approve' ? hook : step));
  const phase: Phase = { status: 'hooking', since: NOW - MINUTE, call: aCall(call) };
  return aRollout({ situation: 'hooking', config: aService({ plan }), phase, ...over });
}

/** A rollout whose last step is a hook that is the point of no return, and whose call is due. */
function contracting(over: Partial<Rollout> = {}): Rollout {
  const hook = aHook({ function: 'shop-contract', pointOfNoReturn: true });
  const plan = [{ kind: 'shift', weight: 100 } as const, GATE, hook];
  const phase: Phase = { status: 'hooking', since: NOW, call: aCall({ state: 'due', at: NOW }) };
  return aRollout({ config: aService({ plan }), step: 2, weight: 100, agreed: 100, phase, ...over });
}

const news = (news: HookNews, over: Partial<Given<'hook'>> = {}) => aSignal('hook', { news, ...over });
const ok = (text = '') => news({ kind: 'answered', ok: true, text });
const notOk = (text = 'No video') => news({ kind: 'answered', ok: false, text });
const statusOf = (rollout: Rollout) => rollout.phase.status;
const callOf = ({ phase }: Rollout) => {
  const at = phase.status === 'holding' || phase.status === 'paused' ? phase.activity : phase;
  return at.status === 'hooking' ? at.call : null;
};

describe('a step with a hook', () => {
  it('is entered with a call that is due, and time to answer', () => {
    const plan = [aHook(), { kind: 'shift', weight: 100 } as const];
    const start = aSignal('start');
    const next = nextOf(null, { ...start, draft: { ...start.draft, service: aService({ plan }) } });
    expect(next.phase).toEqual({
      status: 'hooking',
      since: NOW,
      call: { n: 1, state: 'due', at: NOW, until: NOW + 15 * MINUTE },
    });
    expect(next.weight).toBe(0);
    expect(next.timeline.at(-1)?.text).toBe('Calls checkout-smoke; it has 15 min to answer.');
  });

  it('is not entered by a shift while an alarm fires', () => {
    const plan = [{ kind: 'shift', weight: 5 } as const, aHook(), { kind: 'shift', weight: 100 } as const];
    const rollout = aRollout({
      situation: 'shifting',
      config: aService({ plan, onAlarm: 'hold' }),
      step: 0,
      weight: 5,
    });
    const seen = rollout.targets.map(({ name, change }) => ({
      ...{ name, change, at: NOW, weight: 5, effectiveAt: NOW, drift: null, atBaseline: false, promoted: false },
      fault: null,
    }));
    const signal = aSignal('observation', { generation: rollout.generation, targets: seen });
    expect(statusOf(nextOf(rollout, signal))).toBe('hooking');
    const loud = { ...signal, alarms: readings({ value: 'ALARM', since: NOW }) };
    expect(statusOf(nextOf(rollout, loud))).toBe('holding');
  });

  it('is claimed by one worker only', () => {
    const due = hooking({ state: 'due' });
    const claim = news({ kind: 'claimed' });
    const next = nextOf(due, claim);
    expect(callOf(next)).toMatchObject({ n: 1, state: 'called', at: NOW });
    expect(decideGiven(next, claim, NOW).answer).toBe('ignored');
  });

  it('goes on when the answer says ok, and tells what it said', () => {
    const before = hooking();
    const next = nextOf(before, ok('1 room, 2 arms.'));
    expect(next).toMatchObject({ step: 3, weight: 25, phase: { status: 'shifting' } });
    expect(told(before, next)).toEqual(['checkout-smoke is done: 1 room, 2 arms.', 'Shifts to 25%.']);
  });

  it('asks for the alarms before it goes on, and goes on only if they are quiet', () => {
    const blind = decideGiven(hooking(), { ...ok(), alarms: undefined } as unknown as Given, NOW);
    expect(blind.answer).toBe('needs-alarms');
    const loud = { ...ok(), alarms: readings({ value: 'ALARM', since: NOW }) };
    expect(statusOf(nextOf(hooking(), loud))).toBe('rolling-back');
  });

  it('keeps an answer while the alarms cannot be read, and goes on when they can', () => {
    const done = nextOf(hooking(), { ...ok(), alarms: 'unreadable' });
    expect(callOf(done)?.state).toBe('done');
    const later = aSignal('timer', { alarms: 'unreadable' });
    expect(decideGiven(done, later, NOW + MINUTE).answer).toBe('ignored');
    expect(nextOf(done, aSignal('timer'), NOW + MINUTE)).toMatchObject({ weight: 25 });
    expect(nextOf(done, later, NOW + 5 * MINUTE).phase).toMatchObject({ why: { kind: 'alarms-unreadable' } });
  });

  it.each([
    ['fires that is known already', readings({ value: 'ALARM', since: NOW - MINUTE }), 'alarm'],
    ['is deleted', readings({ value: 'MISSING', since: 0 }), 'alarm-unclear'],
  ] as const)('holds at its weight when it is done and an alarm %s', (_, alarms, kind) => {
    const config = { ...hooking().config, onAlarm: 'ask' as const };
    const known = { ...hooking().alarms, 'checkout-5xx': anAlarmState({ value: 'ALARM', since: NOW - MINUTE }) };
    const held = nextOf(hooking({}, aHook(), { config, alarms: known }), { ...ok(), alarms });
    expect(held).toMatchObject({ weight: 5, phase: { status: 'holding', why: { kind } } });
    expect(callOf(held)?.state).toBe('done');
  });

  it('learns nothing of alarms that it could not read, and needs none where the service has none', () => {
    const done = nextOf(hooking(), { ...ok(), alarms: 'unreadable' });
    expect(done.alarms).toEqual(hooking().alarms);
    const unwatched = hooking({}, aHook(), { config: { ...hooking().config, alarms: [] }, alarms: {} });
    const { alarms: _none, ...unread } = ok();
    for (const signal of [unread, { ...ok(), alarms: 'unreadable' as const }])
      expect(nextOf(unwatched, signal)).toMatchObject({ step: 3, weight: 25, alarms: {} });
  });

  it('says in so many words what an answer without words says', () => {
    expect(told(hooking(), nextOf(hooking(), ok()))[0]).toBe('checkout-smoke is done.');
    expect(told(hooking(), nextOf(hooking(), notOk('')))[0]).toMatch(/^checkout-smoke failed\. Serin holds/);
  });

  it('is waited for when nobody knows whether the call has arrived', () => {
    const unknown = nextOf(hooking(), news({ kind: 'unknown', text: 'The socket hung up.' }));
    expect(unknown.phase).toEqual(hooking().phase);
    expect(told(hooking(), unknown)).toEqual([
      'checkout-smoke has not answered yet: The socket hung up. Serin waits for its event.',
    ]);
  });

  it('takes no news but the answer, once it is known that one comes later', () => {
    const taken = hooking({ state: 'taken' });
    const others = [
      { kind: 'taken' },
      { kind: 'unknown', text: 'x' },
      { kind: 'refused', again: true, text: 'x' },
    ] as const;
    for (const other of others) expect(decideGiven(taken, news(other), NOW).answer).toBe('ignored');
  });

  it.each(['due', 'done', 'failed'] as const)('takes no answer to a call that is %s', (state) => {
    expect(decideGiven(hooking({ state }), notOk(), NOW).answer).toBe('ignored');
  });

  it('waits longer when the function says that its answer comes later', () => {
    const taken = nextOf(hooking(), news({ kind: 'taken' }));
    expect(callOf(taken)?.state).toBe('taken');
    expect(nextOf(taken, ok()).weight).toBe(25);
  });
});

describe('a hook that fails', () => {
  it('holds and asks, and is called again by who resumes', () => {
    const held = nextOf(hooking(), notOk());
    expect(held.phase).toMatchObject({
      status: 'holding',
      why: { kind: 'hook', outcome: 'failed', detail: 'No video' },
    });
    expect(held.timeline.at(-1)?.text).toBe(
      'checkout-smoke failed: No video. Serin holds. Resume to call it again, say that it is done, or roll back.',
    );
    const again = nextOf(held, aSignal('resume'));
    expect(callOf(again)).toEqual({ n: 2, state: 'due', at: NOW, until: NOW + 15 * MINUTE });
    expect(again.timeline.at(-1)?.text).toBe('Calls checkout-smoke again; it has 15 min to answer.');
  });

  it('rolls back where the plan says so', () => {
    const back = nextOf(hooking({}, aHook({ onFailure: 'rollback' })), notOk());
    expect(back).toMatchObject({ weight: 0, phase: { status: 'rolling-back' } });
    expect(back.timeline.at(-1)?.text).toBe('Rolls back from 5%, because checkout-smoke failed: No video.');
  });

  it('is not taken for the answer of another call', () => {
    const second = hooking({ n: 2 });
    expect(decideGiven(second, notOk(), NOW).answer).toBe('ignored');
    expect(decideGiven(second, { ...notOk(), call: 2, step: 1 }, NOW).answer).toBe('ignored');
    expect(decideGiven(second, { ...notOk(), call: 2, rollout: 'another' }, NOW).answer).toBe('ignored');
  });

  it('is tried again every minute while AWS is busy, until its time is over', () => {
    const busy = nextOf(hooking(), news({ kind: 'refused', again: true, text: 'Rate exceeded.' }));
    expect(callOf(busy)).toMatchObject({ n: 1, state: 'due', at: NOW + MINUTE });
    expect(decideGiven(busy, aSignal('timer'), NOW + 13 * MINUTE).answer).toBe('ignored');
    const over = nextOf(busy, aSignal('timer'), NOW + 14 * MINUTE);
    expect(over.phase).toMatchObject({ why: { outcome: 'failed', detail: 'it could not be called in 15 min' } });
  });

  it('fails at once when AWS refuses the call for good', () => {
    const refused = nextOf(hooking(), news({ kind: 'refused', again: false, text: 'It does not exist.' }));
    expect(refused.phase).toMatchObject({ why: { kind: 'hook', outcome: 'failed' } });
  });
});

describe('a hook that does not answer in time', () => {
  it('fails when it ran, as the plan says', () => {
    const late = hooking({ state: 'taken' }, aHook({ onFailure: 'rollback' }));
    expect(statusOf(nextOf(late, aSignal('timer'), NOW + 14 * MINUTE))).toBe('rolling-back');
    const asks = nextOf(hooking({ state: 'taken' }), aSignal('timer'), NOW + 14 * MINUTE);
    expect(asks.phase).toMatchObject({ why: { kind: 'hook', outcome: 'late' } });
    expect(asks.timeline.at(-1)?.text).toMatch(/^checkout-smoke ran and did not answer in time\. Serin holds/);
  });

  it('holds and asks when nobody knows whether it ran, even where a failure rolls back', () => {
    const unknown = hooking({}, aHook({ onFailure: 'rollback' }));
    const held = nextOf(unknown, aSignal('timer'), NOW + 14 * MINUTE);
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'hook', outcome: 'unknown' } });
    expect(decideGiven(unknown, aSignal('timer'), NOW + 14 * MINUTE - 1).answer).toBe('ignored');
  });

  it('may still answer while Serin holds: then a resume goes on without calling it again', () => {
    const held = nextOf(hooking(), aSignal('timer'), NOW + 14 * MINUTE);
    const done = nextOf(held, ok('Late but good'), NOW + HOUR);
    expect(done.timeline.at(-1)?.text).toBe('checkout-smoke is done: Late but good. Resume to go on.');
    expect(statusOf(done)).toBe('holding');
    const resume = aSignal('resume', { issuedAt: NOW + HOUR });
    expect(nextOf(done, resume, NOW + HOUR)).toMatchObject({ step: 3, weight: 25 });
  });
});

describe('while a hook runs', () => {
  it('an alarm rolls back, and the answer that comes then changes nothing', () => {
    const back = nextOf(hooking(), aSignal('alarm', { change: aBreach() }));
    expect(statusOf(back)).toBe('rolling-back');
    expect(decideGiven(back, ok(), NOW).answer).toBe('ignored');
    expect(decideGiven(back, news({ kind: 'claimed' }), NOW).answer).toBe('ignored');
  });

  it('a pause keeps the answer for the resume', () => {
    const paused = nextOf(hooking(), aSignal('pause'));
    const done = nextOf(paused, ok());
    expect(statusOf(done)).toBe('paused');
    expect(nextOf(done, aSignal('resume'))).toMatchObject({ step: 3, weight: 25 });
  });

  it('a failure is told in a pause, which stays one', () => {
    const paused = nextOf(hooking(), aSignal('pause'));
    const failed = nextOf(paused, notOk());
    expect(failed.phase).toMatchObject({ status: 'paused', activity: { call: { state: 'failed' } } });
    expect(told(paused, failed)).toEqual([
      'checkout-smoke failed: No video. Resume to call it again, say that it is done, or roll back.',
    ]);
  });

  it('a call that is due in a pause is made by nobody', () => {
    const paused = nextOf(hooking({ state: 'due' }), aSignal('pause'));
    expect(decideGiven(paused, news({ kind: 'claimed' }), NOW).answer).toBe('ignored');
  });

  it('a pause that ends before the answer goes on waiting for the same call', () => {
    const paused = nextOf(hooking(), aSignal('pause'));
    const resumed = nextOf(paused, aSignal('resume', { issuedAt: NOW + MINUTE }), NOW + MINUTE);
    expect(callOf(resumed)).toEqual(aCall());
    expect(statusOf(resumed)).toBe('hooking');
  });

  it('a failure while it is paused rolls back where the plan says so', () => {
    const paused = nextOf(hooking({}, aHook({ onFailure: 'rollback' })), aSignal('pause'));
    expect(statusOf(nextOf(paused, notOk()))).toBe('rolling-back');
  });
});

describe('the point of no return', () => {
  const claim = news({ kind: 'claimed' });

  it('is passed with the claim, before the function is called', () => {
    expect(nextOf(contracting(), claim).noReturnAt).toBe(NOW);
    expect(nextOf(hooking({ state: 'due' }), claim).noReturnAt).toBeNull();
  });

  it('is not passed when AWS refuses that call, but stays passed when an earlier one ran', () => {
    const refuse = news({ kind: 'refused', again: true, text: 'Rate exceeded.' });
    expect(nextOf(nextOf(contracting(), claim), refuse).noReturnAt).toBeNull();
    const earlier = contracting({ noReturnAt: NOW - HOUR });
    expect(nextOf(nextOf(earlier, claim), refuse).noReturnAt).toBe(NOW - HOUR);
  });

  it('lets no alarm roll back behind it: Serin holds and asks', () => {
    const past = nextOf(contracting(), claim);
    const decision = acceptedOf(decideGiven(past, aSignal('alarm', { change: aBreach() }), NOW));
    expect(decision.next.phase).toMatchObject({ status: 'holding', why: { kind: 'alarm' } });
    expect(decision.say).toContain('point of no return');
  });

  it('lets no failure roll back behind it, whatever the plan says', () => {
    const plan = contracting().config.plan.map((step) =>
      step.kind === 'hook' ? { ...step, onFailure: 'rollback' as const } : step,
    );
    const past = nextOf(contracting({ config: aService({ plan }) }), claim);
    expect(statusOf(nextOf(past, notOk()))).toBe('holding');
  });

  it('refuses a rollback, unless a person says that it is meant', () => {
    const past = nextOf(contracting(), claim);
    const plain = decideGiven(past, aSignal('rollback', { text: 'calls drop' }), NOW);
    expect(plain).toMatchObject({ answer: 'refused', code: 'no-return' });
    expect(plain.answer === 'refused' && plain.because).toContain('/canary rollback checkout anyway');
    const meant = aSignal('rollback', { by: alice, text: 'anyway, the hook did nothing' });
    expect(statusOf(nextOf(past, meant))).toBe('rolling-back');
  });
});

describe('a promotion past a hook', () => {
  const at = (state: HookCall['state']) => ({ status: 'hooking', call: aCall({ state }) }) as const;
  const paused = (state: HookCall['state']): Rollout =>
    hooking({}, aHook(), { phase: { status: 'paused', since: NOW - MINUTE, by: alice, activity: at(state) } });
  const holding = (why: Hold, state: HookCall['state'] = 'taken'): Rollout =>
    hooking({}, aHook(), { phase: { status: 'holding', since: NOW - MINUTE, why, activity: at(state) } });
  // The plan has no gate, so its starter may promote.
  const promote = (rollout: Rollout) => decideGiven(rollout, aSignal('promote', { by: alice }), NOW);

  it.each(['called', 'taken'] as const)('that is %s is refused while the rollout is paused too', (state) => {
    expect(promote(paused(state))).toMatchObject({ answer: 'refused', code: 'hook-runs' });
  });

  it.each(['due', 'called', 'done'] as const)('that is waited for is refused, also where it is %s', (state) => {
    expect(promote(hooking({ state }))).toMatchObject({ answer: 'refused', code: 'hook-runs' });
  });

  it('that runs is refused while the rollout holds for something else', () => {
    expect(promote(holding({ kind: 'alarm', name: 'checkout-5xx' }))).toMatchObject({ code: 'hook-runs' });
  });

  it.each(['due', 'done', 'failed'] as const)('that is %s is made', (state) => {
    expect(promote(paused(state)).answer).toBe('accepted');
  });

  it('is made when people were asked because its answer did not come', () => {
    const why = { kind: 'hook', function: 'checkout-smoke', outcome: 'late', detail: '' } as const;
    expect(promote(holding(why, 'missed')).answer).toBe('accepted');
  });
});

describe('a hook that failed or did not answer, when Serin holds for something else by now', () => {
  const late = NOW + 14 * MINUTE;
  const drifted = (call: Partial<HookCall>): Rollout => {
    const held = nextOf(hooking(call), aSignal('timer'), late);
    const center = nextOf(held, aSignal('control-center'), late);
    expect(center.phase).toMatchObject({ status: 'holding', why: { kind: 'drift' } });
    return center;
  };
  const resume = aSignal('resume', { issuedAt: late + MINUTE });

  it.each(['called', 'taken'] as const)('is called again by one resume, where it was %s', (state) => {
    const again = nextOf(drifted({ state }), resume, late + MINUTE);
    expect(again.phase).toMatchObject({ status: 'hooking', call: { n: 2, state: 'due' } });
  });

  it('may still answer, and is not called again then', () => {
    const done = nextOf(drifted({}), ok(), late);
    expect(nextOf(done, resume, late + MINUTE)).toMatchObject({ step: 3, weight: 25 });
  });
});

describe('the word that a hook is done', () => {
  const gated = (over: Partial<Rollout> = {}): Rollout => {
    const plan = [GATE, aHook(), GATE, { kind: 'shift', weight: 100 }] as const;
    return hooking({}, aHook(), { step: 1, weight: 0, config: aService({ plan }), ...over });
  };
  const heldOf = (rollout: Rollout): Rollout =>
    nextOf(rollout, news({ kind: 'answered', ok: false, text: 'No' }, { step: rollout.step }));
  const say = (
    text = 'the columns are there',
    approverOf: readonly number[] = [2],
    over: Partial<Given<'resume'>> = {},
  ) => aSignal('resume', { done: { text, approverOf }, issuedAt: NOW + MINUTE, ...over });
  const at = NOW + MINUTE;

  it('goes on without another call, in the name of who said it', () => {
    const next = nextOf(heldOf(hooking()), say('the columns are there.', [], { by: alice }), at);
    expect(next).toMatchObject({ step: 3, weight: 25 });
    const said = next.timeline.find(({ text }) => text.includes('is not called again'));
    expect(said?.text).toBe(
      'alice says that checkout-smoke is done, and it is not called again: the columns are there.',
    );
    expect(said?.by).toEqual({ kind: 'person', person: alice });
  });

  it('counts also of one that did not answer in time', () => {
    const missed = nextOf(hooking(), aSignal('timer'), NOW + 14 * MINUTE);
    const later = NOW + 15 * MINUTE;
    const said = say('the columns are there', [], { by: alice, issuedAt: later });
    expect(nextOf(missed, said, later)).toMatchObject({ step: 3, weight: 25 });
  });

  it('gets nobody past a gate', () => {
    const next = nextOf(heldOf(gated()), say(), at);
    expect(next).toMatchObject({ step: 2, weight: 0, phase: { status: 'awaiting-approval', approvals: [] } });
  });

  it.each([
    ['no approver of the last gate', () => decideGiven(heldOf(gated()), say('x', [0]), at), 'not-approver'],
    [
      'not who started it, where there is no gate',
      () => decideGiven(heldOf(hooking()), say('x', [2]), at),
      'not-allowed',
    ],
    ['nobody who says how it is known', () => decideGiven(heldOf(gated()), say(' '), at), 'reason-missing'],
    ['somebody of minutes ago', () => decideGiven(heldOf(gated()), say('x'), NOW + HOUR), 'expired'],
  ])('is not taken of %s', (_, decision, code) => {
    expect(decision()).toMatchObject({ answer: 'refused', code });
  });

  it.each([
    ['runs', hooking()],
    ['is not called yet', hooking({ state: 'due' })],
    ['is done', nextOf(heldOf(hooking()), aSignal('resume', { issuedAt: NOW + 1 }), NOW + 1)],
    ['does not exist', aRollout({ situation: 'holding' })],
    ['runs while Serin holds for something else', nextOf(hooking(), aSignal('control-center'))],
    ['failed in a pause', nextOf(nextOf(hooking(), aSignal('pause')), notOk())],
  ])('is refused of one that %s', (_, rollout) => {
    expect(decideGiven(rollout, say(), at)).toMatchObject({ answer: 'refused', code: 'no-hook' });
  });

  it('is refused while an alarm fires', () => {
    const loud = say('x', [2], { alarms: readings({ value: 'ALARM', since: NOW }) });
    const held = heldOf(gated({ config: { ...gated().config, onAlarm: 'hold' } }));
    expect(decideGiven(held, loud, at)).toMatchObject({ answer: 'refused', code: 'alarm-firing' });
  });

  it('passes the point of no return, also where AWS had refused the call', () => {
    const claimed = nextOf(contracting(), news({ kind: 'claimed' }));
    const held = nextOf(claimed, news({ kind: 'refused', again: false, text: 'It is gone.' }));
    expect(held.noReturnAt).toBeNull();

    expect(nextOf(held, say('the columns are gone', [1]), at).noReturnAt).toBe(at);
  });
});
