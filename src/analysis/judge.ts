import type { ArmMinute, Minute } from '../domain/analysis/minute.ts';
import { NO_CUSTOM } from './custom.ts';
import { decide } from './decide.ts';
import type { BoundaryTest } from './errors/boundary.ts';
import { type Evidence, isMixture, NO_EVIDENCE, type Totals } from './evidence.ts';
import { foldMinutes, type Moment } from './fold.ts';
import type { ValueTest } from './latency/evidence.ts';
import { orderMinutes } from './minute.ts';
import { minutesToHealthy } from './outlook.ts';
import { type JudgePolicy, splitAlpha } from './policy.ts';
import type { ArmTotals, Finding, Verdict } from './verdict.ts';

/**
 * Compares the canary with stable over a whole series of minutes and returns the verdict.
 *
 * It keeps no state: the same minutes give the same verdict, in any order, and a minute that is given twice or was revised
 * counts once, as its largest reading.
 */
export function judge(minutes: readonly Minute[], policy: JudgePolicy): Verdict {
  const moments = foldMinutes(orderMinutes(minutes), policy);
  const evidence = moments.at(-1)?.evidence ?? NO_EVIDENCE;
  const findings = listFindings(moments, policy);
  const decision = decide(evidence, policy);
  const timeOf = (name: string): number => findings.find((finding) => finding.name === name)?.crossedAt ?? 0;
  return {
    ...decision,
    crossed: decision.crossed.toSorted((a, b) => timeOf(a) - timeOf(b)),
    canary: withRate(evidence.totals.canary),
    stable: withRate(evidence.totals.stable),
    recent: { canary: sumArms(evidence.recent.canary), stable: sumArms(evidence.recent.stable) },
    latency: evidence.speed,
    custom: policy.metrics.flatMap(({ name }) => {
      const totals = evidence.custom[name]?.totals;
      return totals === undefined ? [] : [{ name, ...totals }];
    }),
    minutes: evidence.minutes,
    dependence: isMixture(policy)
      ? { effect: evidence.mixture.designEffect, isAssumed: policy.design.isAssumed }
      : null,
    alpha: {
      planned: policy.alpha,
      spent: findings.filter(({ role }) => role === 'critical').reduce((sum, { spent }) => sum + spent, 0),
    },
    findings,
    minutesToHealthy: decision.outcome === 'unhealthy' ? null : minutesToHealthy(evidence, policy),
  };
}

const withRate = ({ requests, errors }: Totals): ArmTotals => ({
  requests,
  errors,
  rate: requests === 0 ? null : errors / requests,
});

function sumArms(arms: readonly ArmMinute[]): ArmTotals {
  const sum = (pick: (arm: ArmMinute) => number) => arms.reduce((total, arm) => total + pick(arm), 0);
  return withRate({ requests: sum((arm) => arm.requests), errors: sum((arm) => arm.errors) });
}

function listFindings(moments: readonly Moment[], policy: JudgePolicy): readonly Finding[] {
  const alpha = splitAlpha(policy);
  const errors = { name: 'errors', role: 'critical' as const, alpha: alpha.errors + alpha.holds };
  return [
    isMixture(policy)
      ? ratioFinding(errors, moments, ({ mixture }) => mixture)
      : countFinding(errors, moments, (evidence) => evidence.errors),
    ratioFinding({ name: 'latency', role: 'critical', alpha: alpha.latency }, moments, (evidence) => evidence.latency),
    ...policy.metrics.map(({ name, kind, role, worseWhen }) => {
      const pick = (evidence: Evidence) => evidence.custom[name] ?? NO_CUSTOM;
      const about = { name, role, alpha: alpha.custom };
      if (kind === 'value') return ratioFinding(about, moments, (evidence) => pick(evidence).values);
      return worseWhen === 'higher'
        ? countFinding(about, moments, (evidence) => pick(evidence).counts)
        : countFinding(about, moments, (evidence) => ofCanary(pick(evidence).counts));
    }),
  ];
}

/** Returns a test with exchanged arms in the canary's own count: it is unhealthy at its boundary or below. */
function ofCanary(test: BoundaryTest): BoundaryTest {
  const { total, observed, expected, boundary } = test;
  return {
    ...test,
    observed: total - observed,
    expected: total - expected,
    boundary: boundary === null ? null : total - boundary,
  };
}

type About = Pick<Finding, 'name' | 'role' | 'alpha'>;

function countFinding(about: About, moments: readonly Moment[], test: (evidence: Evidence) => BoundaryTest): Finding {
  const counts = moments.map(({ at, evidence }) => {
    const { observed, expected, boundary, spent } = test(evidence);
    return { at, observed, expected, boundary, spent };
  });
  const crossed = moments.find(({ evidence }) => test(evidence).isCrossed);
  return { ...about, spent: counts.at(-1)?.spent ?? 0, crossedAt: crossed?.at ?? null, counts, evidence: [] };
}

/** A likelihood ratio may be looked at for ever for one α: all of it is spent with the first look. */
function ratioFinding(
  about: About,
  moments: readonly Moment[],
  test: (evidence: Evidence) => Pick<ValueTest, 'evidence' | 'isCrossed'>,
): Finding {
  const boundary = -Math.log(about.alpha);
  const evidence = moments.map((moment) => ({ at: moment.at, evidence: test(moment.evidence).evidence, boundary }));
  const crossed = moments.find((moment) => test(moment.evidence).isCrossed);
  const spent = evidence.some((point) => point.evidence !== 0) ? about.alpha : 0;
  return { ...about, spent, crossedAt: crossed?.at ?? null, counts: [], evidence };
}
