import { describe, expect, it } from 'vitest';
import type { IamIdentity } from '../../../src/domain/people/person.ts';
import { isSame } from '../../../src/domain/people/requester.ts';
import { rolloutFacts } from '../../../src/domain/rollout/facts.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { Signal } from '../../../src/domain/rollout/signal.ts';
import { alice, aPerson, aRollout, aService, bob, NOW } from '../../rollout/builders.ts';
import { aSignal, decideGiven, nextOf, told } from '../../rollout/signals.ts';

const pipeline: IamIdentity = { arn: 'arn:aws:sts::123456789012:assumed-role/deploy-checkout/run-7' };
const byPipeline = (over: Partial<Rollout> & { situation?: 'baking' | 'awaiting-approval' } = {}) =>
  aRollout({ by: pipeline, ...over });

function answerTo(rollout: Rollout, signal: Signal): string {
  const decision = decideGiven(rollout, signal, NOW);
  return decision.answer === 'refused' ? decision.because : decision.answer;
}

describe('a rollout that a pipeline started', () => {
  it('says in its timeline which one, with the session', () => {
    const next = nextOf(null, aSignal('start', { by: pipeline }));
    expect(next.timeline[0]).toMatchObject({
      by: { kind: 'iam', identity: pipeline },
      text: 'role/deploy-checkout (run-7) started v54.',
    });
  });

  it('may be approved by any approver, since nobody asked for it in person', () => {
    expect(answerTo(byPipeline({ situation: 'awaiting-approval' }), aSignal('approve'))).toBe('accepted');
  });

  it('is promoted by an approver, past its gate too', () => {
    expect(answerTo(byPipeline({ step: 1 }), aSignal('promote'))).toBe('accepted');
  });

  it('cannot be promoted by anybody where its plan has no gate', () => {
    const config = aService({ plan: aService().plan.filter(({ kind }) => kind !== 'approve') });
    expect(answerTo(byPipeline({ config }), aSignal('promote', { approverOf: [] }))).toBe(
      'role/deploy-checkout (run-7) started it and its plan has no approval, so nobody can promote this. It continues step by step.',
    );
  });
});

describe('a pipeline', () => {
  it('takes a rollout back, and the reason says who it was', () => {
    const rollout = aRollout();
    const next = nextOf(rollout, aSignal('rollback', { by: pipeline, text: 'smoke test failed.' }));
    expect(next.phase).toMatchObject({ reason: { kind: 'iam', by: pipeline, text: 'smoke test failed.' } });
    expect(told(rollout, next)).toEqual([
      'Rolls back from 5%, because role/deploy-checkout (run-7) asked for it: smoke test failed.',
    ]);
  });

  it('pauses a rollout', () => {
    expect(nextOf(aRollout(), aSignal('pause', { by: pipeline })).phase).toMatchObject({ by: pipeline });
  });
});

it('takes nobody for somebody of the other kind, whatever they are called', () => {
  const named = { arn: alice.id };
  expect([isSame(alice, named), isSame(named, alice)]).toEqual([false, false]);
  expect([isSame(alice, { ...aPerson('x'), id: alice.id }), isSame(alice, bob)]).toEqual([true, false]);
  expect([isSame(pipeline, { ...pipeline }), isSame(pipeline, named)]).toEqual([true, false]);
});

describe('the facts of a rollout', () => {
  it('say whom an open gate waits for, and until when', () => {
    const facts = rolloutFacts(byPipeline({ situation: 'awaiting-approval' }), NOW);
    expect(facts).toMatchObject({ by: 'role/deploy-checkout (run-7)', approvers: ['UBOB', 'UCAROL'], reason: null });
    expect(facts.until).toBeGreaterThan(NOW);
  });

  it('say why it goes back, and name nobody to wait for then', () => {
    const facts = rolloutFacts(nextOf(aRollout(), aSignal('rollback')), NOW);
    expect(facts).toMatchObject({
      status: 'rolling-back',
      reason: 'bob asked for it: calls drop',
      until: null,
      approvers: [],
    });
  });
});
