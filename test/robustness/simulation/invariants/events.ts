import { isFinished, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { RolloutEvent } from '../../../../src/domain/rollout/rollout-event.ts';
import type { Ground } from './invariants.ts';

/** What is checked of the events that other systems are told, and when. */
export interface EventInvariants {
  /** With every event that the bus took. */
  onPublished(event: RolloutEvent): void;
  /** When faults have been over for long. */
  atRest(record: ServiceRecord | null): void;
}

const ENDS: Readonly<Record<string, RolloutEvent['type']>> = {
  completed: 'Rollout Completed',
  'rolled-back': 'Rollout Rolled Back',
};

/** Others learn of every start and every end, and of no event two versions. */
export function createEventInvariants({ service, breach }: Ground): EventInvariants {
  const told = new Map<string, string>();
  const isTold = (id: string, type: RolloutEvent['type']): boolean =>
    [...told.keys()].some((key) => key.startsWith(`${id}#${type}#`));
  return {
    onPublished: (event) => {
      const text = JSON.stringify(event);
      if ((told.get(event.key) ?? text) !== text)
        breach({ invariant: 'an event is the same in every delivery', detail: event.key });
      if (service.events !== 'on')
        breach({ invariant: 'others are told only where the service wants it', detail: event.key });
      told.set(event.key, text);
    },
    atRest: (record) => {
      const rollout = record?.rollout ?? null;
      if (rollout === null || service.events !== 'on') return;
      const end = isFinished(rollout) ? ENDS[rollout.phase.status] : undefined;
      const missing = (['Rollout Started', ...(end === undefined ? [] : [end])] as const).find(
        (type) => !isTold(rollout.id, type),
      );
      if (missing !== undefined) breach({ invariant: 'others learn of every start and end', detail: missing });
    },
  };
}
