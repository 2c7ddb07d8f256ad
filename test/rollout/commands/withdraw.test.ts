import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { Signal } from '../../../src/domain/rollout/signal.ts';
import { alice, aRollout, aService, bob, carol, HOUR, MINUTE, NOW } from '../builders.ts';
import { acceptedOf, aFreeze, aSignal, decided, decideGiven, nextOf, told } from '../signals.ts';

const { plan } = aService();
const OPENED = NOW - 10 * MINUTE;
const config = aService({ plan: plan.map((step) => (step.kind === 'approve' ? { ...step, count: 2 } : step)) });
const asked = (over: Partial<Rollout> = {}) => aRollout({ situation: 'awaiting-approval', config, ...over });
const approvedBy = (...people: readonly (typeof bob)[]) =>
  people.reduce((rollout, by) => nextOf(rollout, aSignal('approve', { by, key: `by-${by.id}` })), asked());

function refusalOf(rollout: Rollout, signal: Signal): string {
  const decision = decided(rollout, signal);
  return decision.answer === 'refused' ? `${decision.code}: ${decision.because}` : decision.answer;
}

describe('a withdrawal', () => {
  it('takes the vote of its person back, in one line, and the approval stays open as long as before', () => {
    const once = approvedBy(bob);
    const next = nextOf(once, aSignal('withdraw'));
    expect(told(once, next)).toEqual(['bob withdrew the approval (0 of 2).']);
    expect(next.timeline.at(-1)?.by).toEqual({ kind: 'person', person: bob });
    expect(next).toMatchObject({ step: 2, weight: 5, phase: { ...asked().phase, approvals: [] } });
  });

  it('draws the card anew and calls nobody', () => {
    const { effects } = acceptedOf(decided(approvedBy(bob), aSignal('withdraw')));
    expect(effects.map(({ body }) => body)).toMatchObject([{ kind: 'card' }, { kind: 'thread', mention: [] }]);
  });

  it('leaves the plan waiting when another person approves, until as many as are needed have', () => {
    const withdrawn = nextOf(approvedBy(bob), aSignal('withdraw'));
    const one = nextOf(withdrawn, aSignal('approve', { by: carol }));
    expect(one).toMatchObject({ step: 2, phase: { approvals: [{ by: carol }] } });
    const both = nextOf(one, aSignal('approve', { key: 'again' }));
    expect(both).toMatchObject({ step: 3, weight: 25, approved: [{ step: 2, by: [carol, bob] }] });
  });

  it('is refused to who has not approved, and leaves the votes of others', () => {
    const refusal =
      'not-approved: You have not approved this step, so there is nothing to withdraw. To stop the rollout, reject it.';
    for (const by of [alice, carol]) expect(refusalOf(approvedBy(bob), aSignal('withdraw', { by }))).toBe(refusal);
  });

  it('needs no more than the vote: also who is no approver any more may withdraw, and nothing is read for it', () => {
    const gone = { ...config, plan: config.plan.map((s) => (s.kind === 'approve' ? { ...s, from: [carol.id] } : s)) };
    const decision = decideGiven({ ...approvedBy(bob), config: gone }, aSignal('withdraw', { issuedAt: NOW - 1 }), NOW);
    expect(decision.answer).toBe('accepted');
  });

  const complete =
    'approval-complete: The approval is complete, so nobody can withdraw from it any more. To stop the rollout, roll it back.';

  it('is refused when the approval is complete, by typing and by the button of before, with what to do instead', () => {
    const passed = approvedBy(bob, carol);
    const at = { step: 2, since: OPENED };
    expect(refusalOf(passed, aSignal('withdraw'))).toBe(complete);
    expect(refusalOf(passed, aSignal('withdraw', { rollout: 'checkout-1', at }))).toBe(complete);
  });

  it('is refused when the approval is complete and waits for the end of a freeze', () => {
    const waits = nextOf(approvedBy(bob), aSignal('approve', { by: carol, key: 'second', freeze: aFreeze() }));
    expect(waits).toMatchObject({ step: 2, phase: { status: 'awaiting-approval' } });
    expect(refusalOf(waits, aSignal('withdraw'))).toBe(complete);
  });

  it('does not offer a rollback behind the point of no return', () => {
    const passed = { ...approvedBy(bob, carol), noReturnAt: NOW };
    expect(refusalOf(passed, aSignal('withdraw'))).toBe(
      'approval-complete: The approval is complete, so nobody can withdraw from it any more.',
    );
  });

  it('of an approval that was passed does not touch the one that is open now', () => {
    const later = { ...approvedBy(bob), approved: [{ step: 0, by: [bob] }] };
    const early = aSignal('withdraw', { rollout: 'checkout-1', at: { step: 0, since: NOW - 5 * HOUR } });
    expect(refusalOf(later, early)).toBe(complete);
    expect(nextOf(later, aSignal('withdraw')).phase).toMatchObject({ approvals: [] });
  });

  it('is refused in a pause, after which everyone is asked again', () => {
    const paused = nextOf(approvedBy(bob), aSignal('pause', { by: alice }));
    expect(refusalOf({ ...paused, approved: [{ step: 0, by: [bob] }] }, aSignal('withdraw'))).toBe(
      'no-gate: Paused by alice, so no approval counts. After a resume everyone is asked again.',
    );
  });
});
