import { isRunningStatus, phaseFacts, type RunningStatus } from '../steps/registry.ts';
import type { Status } from './record.ts';

/** The places in the order in which people look at rollouts: what waits for somebody, then what moves, then what is over. */
const URGENCY: Readonly<Record<Exclude<Status, RunningStatus> | 'asks' | 'moves', number>> = {
  stuck: 0,
  holding: 1,
  asks: 2,
  paused: 3,
  'rolling-back': 4,
  moves: 5,
  'rolled-back': 6,
  completed: 7,
};

function urgency(status: Status): number {
  if (!isRunningStatus(status)) return URGENCY[status];
  return phaseFacts({ status }).asks ? URGENCY.asks : URGENCY.moves;
}

/** Tells whether a rollout in this status waits for a person. */
export function waitsForSomebody(status: Status): boolean {
  return urgency(status) <= URGENCY.paused;
}

/** Compares two services by the status of their newest rollout, for sorting: null, a service without one, comes last. */
export function compareUrgency(one: Status | null, other: Status | null): number {
  const rank = (status: Status | null): number => (status === null ? Number.MAX_SAFE_INTEGER : urgency(status));
  return rank(one) - rank(other);
}
