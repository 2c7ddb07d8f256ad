import * as z from 'zod';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Step, StepKind, StepOf } from '../../domain/steps/registry.ts';
import type { Complaint } from '../read/complaint.ts';

/** One kind of step in serin.yml: how it is written and read, its rules, and how people see it in the terminal. */
export interface StepConfig<S extends Step, V = unknown, E extends z.ZodType = z.ZodType> {
  /** The schema of an entry of the plan; its only key is the name of the kind. */
  readonly entry: E;
  /** The limits of its fields that hold in storage too; the shape of the step is its schema in `src/domain/steps`. */
  readonly limits?: { readonly [F in keyof S]?: z.ZodType };
  /** Returns the step, with defaults. */
  read(value: V): S;
  /** Returns complaints about one step by itself. Paths begin below its key. */
  complaints(step: S): readonly Complaint[];
  /**
   * Returns complaints about steps of this kind among the others. Paths begin at the plan.
   * @param isWhole false where steps are left out that cannot be read: then only what none of them could resolve
   */
  planComplaints?(plan: Plan, isWhole: boolean): readonly Complaint[];
  /** Returns the step in a few words, as `serin apply` and `serin status` print it. */
  text(step: S): string;
}

/** The description and an example of an entry, for the JSON Schema and for remedies. */
interface About<V> {
  readonly description: string;
  readonly example: V;
}

/** Defines a kind of step. @param value the schema of what stands behind its key */
export function stepConfig<K extends StepKind, V extends z.ZodType>(
  kind: K,
  value: V,
  { description, example }: About<z.input<V>>,
  rules: Omit<StepConfig<StepOf<K>, z.infer<V>>, 'entry'>,
) {
  const entry = z
    .strictObject({ [kind]: value } as { readonly [key in K]: V })
    .meta({ description, examples: [{ [kind]: example }] });
  return { ...rules, entry };
}
