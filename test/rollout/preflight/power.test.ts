import { describe, expect, it } from 'vitest';
import { ANALYSIS_DEFAULTS } from '../../../src/domain/analysis/analysis.ts';
import type { MetricSource } from '../../../src/domain/analysis/metrics.ts';
import type { Draft } from '../../../src/domain/rollout/signal.ts';
import { preflightChecks, preflightFindings } from '../../../src/rollout/preflight/preflight.ts';
import { aService, aWait, HOUR } from '../builders.ts';
import { aDraft } from '../signals.ts';

const metric = { namespace: 'N', name: 'M', dimensions: {} };
const arm = { requests: metric, errors: [metric], latency: null };
const SOURCE: MetricSource = { name: 'a', stable: arm, canary: arm, edges: null };

/** A start of the built plan (5% for 10 minutes, 25% for 15, everyone) at some traffic of which 0.1% fails. */
const at = (traffic: number, over: Partial<Draft> = {}): Draft =>
  aDraft({
    ...{ service: aService({ analysis: ANALYSIS_DEFAULTS }), sources: [SOURCE], load: { traffic, rate: 0.001 } },
    ...over,
  });
const warning = (draft: Draft) => preflightFindings(draft).find(({ code }) => code === 'inconclusive-at-first-raise');
const line = (draft: Draft) => preflightChecks(draft).find(({ code }) => code === 'comparison');

describe('a start', () => {
  it('says in one line what the plan finds at the traffic of the service', () => {
    expect(line(at(6_000))).toMatchObject({ ok: true, remedy: '' });
    expect(line(at(6_000))?.text).toMatch(
      /^At 6,000 requests a minute, of which 0\.1% fail today, the comparison finds in 4 of 5 rollouts an error rate of 0\.4\d% by the raise to 25% and 0\.2\d% by the raise to 100%\.$/,
    );
    expect(line(at(0.5))?.text).toContain('finds no error rate before a raise');
  });

  it('warns where the plan will be inconclusive at its first raise, with how long it would take', () => {
    expect(warning(at(6_000))).toBeUndefined();
    expect(warning(at(50))).toMatchObject({
      severity: 'warns',
      message:
        'At 5% of 50 requests a minute, Serin takes about 6 h 26 min to know that the canary is not worse; the plan gives it at most 40 min. It will hold and ask before the first raise.',
    });
  });

  it('counts the longest hold of the service, or that of the bake', () => {
    const patient = aService({ analysis: { ...ANALYSIS_DEFAULTS, maxHold: 8 * HOUR } });
    const bake = aService({
      analysis: ANALYSIS_DEFAULTS,
      plan: [
        { kind: 'shift', weight: 5 },
        { kind: 'bake', ms: HOUR, atMost: 8 * HOUR },
        { kind: 'shift', weight: 100 },
      ],
    });
    expect(warning(at(50, { service: patient }))).toBeUndefined();
    expect(warning(at(50, { service: bake }))).toBeUndefined();
  });

  it('says nothing about a plan that waits for a time of the day first', () => {
    const plan = [{ kind: 'shift', weight: 5 }, aWait(), { kind: 'shift', weight: 100 }] as const;
    expect(warning(at(50, { service: aService({ analysis: ANALYSIS_DEFAULTS, plan }) }))).toBeUndefined();
  });

  it.each([
    ['the verdict does not act', { service: aService({ analysis: { ...ANALYSIS_DEFAULTS, acts: false } }) }],
    ['no metrics tell both versions apart', { sources: [] }],
    [
      'everybody gets the canary at once',
      { service: aService({ analysis: ANALYSIS_DEFAULTS, plan: [{ kind: 'shift', weight: 100 }] }) },
    ],
  ] as const)('warns of nothing where %s', (_why, over) => {
    expect(warning(at(50, over))).toBeUndefined();
  });

  it('says nothing where the traffic is not known', () => {
    const { load: _load, ...unknown } = at(50);
    expect([warning(unknown), line(unknown)]).toEqual([undefined, undefined]);
  });
});
