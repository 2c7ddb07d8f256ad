import * as z from 'zod/mini';
import { dictionary, type Infer, list, object, type Schema } from '../schema.ts';
import { approvalSteps, type Plan, planSchema, planShares } from './plan.ts';

const namedPlan = object({
  plan: planSchema,
  /** The people who may start with it, as Slack ids or e-mail addresses; absent: whoever may start the service. */
  start: z.exactOptional(list(z.string())),
});

/** A further plan of a service, which a start may name. */
export interface NamedPlan extends Infer<typeof namedPlan> {}

export const namedPlansSchema: Schema<Readonly<Record<string, NamedPlan>>> = dictionary<NamedPlan>(namedPlan);

/** The plans of a service: its own, and those with a name. */
interface Planned {
  readonly plan: Plan;
  readonly plans?: Readonly<Record<string, NamedPlan>>;
}

/** Returns the further plan with this name; null where there is none. */
export function findNamedPlan({ plans = {} }: Pick<Planned, 'plans'>, name: string): NamedPlan | null {
  return (Object.hasOwn(plans, name) && plans[name]) || null;
}

/** Returns the plan that a rollout goes by. @param name of the plan; undefined for that of the service itself */
export function planOf(service: Planned, name: string | undefined): Plan {
  const named = name === undefined ? null : findNamedPlan(service, name);
  return named?.plan ?? service.plan;
}

/** Returns a service as one rollout of it goes by one plan: the others are left out. See `planOf`. */
export function withPlan<S extends Planned>(service: S, name: string | undefined): Omit<S, 'plans'> {
  const { plans: _, ...rest } = service;
  return { ...rest, plan: planOf(service, name) };
}

/** Returns the largest share that the canary has when each approval of a plan is asked, with who is asked and how many, as text. */
function listApprovals(plan: Plan): readonly { readonly who: string; readonly share: number }[] {
  const shares = planShares(plan);
  return approvalSteps(plan).map(({ index, approval: { from, count } }) => ({
    who: JSON.stringify([from.toSorted(), count]),
    share: shares.findLast((each) => each.index < index)?.share ?? 0,
  }));
}

/** Tells whether a plan asks fewer people than another does, or asks them when the canary has more. */
export function asksLess(plan: Plan, than: Plan): boolean {
  const asked = listApprovals(plan);
  return listApprovals(than).some(({ who, share }) => !asked.some((each) => each.who === who && each.share <= share));
}
