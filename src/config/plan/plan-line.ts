import type { Plan } from '../../domain/plan/plan.ts';
import type { Complaint } from '../read/complaint.ts';
import { durationPattern } from '../read/durations.ts';
import type { FilePlan } from '../schema/plans.ts';
import { readPlan } from './read-plan.ts';

/** Returns the steps of a plan such as `5% 10m, 25% 15m, 100%`: shares, each with the bake behind it; null for another text. */
function readShares(text: string): FilePlan | null {
  const parts = text.split(',').map((part) => /^\s*(\d+(?:\.\d+)?)%(?:\s+(\S+))?\s*$/.exec(part));
  const steps = parts.flatMap((part) => {
    const [, share, wait] = part ?? [];
    return share === undefined ? [null] : [{ shift: Number(share) }, ...(wait === undefined ? [] : [{ bake: wait }])];
  });
  const isRight = steps.every((step) => step !== null && (!('bake' in step) || durationPattern.test(step.bake)));
  return isRight ? (steps as FilePlan) : null;
}

const complaintText = ({ message, remedy }: Complaint): string => `${message} ${remedy}`;

/**
 * Reads a plan of one line, for trying it: as serin.yml has it, or shares with their bakes: `5% 10m, 25% 15m, 100%`. `problem`
 * says what is wrong with it, and what to write; null for a plan.
 */
export function readPlanLine(text: string): { readonly plan: Plan; readonly problem: string | null } {
  const { plan, complaints } = readPlan(readShares(text) ?? text);
  return { plan, problem: complaints.length === 0 ? null : complaints.map(complaintText).join(' ') };
}
