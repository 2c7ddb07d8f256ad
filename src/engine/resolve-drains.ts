import type { Plan, Step } from '../rollout/plan.ts';
import type { Finding } from '../rollout/record.ts';
import type { Service } from '../rollout/service.ts';

const STABLE = '{stable}';

function speaksOfStable(step: Step): boolean {
  return step.kind === 'drain' && Object.values(step.metric.dimensions).some((value) => value.includes(STABLE));
}

function resolved(step: Step, stableId: string): Step {
  if (step.kind !== 'drain') return step;
  const values = Object.entries(step.metric.dimensions).map(([name, value]) => [
    name,
    value.replaceAll(STABLE, stableId),
  ]);
  return { ...step, metric: { ...step.metric, dimensions: Object.fromEntries(values) } };
}

/**
 * The plan of a rollout with `{stable}` in the metrics of its drains replaced: which arm is the version before changes with
 * every rollout, so the file cannot name it.
 *
 * @param stableId what metrics call the stable arm of the first target; undefined when that is not known
 */
export function resolveDrains(
  { plan }: Service,
  first: string,
  stableId: string | undefined,
): { readonly plan: Plan; readonly findings: readonly Finding[] } {
  if (stableId !== undefined) return { plan: plan.map((step) => resolved(step, stableId)), findings: [] };
  if (!plan.some(speaksOfStable)) return { plan, findings: [] };
  const message = `${STABLE} of a drain could not be replaced: ${first} does not say what metrics call its stable arm.`;
  const remedy = 'Mend the target, or write dimensions without {stable}.';
  return { plan, findings: [{ severity: 'blocks', code: 'drain-arm', about: first, message, remedy }] };
}
