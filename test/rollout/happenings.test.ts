import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happenings, services } from './happenings.ts';
import { reasonToRise, riseIn } from './laws/reason-to-rise.ts';
import { steps } from './steps.ts';

/** What many worlds came to. Only the kinds are kept: all their steps would fill the memory. */
function meet() {
  const met = {
    statuses: new Set<string>(),
    consequences: new Set<string>(),
    answers: new Set<string>(),
    reasons: new Set<string>(),
    refusals: new Set<string>(),
  };
  for (const [service, list] of fc.sample(fc.tuple(services, happenings), { numRuns: 6_500, seed: 1 })) {
    for (const step of steps(service, list)) {
      const { before, decision } = step;
      const rise = riseIn(step);
      if (rise !== null) met.reasons.add(String(reasonToRise(rise)));
      if (before?.analysis?.answer !== undefined) met.answers.add(before.analysis.answer.for);
      if (decision.answer === 'refused') met.refusals.add(decision.code);
      if (decision.answer !== 'accepted') continue;
      const { phase, analysis } = decision.next;
      met.statuses.add(phase.status);
      if (phase.status === 'holding') met.consequences.add(phase.why.kind);
      if (phase.status === 'rolling-back') met.consequences.add(phase.reason.kind);
      if (analysis?.answer !== undefined) met.consequences.add(analysis.answer.for);
    }
  }
  return met;
}

describe('what is made to happen', () => {
  const met = meet();

  it('comes to every status', () => {
    expect([...met.statuses].sort()).toEqual([
      'awaiting-approval',
      'baking',
      'completed',
      'draining',
      'holding',
      'hooking',
      'paused',
      'promoting',
      'rolled-back',
      'rolling-back',
      'shifting',
      'stuck',
      'waiting',
    ]);
  });

  it('comes to every consequence of a comparison', () => {
    expect([...met.consequences]).toEqual(expect.arrayContaining(['unhealthy', 'inconclusive', 'verdict']));
    expect(met.answers).toContain('unhealthy');
  });

  it('raises the weight for every reason there is', () => {
    expect([...met.reasons].sort()).toEqual([
      'plan, by approve',
      'plan, by hook',
      'plan, by observation',
      'plan, by skip',
      'plan, by timer',
      'promote',
      'resume',
    ]);
  });

  it('meets every refusal of a service that was rolled out', () => {
    expect([...met.refusals].sort()).toEqual([
      'aftermath-unknown',
      'alarm-firing',
      'alarm-unclear',
      'alarms-unreadable',
      'approval-complete',
      'changed-since',
      'earlier-step',
      'expired',
      'finished',
      'frozen',
      'gate-expired',
      'going-back',
      'holding',
      'hook-runs',
      'no-gate',
      'no-return',
      'not-allowed',
      'not-approved',
      'not-approver',
      'not-baking',
      'other-rollout',
      'own-rollout',
      'preflight',
      'promoting',
      'running',
      'target-changed',
      'target-unread',
      'window-over',
    ]);
  });
});
