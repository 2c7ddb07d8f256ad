import { describe, expect, it } from 'vitest';
import type { Phase, Rollout } from '../../../src/domain/rollout/record.ts';
import { emptyRecord, rolloutSchema } from '../../../src/domain/rollout/record.ts';
import { openApprovers } from '../../../src/domain/rollout/running-phase.ts';
import { nextTimerAt } from '../../../src/rollout/state/next-timer.ts';
import { aRollout, aService, bob, carol, HOUR, MINUTE, NOW } from '../builders.ts';
import { acceptedOf, aSignal, decideGiven, nextOf, told } from '../signals.ts';

const WITHIN = 4 * HOUR;

/** A gate that opened at some moment, is escalated to dave after an hour, and reminded of half an hour before its end. */
function gateAt(openedAt: number, over: Partial<Extract<Phase, { status: 'awaiting-approval' }>> = {}): Rollout {
  const config = aService({
    plan: aService().plan.map((step) =>
      step.kind === 'approve'
        ? { ...step, count: 2, remind: 30 * MINUTE, escalate: { after: HOUR, to: ['UDAVE', 'S0ONCALL'] } }
        : step,
    ),
  });
  const phase: Phase = {
    ...{ status: 'awaiting-approval', openedAt, expiresAt: openedAt + WITHIN, approvals: [] },
    ...{ remindAt: openedAt + WITHIN - 30 * MINUTE, escalateAt: openedAt + HOUR },
    ...over,
  };
  return aRollout({ situation: 'awaiting-approval', config, phase });
}

const timer = aSignal('timer');

/** Who is called by a timer, and what is said; null where nothing is due. */
function calledBy(rollout: Rollout) {
  const decision = decideGiven(rollout, timer, NOW);
  if (decision.answer !== 'accepted') return null;
  const body = decision.effects.find((effect) => effect.body.kind === 'thread')?.body;
  return { next: decision.next, mention: body?.kind === 'thread' ? body.mention : [], asks: Object(body).asks };
}

describe('an approval that opens', () => {
  it('says when its approvers are reminded and when further ones are asked', () => {
    const paused = { ...gateAt(NOW - 2 * HOUR, { escalatedAt: NOW - HOUR }) };
    const held: Rollout = {
      ...paused,
      phase: { status: 'paused', since: NOW - MINUTE, by: bob, activity: { status: 'awaiting-approval' } },
    };
    const { phase } = nextOf(held, aSignal('resume'));
    expect(phase).toEqual({
      ...{ status: 'awaiting-approval', openedAt: NOW, expiresAt: NOW + WITHIN, approvals: [] },
      ...{ remindAt: NOW + WITHIN - 30 * MINUTE, escalateAt: NOW + HOUR },
    });
  });

  it('of an older record loads, and nobody is called again', () => {
    const plain: Phase = { status: 'awaiting-approval', openedAt: NOW - HOUR, expiresAt: NOW + 1, approvals: [] };
    const rollout = rolloutSchema.parse(aRollout({ situation: 'awaiting-approval', phase: plain }));
    expect(calledBy(rollout)).toBeNull();
  });
});

describe('a timer at an open approval', () => {
  it.each([
    ['before either is due', HOUR - 1, null],
    ['once it was open for long enough', HOUR, ['UDAVE', 'S0ONCALL']],
  ])('%s calls whom it should', (_when, open, mention) => {
    expect(calledBy(gateAt(NOW - open))?.mention ?? null).toEqual(mention);
  });

  it('escalates once: the further approvers are asked from then on', () => {
    const rollout = gateAt(NOW - HOUR);
    const called = calledBy(rollout)!;
    expect(called.next.phase).toMatchObject({ escalatedAt: NOW });
    expect(called.asks).toBe(NOW - HOUR);
    expect(told(rollout, called.next)).toEqual([
      'Not approved after 1 h: asks further approvers, who may approve now.',
    ]);
    expect(openApprovers(rollout)).toEqual([bob.id, carol.id]);
    expect(openApprovers(called.next)).toEqual([bob.id, carol.id, 'UDAVE', 'S0ONCALL']);
    expect(calledBy(called.next)).toBeNull();
  });

  it('reminds once, whoever is asked by then', () => {
    const rollout = gateAt(NOW - WITHIN + 30 * MINUTE, { escalatedAt: NOW - 2 * HOUR });
    const called = calledBy(rollout)!;
    expect(called.mention).toEqual([bob.id, carol.id, 'UDAVE', 'S0ONCALL']);
    expect(told(rollout, called.next)).toEqual(['Reminds the approvers: the approval ends in 30 min.']);
    expect(called.next.phase).toMatchObject({ remindedAt: NOW, escalatedAt: NOW - 2 * HOUR });
    expect(calledBy(called.next)).toBeNull();
  });

  it('that comes late does both at once, in one message', () => {
    const called = calledBy(gateAt(NOW - WITHIN + MINUTE))!;
    expect(called.mention).toEqual([bob.id, carol.id, 'UDAVE', 'S0ONCALL']);
    expect(called.next.phase).toMatchObject({ remindedAt: NOW, escalatedAt: NOW });
  });

  it('at its end holds, and calls nobody', () => {
    const { next } = acceptedOf(decideGiven(gateAt(NOW - WITHIN), timer, NOW));
    expect(next.phase).toMatchObject({ status: 'holding', why: { kind: 'gate-expired' } });
  });

  it('calls nobody once enough people have approved', () => {
    const approvals = [bob, carol].map((by) => ({ by, at: NOW - MINUTE }));
    const next = nextOf(gateAt(NOW - 2 * HOUR, { approvals }), timer);
    expect(next.phase.status).toBe('shifting');
  });

  it('keeps the escalation and the reminder when one of two approves', () => {
    const next = nextOf(gateAt(NOW - 2 * HOUR, { escalatedAt: NOW - HOUR }), aSignal('approve'));
    expect(next.phase).toMatchObject({ escalatedAt: NOW - HOUR, approvals: [{ by: bob }] });
  });

  it.each([
    ['the escalation', gateAt(NOW - HOUR + 20_000), NOW + 20_000],
    ['the reminder', gateAt(NOW - WITHIN + 30 * MINUTE + 20_000, { escalatedAt: NOW }), NOW + 20_000],
    ['the end', gateAt(NOW - WITHIN + 20_000, { escalatedAt: NOW, remindedAt: NOW }), NOW + 20_000],
  ])('comes in time for %s', (_what, rollout, at) => {
    expect(nextTimerAt({ ...emptyRecord('checkout'), rollout }, NOW)).toBe(at);
  });
});
