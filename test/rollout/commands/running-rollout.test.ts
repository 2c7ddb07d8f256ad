import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Hold, Phase, Rollout } from '../../../src/domain/rollout/record.ts';
import type { Signal } from '../../../src/domain/rollout/signal.ts';
import {
  aDrain,
  aHook,
  alice,
  aRollout,
  aService,
  bob,
  carol,
  HOUR,
  MINUTE,
  NOW,
  readings,
  type Situation,
} from '../builders.ts';
import { anObservation, aSignal, decided, decideGiven, nextOf, told } from '../signals.ts';

const SHIFT_5 = { kind: 'shift', weight: 5 } as const;
const SHIFT_100 = { kind: 'shift', weight: 100 } as const;
const BAKE = { kind: 'bake', ms: 10 * MINUTE } as const;
const GATE = { kind: 'approve', from: [bob.id], count: 1, within: HOUR } as const;
const fault = { code: 'Throttling', message: 'Rate exceeded.', permanent: false };
const FIRES = readings({ value: 'ALARM', since: NOW - MINUTE });

function codeOf(rollout: Rollout, signal: Signal, now = NOW): string {
  const decision = decided(rollout, signal, now);
  return decision.answer === 'refused' ? decision.code : decision.answer;
}

function withPlan(plan: Plan, over: Parameters<typeof aRollout>[0] = {}): Rollout {
  return aRollout({ config: aService({ plan }), ...over });
}

function holding(why: Hold): Rollout {
  const activity = { status: 'baking', remaining: MINUTE } as const;
  return aRollout({ step: 1, phase: { status: 'holding', since: NOW - MINUTE, why, activity } });
}

describe('pause and resume', () => {
  it('keep what is left of a bake', () => {
    const paused = nextOf(aRollout(), aSignal('pause'));
    const phase: Phase = {
      status: 'paused',
      since: NOW,
      by: bob,
      activity: { status: 'baking', remaining: 6 * MINUTE },
    };
    expect(paused.phase).toEqual(phase);
    const later = NOW + HOUR;
    const resumed = nextOf(paused, aSignal('resume', { issuedAt: later }), later);
    expect(resumed.phase).toEqual({ status: 'baking', since: later, until: later + 6 * MINUTE });
    expect(told(aRollout(), resumed)).toEqual(['bob paused at 5%.', 'bob resumed.']);
  });

  it('in the middle of a shift go back to what was agreed, then shift again to what was wanted', () => {
    const rollout = aRollout({ situation: 'shifting' });
    const paused = nextOf(rollout, aSignal('pause'));
    expect(paused).toMatchObject({
      weight: 5,
      generation: 4,
      reversals: 1,
      intendedAt: NOW,
      phase: { status: 'paused', activity: { status: 'shifting', wanted: 25 } },
    });
    const resumed = nextOf(paused, aSignal('resume'));
    expect(resumed).toMatchObject({ weight: 25, step: 3, generation: 5, phase: { status: 'shifting', since: NOW } });
    expect(told(rollout, resumed)).toEqual(['bob paused; every target returns to 5%.', 'bob resumed.']);
  });

  it('say the weight that the pause goes back to', () => {
    const decision = decideGiven(aRollout({ situation: 'shifting' }), aSignal('pause'), NOW);
    expect(decision).toMatchObject({ say: 'Paused; every target returns to 5%. Alarms are still watched.' });
  });

  it('say to who pauses what stands still already who paused it', () => {
    const because = 'It is already paused, by bob.';
    expect(decideGiven(aRollout({ situation: 'paused' }), aSignal('pause'), NOW)).toEqual({
      answer: 'ignored',
      because,
    });
  });

  it('keep the lower weight in the middle of a shift down', () => {
    const rollout = aRollout({ situation: 'shifting', weight: 2 });
    const paused = nextOf(rollout, aSignal('pause'));
    expect(paused).toMatchObject({ weight: 2, generation: 3, reversals: 0 });
    expect(nextOf(paused, aSignal('resume'))).toMatchObject({ weight: 2, phase: { status: 'shifting' } });
  });

  it('open the gate anew, so that earlier approvals and buttons no longer count', () => {
    const gate = aRollout({ situation: 'awaiting-approval' });
    const paused = nextOf(gate, aSignal('pause'));
    const resumed = nextOf(paused, aSignal('resume'));
    expect(resumed.phase).toMatchObject({ status: 'awaiting-approval', openedAt: NOW, approvals: [] });
    const button = { step: 2, since: NOW - 10 * MINUTE };
    expect(codeOf(resumed, aSignal('approve', { at: button }))).toBe('earlier-step');
  });

  it('let a promotion go on that was held', () => {
    const why: Hold = { kind: 'partial', target: 'lambda-alias checkout-api:live', fault };
    const held = aRollout({
      situation: 'promoting',
      phase: { status: 'holding', since: NOW, why, activity: { status: 'promoting' } },
    });
    expect(nextOf(held, aSignal('resume'))).toMatchObject({ weight: 100, phase: { status: 'promoting' } });
  });

  it('mention the approvers again when the gate opens anew', () => {
    const decision = decideGiven(aRollout({ situation: 'holding' }), aSignal('resume'), NOW);
    expect(decision).toMatchObject({ effects: [{}, { body: { mention: [bob.id, carol.id] } }] });
  });

  it('shift again after a hold in the middle of a shift, to the weight that was wanted', () => {
    const shifting = aRollout({ situation: 'shifting' });
    const held = nextOf(shifting, anObservation(shifting, { weight: null, fault }));
    expect(held.weight).toBe(5);
    const { targets } = anObservation(held);
    expect(nextOf(held, aSignal('resume', { targets }))).toMatchObject({
      weight: 25,
      step: 3,
      generation: 5,
      phase: { status: 'shifting' },
    });
  });
});

describe('skip', () => {
  it('keeps which bake was skipped, and by whom', () => {
    expect(nextOf(aRollout(), aSignal('skip')).hurried).toEqual([{ step: 1, how: 'skipped', by: bob }]);
  });

  it('ends a bake and enters the step behind it, nothing else', () => {
    const next = nextOf(aRollout(), aSignal('skip'));
    expect(next).toMatchObject({ step: 2, weight: 5, phase: { status: 'awaiting-approval' } });
    expect(told(aRollout(), next)).toEqual([
      'bob skipped the rest of the bake.',
      'Waits for an approval, open for 4 h.',
    ]);
  });

  it('leads to the next shift where that is the step behind', () => {
    const rollout = withPlan([SHIFT_5, BAKE, SHIFT_100]);
    expect(nextOf(rollout, aSignal('skip', { by: alice }))).toMatchObject({ step: 2, weight: 100 });
  });

  it.each([
    ['before a raise', [SHIFT_5, BAKE, SHIFT_100, GATE]],
    ['before another bake and a raise', [SHIFT_5, BAKE, BAKE, SHIFT_100, GATE]],
    ['before a hook and a raise', [SHIFT_5, BAKE, aHook(), SHIFT_100, GATE]],
    ['before a cohort', [SHIFT_5, BAKE, { kind: 'cohort', names: ['staff'] }, SHIFT_100, GATE]],
    ['before the point of no return', [SHIFT_100, BAKE, aHook({ pointOfNoReturn: true }), GATE]],
    ['before the end', [SHIFT_100, BAKE]],
    ['before a drain and the end', [SHIFT_100, BAKE, aDrain()]],
  ] as const)('%s is for who may promote', (_, plan) => {
    const rollout = withPlan(plan);
    const approverOf = plan.flatMap(({ kind }, index) => (kind === 'approve' ? [index] : []));
    const may = approverOf.length === 0 ? alice : bob;
    expect(codeOf(rollout, aSignal('skip', { by: may, approverOf }))).toBe('accepted');
    expect(codeOf(rollout, aSignal('skip', { by: carol, approverOf: [] }))).toMatch(/not-a/);
  });

  it.each([
    ['a gate', [SHIFT_5, BAKE, GATE, SHIFT_100]],
    ['another bake and a gate', [SHIFT_5, BAKE, BAKE, GATE, SHIFT_100]],
    ['a hook and a gate', [SHIFT_5, BAKE, aHook(), GATE, SHIFT_100]],
  ] as const)('before %s is for everybody: the gate asks', (_, plan) => {
    expect(codeOf(withPlan(plan), aSignal('skip', { by: carol, approverOf: [] }))).toBe('accepted');
  });

  it('is refused with who may', () => {
    const because = (plan: Plan, over: Partial<Extract<Signal, { kind: 'skip' }>>) =>
      decideGiven(withPlan(plan), aSignal('skip', over), NOW);
    expect(because([SHIFT_5, BAKE, SHIFT_100, GATE], { approverOf: [] })).toMatchObject({
      because: 'Only UBOB can skip this bake because they approve its last step.',
    });
    expect(because([SHIFT_5, BAKE, SHIFT_100, { ...GATE, from: ['S0PAY'] }, GATE], { approverOf: [4] })).toMatchObject({
      because: 'Only S0PAY can approve the step ahead, so you cannot skip a bake before the canary gets more.',
    });
    expect(because([SHIFT_5, BAKE, SHIFT_100, GATE], { by: alice, approverOf: [3] })).toMatchObject({
      because: 'You started this rollout and an approval is ahead, so somebody else has to skip this bake.',
    });
    expect(because([SHIFT_5, BAKE, SHIFT_100], { by: bob })).toMatchObject({
      because: 'Only alice, who started it, can skip this bake: its plan has no approval.',
    });
  });
});

describe('a rollback of what is over for good', () => {
  it.each([
    ['rolled-back', 'It was rolled back already.'],
    [
      'completed',
      'It is completed: v54 is stable now. To return, start the old version: /canary start checkout <version>.',
    ],
  ] as const)('is refused when it is %s, with what there is instead', (situation, because) => {
    expect(decideGiven(aRollout({ situation }), aSignal('rollback'), NOW)).toMatchObject({ code: 'finished', because });
  });
});

describe('promote', () => {
  it('keeps which steps it passed over, each once, and who did; the last shift is made', () => {
    const next = nextOf(aRollout({ situation: 'awaiting-approval' }), aSignal('promote'));
    const passed = [2, 3, 4, 6].map((step) => ({ step, how: 'promoted', by: bob }));
    expect(next.hurried).toEqual(passed);
    const paused = nextOf(next, aSignal('pause', { issuedAt: NOW + MINUTE }), NOW + MINUTE);
    const again = aSignal('promote', { by: carol, issuedAt: NOW + 2 * MINUTE });
    expect(nextOf(paused, again, NOW + 2 * MINUTE).hurried).toEqual(passed);
  });

  it('shifts to 100, then promotes, past bakes that are left', () => {
    const rollout = aRollout({ situation: 'shifting' });
    const next = nextOf(rollout, aSignal('promote'));
    expect(next).toMatchObject({ weight: 100, generation: 4, step: 6, promotionBegan: false });
    expect(told(rollout, next)).toEqual(['bob promoted it from 5%.', 'Shifts to 100%.']);
    expect(nextOf(next, anObservation(next)).phase.status).toBe('promoting');
  });

  it('promotes at once when the canary has everything', () => {
    const rollout = aRollout({ step: 6, weight: 100, agreed: 100 });
    expect(nextOf(rollout, aSignal('promote'))).toMatchObject({ promotionBegan: true, phase: { status: 'promoting' } });
  });

  it.each([
    ['while the shift to 100 is under way', (shifting: Rollout) => shifting],
    ['when it was paused', (shifting: Rollout) => nextOf(shifting, aSignal('pause'))],
  ])('brings every target to 100 first %s', (_, come) => {
    const shifting = aRollout({ situation: 'shifting', step: 5, weight: 100, agreed: 25 });
    expect(nextOf(come(shifting), aSignal('promote'))).toMatchObject({
      weight: 100,
      promotionBegan: false,
      phase: { status: 'shifting' },
    });
  });

  it('is for approvers of the last gate, passed or not', () => {
    const two = [GATE, SHIFT_5, GATE, SHIFT_100];
    const rollout = withPlan(two, { step: 3, situation: 'shifting' });
    expect(codeOf(rollout, aSignal('promote', { approverOf: [0] }))).toBe('not-approver');
    expect(codeOf(rollout, aSignal('promote', { approverOf: [2] }))).toBe('accepted');
  });

  it('past gates that are ahead is for approvers of each of them', () => {
    const two = [SHIFT_5, GATE, GATE, SHIFT_100];
    const rollout = withPlan(two, { step: 0, situation: 'shifting' });
    expect(codeOf(rollout, aSignal('promote', { approverOf: [2] }))).toBe('not-approver');
    expect(codeOf(rollout, aSignal('promote', { approverOf: [1, 2] }))).toBe('accepted');
  });

  it('past the gate that is open is not for who asked for the rollout, even where approving it is', () => {
    const config = aService({ selfApproval: true });
    const rollout = aRollout({ situation: 'awaiting-approval', config });
    expect(codeOf(rollout, aSignal('promote', { by: alice }))).toBe('own-rollout');
  });

  it('behind the last gate is for who asked for the rollout too, as one of its approvers', () => {
    expect(codeOf(aRollout({ situation: 'shifting' }), aSignal('promote', { by: alice }))).toBe('accepted');
  });

  it('of a plan without a gate is for who started it only', () => {
    const rollout = withPlan([SHIFT_5, BAKE, SHIFT_100]);
    expect(codeOf(rollout, aSignal('promote', { approverOf: [] }))).toBe('not-allowed');
    expect(codeOf(rollout, aSignal('promote', { by: alice, approverOf: [] }))).toBe('accepted');
  });

  it.each<Hold>([
    { kind: 'drift', target: 'lambda-alias checkout-api:live', detail: 'it points to version 55' },
    { kind: 'partial', target: 'lambda-alias checkout-api:live', fault },
    { kind: 'components-unread', detail: 'S3 is away.' },
    { kind: 'control-center', detail: 'SSM is away.' },
    { kind: 'center-unread', detail: 'SSM is away.' },
  ])('is refused while a target or component is not as it should be ($kind)', (why) => {
    expect(codeOf(holding(why), aSignal('promote'))).toBe('holding');
  });

  it.each<Hold>([
    { kind: 'gate-expired' },
    { kind: 'alarm', name: 'checkout-5xx' },
    { kind: 'alarm-unclear', alarms: [{ name: 'checkout-5xx', is: 'gone' }] },
    { kind: 'alarms-unreadable' },
  ])('is the answer to other holds, once the alarms are quiet ($kind)', (why) => {
    expect(nextOf(holding(why), aSignal('promote')).weight).toBe(100);
  });
});

const raising = [
  { kind: 'skip', situation: 'baking' },
  { kind: 'resume', situation: 'paused' },
  { kind: 'promote', situation: 'shifting' },
] as const satisfies readonly { kind: Signal['kind']; situation: Situation }[];

describe.each(raising)('$kind', ({ kind, situation }) => {
  const ask = { config: aService({ onAlarm: 'ask' }) };

  it('is refused when it was said more than five minutes ago', () => {
    const late = NOW + 5 * MINUTE;
    expect(codeOf(aRollout({ situation }), aSignal(kind), late)).toBe('accepted');
    expect(codeOf(aRollout({ situation }), aSignal(kind), late + 1)).toBe('expired');
  });

  it('asks for the alarms before it raises anything', () => {
    const { alarms: _none, ...unread } = aSignal(kind);
    expect(codeOf(aRollout({ situation }), unread)).toBe('needs-alarms');
  });

  it('is refused while an alarm fires, and rolls back where that is what an alarm does', () => {
    expect(codeOf(aRollout({ situation, ...ask }), aSignal(kind, { alarms: FIRES }))).toBe('alarm-firing');
    expect(nextOf(aRollout({ situation }), aSignal(kind, { alarms: FIRES })).phase.status).toBe('rolling-back');
  });

  it('is refused when the alarms cannot be judged', () => {
    expect(codeOf(aRollout({ situation }), aSignal(kind, { alarms: 'unreadable' }))).toBe('alarms-unreadable');
  });

  it('remembers what the alarms said', () => {
    const next = nextOf(aRollout({ situation }), aSignal(kind, { alarms: readings({ since: NOW - MINUTE }) }));
    expect(next.alarms['checkout-5xx']).toMatchObject({ value: 'OK', since: NOW - MINUTE });
  });
});

describe('rollback', () => {
  it('brings the weight to 0, under a new generation and as a reversal, with the reason', () => {
    const rollout = aRollout({ situation: 'shifting' });
    const next = nextOf(rollout, aSignal('rollback'));
    expect(next).toMatchObject({
      weight: 0,
      generation: 4,
      reversals: 1,
      intendedAt: NOW,
      phase: {
        status: 'rolling-back',
        stage: 'returning',
        settleAt: NOW + 90_000,
        reason: { kind: 'person', by: bob, text: 'calls drop' },
      },
    });
    expect(told(rollout, next)).toEqual([
      'Rolls back from 25% as intended (last read: 5%), because bob asked for it: calls drop.',
    ]);
  });

  it('does not count as known what was seen before it', () => {
    const next = nextOf(aRollout({ situation: 'promoting' }), aSignal('rollback'));
    for (const { observed } of next.targets) {
      expect(observed).toMatchObject({ weight: null, atBaseline: false, promoted: false });
    }
  });

  it('never expires', () => {
    const rollout = aRollout({ askedAt: NOW - 48 * HOUR });
    expect(codeOf(rollout, aSignal('rollback', { issuedAt: NOW - 24 * HOUR }))).toBe('accepted');
  });

  it('needs no alarms', () => {
    const decision = decideGiven(aRollout(), aSignal('rollback'), NOW);
    expect(decision).toMatchObject({ answer: 'accepted', say: 'Rolls back from 5%.' });
  });

  it('of a stuck one tries again from the beginning, for the reason it went back', () => {
    const next = nextOf(aRollout({ situation: 'stuck' }), aSignal('rollback'));
    expect(next.phase).toMatchObject({ status: 'rolling-back', stage: 'returning', reason: { kind: 'alarm' } });
  });

  it('of a stuck one needs no word of its own behind the point of no return: it goes back already', () => {
    const stuck = aRollout({ situation: 'stuck', noReturnAt: NOW - HOUR });
    expect(codeOf(stuck, aSignal('rollback'))).toBe('accepted');
  });

  it('is answered with the question when one is open', () => {
    expect(decideGiven(aRollout({ situation: 'asking' }), aSignal('rollback'), NOW)).toMatchObject({
      answer: 'ignored',
      because: expect.stringContaining('it points to version 55'),
    });
  });
});
