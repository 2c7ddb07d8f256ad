import type { RolloutEvent } from '../domain/rollout/rollout-event.ts';

/** Tells other systems of the changes of rollouts. */
export interface RolloutEvents {
  /** Publishes an event, once or more often: its key is the same. Resolves when the bus took it; throws when it did not. */
  publish(event: RolloutEvent): Promise<void>;
}
