import { lastShiftIndex, type Plan } from '../../domain/plan/plan.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { stepTraits } from '../../domain/steps/registry.ts';
import type { Complaint } from '../read/complaint.ts';

interface Opened {
  readonly name: string;
  readonly index: number;
  readonly path: readonly (string | number)[];
}

/** Returns every cohort that a plan opens, in order. Paths begin at the plan. */
function listOpenedCohorts(plan: Plan): readonly Opened[] {
  return plan.flatMap((step, index) =>
    stepTraits(step).opens.map((name, at) => ({ name, index, path: [index, step.kind, at] })),
  );
}

/** Returns a complaint for each cohort that is opened twice, or after everybody is on the canary. Paths begin at the plan. */
export function cohortOrderComplaints(plan: Plan): readonly Complaint[] {
  const opened = listOpenedCohorts(plan);
  const last = lastShiftIndex(plan);
  return opened.flatMap(({ name, index, path }, at): readonly Complaint[] => {
    if (opened.findIndex((other) => other.name === name) < at)
      return [{ path, message: `The cohort ${name} is open already.`, remedy: 'Remove one of the two.' }];
    if (last < 0 || index < last) return [];
    return [
      {
        path,
        message: `Behind the last shift everybody is on the canary, the cohort ${name} too.`,
        remedy: 'Open it before the last shift.',
      },
    ];
  });
}

/** Returns a complaint for each opened cohort that no target knows. Paths begin at the plan. */
export function unknownCohortComplaints(plan: Plan, targets: readonly TargetConfig[]): readonly Complaint[] {
  const known = targets.flatMap(({ cohorts }) => (Array.isArray(cohorts) ? cohorts.map(String) : []));
  const knows = `The targets know ${known.join(', ')}.`;
  return listOpenedCohorts(plan).flatMap(({ name, path }): readonly Complaint[] => {
    if (known.includes(name)) return [];
    const remedy =
      known.length === 0
        ? 'Name the cohorts in `cohorts` of a target of the kind edge; other kinds know none.'
        : `${knows} Name it in \`cohorts\` of a target of the kind edge.`;
    return [{ path, message: `No target knows the cohort ${name}.`, remedy }];
  });
}
