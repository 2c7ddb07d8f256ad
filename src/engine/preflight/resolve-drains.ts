import type { Finding } from '../../domain/finding.ts';
import type { Metric } from '../../domain/plan/metric.ts';
import { isOf, type Plan } from '../../domain/plan/plan.ts';
import type { Service } from '../../domain/service.ts';
import type { Step } from '../../domain/steps/registry.ts';

const STABLE = '{stable}';

/** The names of a target's two arms in metrics. */
interface ArmIds {
  readonly stable: string;
  readonly canary: string;
}

function hasStablePlaceholder(step: Step): boolean {
  return isOf(step, 'drain') && Object.values(step.metric.dimensions).some((value) => value.includes(STABLE));
}

function resolveMetric(metric: Metric, id: string): Metric {
  const values = Object.entries(metric.dimensions).map(([name, value]) => [name, value.replaceAll(STABLE, id)]);
  return { ...metric, dimensions: Object.fromEntries(values) };
}

function resolveStep(step: Step, { stable, canary }: ArmIds): Step {
  if (!isOf(step, 'drain') || !hasStablePlaceholder(step)) return step;
  return { ...step, metric: resolveMetric(step.metric, stable), onCanary: resolveMetric(step.metric, canary) };
}

/**
 * Returns the plan of a rollout with `{stable}` in the metrics of its drains replaced: the stable arm changes with every rollout,
 * so the file cannot name it. The metric of the canary is that of a rollback.
 *
 * @param ids the names of the first target's arms in metrics; undefined when unknown
 */
export function resolveDrains(
  { plan }: Service,
  first: string,
  ids: ArmIds | undefined,
): { readonly plan: Plan; readonly findings: readonly Finding[] } {
  if (ids !== undefined) return { plan: plan.map((step) => resolveStep(step, ids)), findings: [] };
  if (!plan.some(hasStablePlaceholder)) return { plan, findings: [] };
  const message = `${STABLE} of a drain could not be replaced: ${first} does not say what metrics call its stable arm.`;
  const remedy = 'Correct the target, or write dimensions without {stable}.';
  return { plan, findings: [{ severity: 'blocks', code: 'drain-arm', about: first, message, remedy }] };
}
