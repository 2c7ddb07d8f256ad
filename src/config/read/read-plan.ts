import type { Plan, Step } from '../../domain/plan/plan.ts';
import { planComplaints } from '../rules/plan.ts';
import type { FilePlan, FileStep } from '../schema/file.ts';
import type { Complaint } from './complaint.ts';
import { durationMs } from './durations.ts';
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

/** Returns a step of the file as a domain step. */
export function readStep(step: FileStep): Step {
  if ('shift' in step) return { kind: 'shift', weight: step.shift };
  if ('cohort' in step) return { kind: 'cohort', names: step.cohort };
  if ('bake' in step) return { kind: 'bake', ms: durationMs(step.bake) };
  if ('hook' in step) {
    const { function: name, qualifier = null, within, onFailure = 'hold', pointOfNoReturn = false } = step.hook;
    return { kind: 'hook', function: name, qualifier, within: durationMs(within), onFailure, pointOfNoReturn };
  }
  if ('drain' in step) {
    const { metric, atOrUnder, atMost } = step.drain;
    const { dimensions = {}, statistic = 'Maximum', ...named } = metric;
    return { kind: 'drain', metric: { ...named, dimensions, statistic }, atOrUnder, atMost: durationMs(atMost) };
  }
  const { from, count = 1, within } = step.approve;
  return { kind: 'approve', from: from.map(canonicalApprover), count, within: durationMs(within) };
}

/** Returns e-mail addresses in lower case, so that one person is one approver; Slack ids unchanged. */
function canonicalApprover(who: string): string {
  return who.includes('@') ? who.toLowerCase() : who;
}
