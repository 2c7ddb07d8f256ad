import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { Signal } from '../../../src/domain/rollout/signal.ts';
import { alice, aPerson, aRollout, aService, bob, carol, HOUR, MINUTE, NOW, readings } from '../builders.ts';
import { aFreeze, aSignal, decided, decideGiven, nextOf, told } from '../signals.ts';

const { plan } = aService();
const OPENED = NOW - 10 * MINUTE;
const GONE =
  'The alarm checkout-5xx does not exist any more, so a failure could go unnoticed. Look first; then /canary resume checkout to go on without the alarm checkout-5xx, or roll back.';

function gateFor(count: number, over: Partial<Rollout> = {}): Rollout {
  const config = aService({ plan: plan.map((step) => (step.kind === 'approve' ? { ...step, count } : step)) });
  return aRollout({ situation: 'awaiting-approval', config, ...over });
}

function codeOf(rollout: Rollout, signal: Signal, now = NOW): string {
  const decision = decided(rollout, signal, now);
  return decision.answer === 'refused' ? decision.code : decision.answer;
}

describe('an approval', () => {
  it('opens the way to the next step', () => {
    const rollout = gateFor(1);
    const next = nextOf(rollout, aSignal('approve'));
    expect(next).toMatchObject({ step: 3, weight: 25, phase: { status: 'shifting' } });
    expect(told(rollout, next)).toEqual(['bob approved (1 of 1).', 'Shifts to 25%.']);
    expect(next.approved).toEqual([{ step: rollout.step, by: [expect.objectContaining({ name: 'bob' })] }]);
    expect(next.timeline[2]?.by).toEqual({ kind: 'person', person: bob });
  });

  it('is kept with those of earlier steps, and takes the place of one of the same step, which was asked again', () => {
    const earlier = { step: 0, by: [carol] };
    const rollout = gateFor(1, { approved: [earlier, { step: 2, by: [carol] }] });
    expect(nextOf(rollout, aSignal('approve')).approved).toEqual([earlier, { step: 2, by: [bob] }]);
  });

  it('in a freeze counts and says so, and the plan waits', () => {
    const rollout = gateFor(1);
    const next = nextOf(rollout, aSignal('approve', { freeze: aFreeze() }));
    expect(next).toMatchObject({
      step: 2,
      weight: 5,
      phase: { status: 'awaiting-approval', approvals: [{ by: bob }] },
      approved: [{ step: 2, by: [bob] }],
    });
    expect(told(rollout, next)[0]).toBe('bob approved (1 of 1).');
  });

  it.each([
    [
      'paused',
      { status: 'paused', since: NOW - MINUTE, by: alice } as const,
      'Paused by alice: resume first, then approve.',
    ],
    [
      'held',
      { status: 'holding', since: NOW - MINUTE, why: { kind: 'gate-expired' } } as const,
      'The rollout holds: resume first, then approve.',
    ],
  ])('at a gate that is %s hears that it has to be resumed first', (_what, phase, because) => {
    const rollout = gateFor(1, { phase: { ...phase, activity: { status: 'awaiting-approval' } } });
    expect(decideGiven(rollout, aSignal('approve'), NOW)).toMatchObject({
      answer: 'refused',
      code: 'no-gate',
      because,
    });
  });

  it.each([
    ['a shift that is paused', { status: 'paused', since: NOW - MINUTE, by: alice } as const],
    ['a shift that is held', { status: 'holding', since: NOW - MINUTE, why: { kind: 'gate-expired' } } as const],
  ])('during %s hears that no gate waits', (_what, phase) => {
    const rollout = gateFor(1, { phase: { ...phase, activity: { status: 'shifting', wanted: 5 } } });
    const because = 'No approval is open now.';
    expect(decideGiven(rollout, aSignal('approve'), NOW)).toMatchObject({
      answer: 'refused',
      code: 'no-gate',
      because,
    });
  });

  it('of two that are needed is counted and moves nothing', () => {
    const rollout = gateFor(2);
    const next = nextOf(rollout, aSignal('approve'));
    expect(next).toMatchObject({ step: 2, weight: 5, generation: 2 });
    expect(next.phase).toMatchObject({ status: 'awaiting-approval', approvals: [{ by: bob, at: NOW }] });
    expect(told(rollout, next)).toEqual(['bob approved (1 of 2).']);
  });

  it('of two that are needed needs no look at the alarms, the last one does', () => {
    const { alarms: _none, ...unread } = aSignal('approve');
    const once = nextOf(gateFor(2), unread);
    expect(decideGiven(once, { ...unread, by: carol }, NOW).answer).toBe('needs-alarms');
  });

  it('of the same person again is ignored', () => {
    const once = nextOf(gateFor(2), aSignal('approve'));
    expect(codeOf(once, aSignal('approve', { key: 'k-2' }))).toBe('ignored');
    expect(nextOf(once, aSignal('approve', { by: carol }))).toMatchObject({ step: 3, weight: 25 });
  });

  it('of the same person under another name is ignored too', () => {
    const once = nextOf(gateFor(2), aSignal('approve'));
    expect(codeOf(once, aSignal('approve', { by: { id: bob.id, name: 'robert' } }))).toBe('ignored');
  });

  it('of who asked for the rollout is refused', () => {
    expect(codeOf(gateFor(1), aSignal('approve', { by: alice }))).toBe('own-rollout');
  });

  it('of who asked for the rollout counts where the service allows it', () => {
    const config = aService({ selfApproval: true });
    expect(nextOf(gateFor(1, { config }), aSignal('approve', { by: alice }))).toMatchObject({ step: 3, weight: 25 });
  });

  it('of somebody who is not among the approvers is refused', () => {
    const outsider = aSignal('approve', { by: aPerson('dave'), isApprover: false });
    expect(codeOf(gateFor(1), outsider)).toBe('not-approver');
    const because = `Only ${bob.id} or ${carol.id} can approve this.`;
    expect(decideGiven(gateFor(1), outsider, NOW)).toMatchObject({ because });
  });

  it('counts until the gate closes, and not after', () => {
    const end = OPENED + 4 * HOUR;
    const approve = aSignal('approve', { issuedAt: end });
    expect(codeOf(gateFor(1), approve, end)).toBe('accepted');
    expect(codeOf(gateFor(1), approve, end + 1)).toBe('gate-expired');
  });

  it('that was said more than five minutes ago is refused', () => {
    const approve = aSignal('approve', { issuedAt: NOW - 5 * MINUTE });
    expect(codeOf(gateFor(1), approve)).toBe('accepted');
    expect(codeOf(gateFor(1), approve, NOW + 1)).toBe('expired');
  });

  it.each([
    { what: 'of another step', at: { step: 0, since: OPENED }, code: 'earlier-step' },
    { what: 'of this step, opened earlier', at: { step: 2, since: OPENED - 1 }, code: 'earlier-step' },
    { what: 'of this gate', at: { step: 2, since: OPENED }, code: 'accepted' },
  ])('by the button $what is $code', ({ at, code }) => {
    expect(codeOf(gateFor(1), aSignal('approve', { at }))).toBe(code);
  });

  it('is refused while an alarm fires that is known already, and is not counted', () => {
    const alarms = readings({ value: 'ALARM', since: NOW - MINUTE });
    const config = aService({ onAlarm: 'ask' });
    expect(codeOf(gateFor(1, { config }), aSignal('approve', { alarms }))).toBe('alarm-firing');
  });

  it('that finds an alarm firing rolls back instead, although its event has not come', () => {
    const rollout = gateFor(1);
    const next = nextOf(rollout, aSignal('approve', { alarms: readings({ value: 'ALARM', since: NOW - MINUTE }) }));
    expect(next).toMatchObject({ weight: 0, phase: { status: 'rolling-back', reason: { name: 'checkout-5xx' } } });
  });

  it.each([
    { what: 'one is deleted', alarms: readings({ value: 'MISSING', since: 0 }), code: 'alarm-unclear', because: GONE },
    { what: 'one is not answered for', alarms: readings().slice(1), code: 'alarm-unclear', because: GONE },
    {
      what: 'they cannot be read',
      alarms: 'unreadable' as const,
      code: 'alarms-unreadable',
      because: 'CloudWatch did not return the alarm states. Try again in a minute.',
    },
  ])('is refused when of the alarms $what, with what to do', ({ alarms, code, because }) => {
    const decision = decideGiven(gateFor(1), aSignal('approve', { alarms }), NOW);
    expect(decision).toEqual({ answer: 'refused', code, because });
  });

  it('remembers what the alarms said', () => {
    const next = nextOf(gateFor(1), aSignal('approve', { alarms: readings({ since: NOW - MINUTE }) }));
    expect(next.alarms['checkout-5xx']).toMatchObject({ value: 'OK', since: NOW - MINUTE });
  });

  it('needs no alarms where the service has none', () => {
    const config = aService({ alarms: [] });
    const { alarms: _none, ...unread } = aSignal('approve');
    expect(nextOf(gateFor(1, { config, alarms: {} }), unread)).toMatchObject({ weight: 25, alarms: {} });
  });
});

describe('a rejection', () => {
  it.each(['baking', 'paused', 'holding'] as const)(
    'of a rollout in %s is refused: no approval is open',
    (situation) => {
      const because = 'No approval is open now. To end the rollout, roll it back.';
      expect(decideGiven(aRollout({ situation }), aSignal('reject'), NOW)).toMatchObject({ code: 'no-gate', because });
    },
  );

  it('rolls back and keeps who said it and why', () => {
    const rollout = gateFor(1);
    const next = nextOf(rollout, aSignal('reject'));
    expect(next).toMatchObject({
      weight: 0,
      phase: { status: 'rolling-back', reason: { kind: 'rejected', by: bob, text: 'wrong version' } },
    });
    expect(told(rollout, next)).toEqual(['Rolls back from 5%, because bob rejected it: wrong version.']);
  });

  it('of the gate that is open counts at any age and from anyone, since it lowers the weight', () => {
    const reject = aSignal('reject', { by: aPerson('dave'), issuedAt: OPENED });
    expect(codeOf(gateFor(1), reject, OPENED + 3 * HOUR)).toBe('accepted');
  });
});
