import * as z from 'zod';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Step, StepKind, StepOf } from '../../domain/steps/registry.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { approve } from './approve.ts';
import { bake } from './bake.ts';
import { cohort } from './cohort.ts';
import { drain } from './drain.ts';
import { hook } from './hook.ts';
import { shift } from './shift.ts';
import type { StepConfig } from './step-config.ts';
import { waitUntil } from './wait-until.ts';

/** Every kind of step, in the order in which the documentation and the remedies name them. */
const steps = { shift, cohort, bake, 'wait-until': waitUntil, approve, hook, drain } satisfies {
  readonly [K in StepKind]: StepConfig<StepOf<K>>;
};

function configOf({ kind }: Pick<Step, 'kind'>): StepConfig<Step> {
  return steps[kind];
}

/** One step of a plan written as a list. */
export const stepSchema = z.union(Object.values(steps).map(({ entry }) => entry)).meta({ examples: [{ shift: 5 }] });

const limited = Object.entries(steps).map(([kind, { limits = {} }]: [string, Pick<StepConfig<Step>, 'limits'>]) =>
  z.looseObject({ ...limits, kind: z.literal(kind) }),
);

/** The limits of one step of a plan in storage. */
export const stepLimits = z.discriminatedUnion('kind', limited as [(typeof limited)[number], ...typeof limited]);

/** A step of the file. */
export type FileStep = z.infer<typeof stepSchema>;

/** Returns a step of the file as a domain step. */
export function readStep(step: FileStep): Step {
  const [[kind, value] = ['shift', undefined]] = Object.entries(step);
  return configOf({ kind: kind as StepKind }).read(value);
}

/** Returns complaints about one step by itself. Paths begin at the plan. */
export function stepComplaints(step: Step, index: number): readonly Complaint[] {
  return nestComplaints([index, step.kind], configOf(step).complaints(step));
}

/** Returns complaints that each kind has about its steps among the others. Paths begin at the plan. */
export function kindComplaints(plan: Plan, isWhole: boolean): readonly Complaint[] {
  const all: readonly StepConfig<Step>[] = Object.values(steps);
  return all.flatMap((config) => config.planComplaints?.(plan, isWhole) ?? []);
}

/** Returns a step in a few words, for the terminal. */
export function stepText(step: Step): string {
  return configOf(step).text(step);
}

/** Returns a plan in one line, for the terminal. */
export function planText(plan: Plan): string {
  return plan.map(stepText).join(', ');
}
