import { createHash } from 'node:crypto';
import { planText, type SyncTable } from '../environments/sync-table.ts';

/** The id of a rollout, from the key of its start: the same start, delivered twice, is the same rollout. */
export function rolloutId(service: string, startKey: string): string {
  return `r-${createHash('sha256').update(`${service}\n${startKey}`).digest('hex').slice(0, 12)}`;
}

/** The id of a sync, from the key of the command that confirmed it. */
export function syncId(service: string, commandKey: string): string {
  return `s-${createHash('sha256').update(`${service}\n${commandKey}`).digest('hex').slice(0, 12)}`;
}

/** The id of what a table would have done: a button that was drawn for it means exactly that. */
export function syncPlanId(table: SyncTable): string {
  return `p-${createHash('sha256').update(planText(table)).digest('hex').slice(0, 16)}`;
}

/**
 * The key of the message about a firing, the same for its event and for a look that finds it. It names the service: services that
 * share an alarm and a channel each have a message of their own there.
 */
export function alarmChangeKey(
  service: string,
  { name, since }: { readonly name: string; readonly since: number },
): string {
  return `breach#${service}#${name}#${since}`;
}
