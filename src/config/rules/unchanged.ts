import type { Plan } from '../../domain/plan/plan.ts';
import type { Complaint } from '../read/complaint.ts';
import { valueAt } from '../read/schema-walk.ts';

const PATH = ['unchanged'];

/** True when a metric names the version of the first target: that one may be unchanged, and then has no canary. */
function namesFirstVersion(service: unknown, plan: Plan): boolean {
  const metrics = JSON.stringify(valueAt(service, ['analysis', 'metrics']) ?? null);
  return metrics.includes('{version}') || JSON.stringify(plan).includes('{stable}');
}

/** Returns complaints about `unchanged: keep` where Serin could not tell what is unchanged, or what to count. */
export function unchangedRules(service: unknown, plan: Plan): readonly Complaint[] {
  if (valueAt(service, PATH) !== 'keep') return [];
  if (valueAt(service, ['environments']) !== undefined) {
    const message = 'unchanged: keep is for services without environments: a sync brings both environments in step.';
    return [{ path: PATH, message, remedy: 'Remove it.' }];
  }
  const targets = valueAt(service, ['targets']);
  const functions = Array.isArray(targets)
    ? targets.filter((target) => valueAt(target, ['function']) !== undefined)
    : [];
  if (functions.length < 2) {
    const message = 'unchanged: keep is for services with several functions: one of them has to change.';
    return [{ path: PATH, message, remedy: 'Remove it.' }];
  }
  if (!namesFirstVersion(service, plan)) return [];
  return [
    {
      path: PATH,
      message: 'A metric names the version of the first target, which may be unchanged.',
      remedy: 'Use {arm} in the metrics of `analysis`, and a drain without {stable}; or remove `unchanged: keep`.',
    },
  ];
}
