import { NO_CUSTOM } from './custom.ts';
import { EXCLUDED } from './errors/exclusion.ts';
import { type Evidence, isMixture } from './evidence.ts';
import { findBeyond, isBurning } from './guard.ts';
import type { JudgePolicy } from './policy.ts';
import type { Verdict } from './verdict.ts';

/** The outcome, its reason, the critical tests that were crossed, and the metrics that are beyond their limits. */
export type Decision = Pick<Verdict, 'outcome' | 'reason' | 'crossed' | 'beyond' | 'isFix'>;

const ERRORS = 'errors';
const LATENCY = 'latency';

/** Returns the names of the critical tests whose boundary is crossed. */
function crossedTests(evidence: Evidence, policy: JudgePolicy): readonly string[] {
  const errors = isMixture(policy) ? evidence.mixture : evidence.errors;
  const custom = policy.metrics
    .filter(({ role }) => role === 'critical')
    .filter(({ name }) => {
      const { counts, values } = evidence.custom[name] ?? NO_CUSTOM;
      return counts.isCrossed || values.isCrossed;
    });
  return [
    ...(errors.isCrossed ? [ERRORS] : []),
    ...(evidence.latency.isCrossed ? [LATENCY] : []),
    ...custom.map(({ name }) => name),
  ];
}

/** Returns the metrics of the canary that are beyond their limits, advisory ones among them. */
function listBeyond({ recent }: Evidence, { metrics }: JudgePolicy): Verdict['beyond'] {
  return metrics.flatMap((metric) => {
    const count = findBeyond(recent.canary, metric);
    return count === null ? [] : [{ name: metric.name, ...count }];
  });
}

/** Tells whether one of the metrics is critical. */
function isCritical(beyond: Verdict['beyond'], { metrics }: JudgePolicy): boolean {
  return metrics.some(({ name, role }) => role === 'critical' && beyond.some((each) => each.name === name));
}

/**
 * Returns what the evidence says. A crossed boundary stands whatever else holds. Then come reasons not to know: missing data
 * and an incident that both versions share, which never promotes and never blames. A critical metric beyond its limit never promotes
 * either, and blames only where there is no control. Healthy is what excludes a canary that fails more, and, where latency is known, a slower one.
 */
export function decide(evidence: Evidence, policy: JudgePolicy): Decision {
  const crossed = crossedTests(evidence, policy);
  const canaryBurns = isBurning(evidence.recent.canary, policy.guard);
  const stableBurns = isBurning(evidence.recent.stable, policy.guard);
  const hasControl = evidence.share < 1;
  const isFix = hasControl && stableBurns && !canaryBurns && evidence.recent.canary.length > 0;
  const beyond = listBeyond(evidence, policy);
  const isBeyond = isCritical(beyond, policy);
  const say = (outcome: Decision['outcome'], reason: Decision['reason']): Decision => ({
    ...{ outcome, reason, crossed, beyond, isFix },
  });
  if (crossed.length > 0) return say('unhealthy', 'boundary-crossed');
  if (evidence.recent.canary.length === 0) return say('inconclusive', 'no-data');
  if (canaryBurns && stableBurns) return say('inconclusive', 'shared-incident');
  if (!hasControl && canaryBurns) return say('unhealthy', 'above-guard');
  if (isBeyond) return say(hasControl ? 'inconclusive' : 'unhealthy', 'beyond-limit');
  if (!hasControl) return say(...withoutControl(evidence, policy));
  if (evidence.recent.stable.length === 0) return say('inconclusive', 'no-data');
  return say(...exclusionReason(evidence));
}

function exclusionReason({ exclusion, slowness }: Evidence): readonly [Verdict['outcome'], Verdict['reason']] {
  if (Math.max(exclusion.twice, exclusion.rate) < EXCLUDED) return ['inconclusive', 'too-little-traffic'];
  if (slowness !== null && slowness < EXCLUDED) return ['inconclusive', 'latency-unknown'];
  return ['healthy', exclusion.twice >= EXCLUDED ? 'twice-excluded' : 'rate-excluded'];
}

/** At 100 % the comparison stays what it was at the last share below; with a guard, the canary is below it. */
function withoutControl(evidence: Evidence, policy: JudgePolicy): readonly [Verdict['outcome'], Verdict['reason']] {
  const [outcome, reason] = exclusionReason(evidence);
  return outcome === 'healthy' && policy.guard !== null ? ['healthy', 'no-control'] : [outcome, reason];
}
