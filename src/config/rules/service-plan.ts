import type { Plan } from '../../domain/plan/plan.ts';
import type { TargetConfig } from '../../domain/service.ts';
import type { Step } from '../../domain/steps/registry.ts';
import { readPlan } from '../plan/read-plan.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { valueAt } from '../read/schema-walk.ts';
import { planSchema } from '../schema/plans.ts';
import { readStep, stepSchema } from '../steps/registry.ts';
import { unknownCohortComplaints } from './cohort.ts';
import { partialPlanComplaints } from './plan.ts';
import { inexpressibleComplaints, unevenComplaints } from './share.ts';

/** Returns complaints about the plan of a service, as far as it can be read. Paths begin at the service. */
export function planRules(service: unknown, targets: readonly TargetConfig[]): readonly Complaint[] {
  return [
    ...stepRules(service),
    ...cohortRules(service, targets),
    ...shareRules(service, targets),
    ...orderRules(service, targets),
  ];
}

/** Returns the plan of a service; empty where it cannot be read. */
export function wholePlan(service: unknown): Plan {
  const plan = planSchema.safeParse(valueAt(service, ['plan']));
  return plan.success ? readPlan(plan.data).plan : [];
}

function stepRules(service: unknown): readonly Complaint[] {
  const value = valueAt(service, ['plan']);
  const plan = planSchema.safeParse(value);
  if (plan.success) return nestComplaints(['plan'], readPlan(plan.data).complaints);
  return nestComplaints(['plan'], partialPlanComplaints(readableSteps(value)));
}

function cohortRules(service: unknown, targets: readonly TargetConfig[]): readonly Complaint[] {
  const plan = planSchema.safeParse(valueAt(service, ['plan']));
  if (!plan.success) return [];
  return nestComplaints(['plan'], unknownCohortComplaints(readPlan(plan.data).plan, targets));
}

/** Returns a complaint for each share that some target cannot express. */
function shareRules(service: unknown, targets: readonly TargetConfig[]): readonly Complaint[] {
  const value = valueAt(service, ['plan']);
  const plan = planSchema.safeParse(value);
  if (plan.success && typeof plan.data === 'string') {
    // The steps of a text have no position of their own in the file.
    return inexpressibleComplaints(readPlan(plan.data).plan, targets).map((complaint) => ({
      ...complaint,
      path: ['plan'],
    }));
  }
  return nestComplaints(['plan'], inexpressibleComplaints(readableSteps(value), targets));
}

/** Returns a complaint for shares that some target cannot have one after the other. */
function orderRules(service: unknown, targets: readonly TargetConfig[]): readonly Complaint[] {
  return nestComplaints(['plan'], unevenComplaints(wholePlan(service), targets));
}

/** Returns the steps of a list, null for each unreadable one. */
function readableSteps(value: unknown): readonly (Step | null)[] {
  const entries = Array.isArray(value) ? value : [];
  return entries.map((entry) => {
    const step = stepSchema.safeParse(entry);
    return step.success ? readStep(step.data) : null;
  });
}
