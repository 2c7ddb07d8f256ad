import type { RolloutEvents } from '../../../ports/rollout-events.ts';
import { type PutEntries, putEvent } from './put-event.ts';

/** The changes of rollouts as events on Serin's bus, by their type. `publish` throws BusRefused. */
export function createRolloutEvents(bus: { readonly put: PutEntries; readonly busName: string }): RolloutEvents {
  return { publish: (event) => putEvent(bus, event.type, JSON.stringify(event)) };
}
