import type { Plan } from '../../domain/plan/plan.ts';
import type { Complaint } from '../read/complaint.ts';
import { planComplaints } from '../rules/plan.ts';
import type { FilePlan } from '../schema/plans.ts';
import { readStep } from '../steps/registry.ts';
import { parsePlanText } from './plan-text.ts';

/** Returns a plan of the file as steps, with all its problems. Paths begin at the plan. */
export function readPlan(plan: FilePlan): { readonly plan: Plan; readonly complaints: readonly Complaint[] } {
  if (typeof plan !== 'string') {
    const steps = plan.map(readStep);
    return { plan: steps, complaints: planComplaints(steps) };
  }
  const read = parsePlanText(plan);
  if (!('plan' in read)) return { plan: [], complaints: [{ path: [], ...read }] };
  // The steps of a text have no position of their own in the file.
  return { plan: read.plan, complaints: planComplaints(read.plan).map((complaint) => ({ ...complaint, path: [] })) };
}
