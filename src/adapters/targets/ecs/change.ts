import type { DeploymentGoal } from './standing.ts';

/** The change of a target: the deployment that Serin moves, and the goal that it gave it. */
export interface Change {
  /** The ARN of the deployment. */
  readonly deployment: string;
  readonly goal: DeploymentGoal;
}

const CHANGE = /^(arn:\S+)(?: to (?:([\d.]+)|(end)))?$/;

/** Returns a change as a target keeps it: `arn:…/service-deployment/prod/invoices/0EYSiB to 10`. */
export function writeChange({ deployment, goal }: Change): string {
  return goal === null ? deployment : `${deployment} to ${goal}`;
}

/** Returns the change that a target keeps; null where it keeps none. */
export function readChange(change: string | null): Change | null {
  const [, deployment, share, end] = CHANGE.exec(change ?? '') ?? [];
  if (deployment === undefined) return null;
  if (end !== undefined) return { deployment, goal: 'end' };
  return { deployment, goal: share === undefined ? null : Number(share) };
}
