import { type ApproveStep, lastShiftIndex, type Plan, type Step } from '../../domain/plan/plan.ts';
import { duration, percent } from '../../domain/wording.ts';
import type { Complaint, Path } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { cohortOrderComplaints } from './cohort.ts';
import { noReturnComplaints } from './no-return.ts';

/** Returns all complaints about a plan: between its steps, and about the plan as a whole. Paths begin at the plan. */
export function planComplaints(plan: Plan): readonly Complaint[] {
  return [
    ...lengthComplaints(plan),
    ...shiftComplaints(plan),
    ...noReturnComplaints(plan),
    ...drainComplaints(plan),
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
  const order = [...fallingComplaints(plan), ...drainComplaints(plan), ...cohortComplaints];
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
  return plan.flatMap((step, index) =>
    step.kind === 'shift' ? [{ weight: step.weight, path: [index, 'shift'] }] : [],
  );
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

/**
 * Returns a complaint for each drain before the last shift: until then users still get the version before, so its metric never
 * falls.
 */
function drainComplaints(plan: Plan): readonly Complaint[] {
  const last = lastShiftIndex(plan);
  return plan.flatMap((step, index): readonly Complaint[] => {
    if (step.kind !== 'drain' || index > last) return [];
    const message = 'A drain comes before the last shift, while users are still sent to the version before.';
    return [{ path: [index, 'drain'], message, remedy: 'Put it behind `- shift: 100`.' }];
  });
}

/** Returns complaints about one step by itself. Paths begin at the plan. */
function stepComplaints(step: Step, index: number): readonly Complaint[] {
  switch (step.kind) {
    case 'shift':
      return shareComplaints(step.weight, [index, 'shift']);
    case 'cohort':
      return [];
    case 'bake':
      return waitComplaints('A bake', step.ms, [index, 'bake']);
    case 'approve':
      return [
        ...waitComplaints('A gate', step.within, [index, 'approve', 'within']),
        ...peopleComplaints(step, [index, 'approve']),
      ];
    case 'drain':
      return waitComplaints('A drain', step.atMost, [index, 'drain', 'atMost']);
    case 'hook':
      return waitComplaints('A hook', step.within, [index, 'hook', 'within']);
  }
}

function shareComplaints(weight: number, path: Path): readonly Complaint[] {
  if (weight === Number(weight.toFixed(limits.shareDecimals))) return [];
  return [{ path, ...shareTooFine(`${weight}%`) }];
}

/** Returns the complaint about a share that would be shown rounded: 0.001% would read 0%. */
export function shareTooFine(share: string): { readonly message: string; readonly remedy: string } {
  return {
    message: `A share of ${share} is finer than anything that shows it.`,
    remedy: `Write at most ${limits.shareDecimals} decimals.`,
  };
}

function waitComplaints(what: string, ms: number, path: Path): readonly Complaint[] {
  if (ms < limits.shortestWait) {
    return [
      {
        path,
        message: `${what} of ${duration(ms)} is too short: timers fire within the minute, so less than a minute cannot be kept.`,
        remedy: 'Write 1m or more.',
      },
    ];
  }
  if (ms <= limits.longestWait) return [];
  return [{ path, message: `${what} of ${duration(ms)} is too long.`, remedy: 'Write 30d or less.' }];
}

function peopleComplaints({ from, count }: ApproveStep, path: Path): readonly Complaint[] {
  const twice = from.flatMap((who, index): readonly Complaint[] =>
    from.indexOf(who) < index
      ? [{ path: [...path, 'from', index], message: `${who} is there twice.`, remedy: 'Remove one of the two.' }]
      : [],
  );
  const people = new Set(from);
  // An S begins a user group; e-mail addresses are in lower case by now.
  const onlyPeople = !from.some((who) => who.startsWith('S'));
  if (!onlyPeople || count <= people.size) return twice;
  return [
    ...twice,
    {
      path: [...path, 'count'],
      message: `${count} people must approve, and from names ${people.size}.`,
      remedy: `Add people to from, or write \`count: ${people.size}\`.`,
    },
  ];
}
