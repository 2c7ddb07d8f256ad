import type { Status } from './record.ts';

/** The order in which people look at rollouts: what waits for somebody first, then what moves, then what is over. */
const URGENCY: Readonly<Record<Status, number>> = {
  stuck: 0,
  holding: 1,
  'awaiting-approval': 2,
  paused: 3,
  'rolling-back': 4,
  shifting: 5,
  hooking: 5,
  draining: 5,
  baking: 5,
  promoting: 5,
  'rolled-back': 6,
  completed: 7,
};

/** The last status of those that end only when a person acts. */
const WAITS = URGENCY.paused;

/** Tells whether a rollout in this status waits for a person. */
export function waitsForSomebody(status: Status): boolean {
  return URGENCY[status] <= WAITS;
}

/** Compares two services by the status of their newest rollout, for sorting: null, a service without one, comes last. */
export function compareUrgency(one: Status | null, other: Status | null): number {
  const rank = (status: Status | null): number => (status === null ? Number.MAX_SAFE_INTEGER : URGENCY[status]);
  return rank(one) - rank(other);
}
