import { type Plan, planShares } from '../../domain/plan/plan.ts';
import type { Step } from '../../domain/steps/registry.ts';
import { percent } from '../../domain/wording.ts';
import type { Complaint } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { kindComplaints, stepComplaints } from '../steps/registry.ts';
import { cohortOrderComplaints } from './cohort.ts';

/** Returns all complaints about a plan: between its steps, and about the plan as a whole. Paths begin at the plan. */
export function planComplaints(plan: Plan): readonly Complaint[] {
  return [
    ...lengthComplaints(plan),
    ...shiftComplaints(plan),
    ...kindComplaints(plan, true),
    ...cohortOrderComplaints(plan),
    ...plan.flatMap(stepComplaints),
  ];
}

/**
 * Returns complaints about a plan with unreadable steps: only those that no step in their place could resolve.
 * @param steps null for each unreadable step
 */
export function partialPlanComplaints(steps: readonly (Step | null)[]): readonly Complaint[] {
  const read = steps.flatMap((step, index) => (step === null ? [] : [{ step, index }]));
  const plan = read.map(({ step }) => step);
  // When the last known shift is lower, an unreadable shift may follow it.
  const isWhole = listShifts(plan).at(-1)?.weight === 100;
  const cohortComplaints = isWhole ? cohortOrderComplaints(plan) : [];
  const order = [...fallingComplaints(plan), ...kindComplaints(plan, false), ...cohortComplaints];
  const each = plan.flatMap(stepComplaints);
  // Maps positions among the readable steps back to positions in the plan.
  return [...order, ...each].map(({ path: [at, ...rest], ...words }) => ({
    path: [read[Number(at)]?.index ?? 0, ...rest],
    ...words,
  }));
}

function lengthComplaints(plan: Plan): readonly Complaint[] {
  if (plan.length <= limits.steps) return [];
  return [
    {
      path: [],
      message: `The plan has ${plan.length} steps; at most ${limits.steps} are possible.`,
      remedy: 'Take larger steps.',
    },
  ];
}

function listShifts(plan: Plan) {
  return planShares(plan).map(({ share, index }) => ({ weight: share, path: [index, plan[index]?.kind ?? ''] }));
}

function fallingComplaints(plan: Plan): readonly Complaint[] {
  const shifts = listShifts(plan);
  return shifts.flatMap(({ weight, path }, index): readonly Complaint[] => {
    const before = shifts[index - 1]?.weight ?? 0;
    if (weight > before) return [];
    return [
      {
        path,
        message: `A shift to ${percent(weight)} does not rise above the ${percent(before)} before it.`,
        remedy: 'Write the shares in rising order. Serin lowers a share only by a rollback.',
      },
    ];
  });
}

function shiftComplaints(plan: Plan): readonly Complaint[] {
  const last = listShifts(plan).at(-1);
  if (last === undefined)
    return [{ path: [], message: 'The plan has no shift.', remedy: 'End it with `- shift: 100`.' }];
  const falling = fallingComplaints(plan);
  if (last.weight === 100) return falling;
  return [
    ...falling,
    {
      path: last.path,
      message: `The last shift is to ${percent(last.weight)}, so the rollout would never be complete.`,
      remedy: 'Add `- shift: 100`.',
    },
  ];
}
