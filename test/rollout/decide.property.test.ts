import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happenings, services } from './happenings.ts';
import { laws } from './laws.ts';
import { reasonToRise, riseIn } from './reason-to-rise.ts';
import { steps } from './steps.ts';

describe('whatever happens, in any order, twice, late or never, decide', () => {
  it.each(Object.entries(laws))('%s', (_, law) => {
    fc.assert(
      fc.property(services, happenings, (service, list) => {
        for (const step of steps(service, list)) law(step);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is made to happen', () => {
  const runs = fc.sample(fc.tuple(services, happenings), { numRuns: 6_500, seed: 1 });
  const taken = runs.flatMap(([service, list]) => [...steps(service, list)]);

  it('comes to every status', () => {
    const seen = taken.flatMap(({ decision }) => (decision.answer === 'accepted' ? [decision.next.phase.status] : []));
    expect([...new Set(seen)].sort()).toEqual([
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
    ]);
  });

  it('comes to every consequence of a comparison', () => {
    const seen = taken.flatMap(({ decision }) => {
      if (decision.answer !== 'accepted') return [];
      const { phase, analysis } = decision.next;
      const why = phase.status === 'holding' ? phase.why.kind : null;
      const back = phase.status === 'rolling-back' ? phase.reason.kind : null;
      return [why, back, analysis?.answer?.for ?? null].filter((kind) => kind !== null);
    });
    expect(seen).toEqual(expect.arrayContaining(['unhealthy', 'inconclusive', 'verdict']));
    const answers = taken.flatMap(({ before }) =>
      before?.analysis?.answer === undefined ? [] : [before.analysis.answer.for],
    );
    expect(answers).toContain('unhealthy');
  });

  it('raises the weight for every reason there is', () => {
    const reasons = taken.flatMap((step) => {
      const rise = riseIn(step);
      return rise === null ? [] : [reasonToRise(rise)];
    });
    expect([...new Set(reasons)].sort()).toEqual([
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
    const codes = taken.flatMap(({ decision }) => (decision.answer === 'refused' ? [decision.code] : []));
    expect([...new Set(codes)].sort()).toEqual([
      'aftermath-unknown',
      'alarm-firing',
      'alarm-unclear',
      'alarms-unreadable',
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
