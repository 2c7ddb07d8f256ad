import type { Reason } from './rollout/record.ts';

/** The way in which a rollout ended: completed, or the kind of the reason for which it was rolled back. */
type Outcome = 'completed' | Reason['kind'];

/**
 * A measurement of Serin itself. `Rollouts`: one that ended. `AlarmToBack`: the time from the beginning of an alarm until all
 * traffic was read back on stable. `TimerLag`: the time by which a timer came late.
 */
export type Measurement =
  | { readonly name: 'Rollouts'; readonly outcome: Outcome }
  | { readonly name: 'AlarmToBack' | 'TimerLag'; readonly ms: number };
