import { createHash } from 'node:crypto';
import type { ShownStart } from '../domain/rollout/shown-start.ts';
import { planText, type SyncTable } from '../environments/sync-table.ts';

/**
 * Returns the form in which a record remembers a key: 12 characters, 72 bits of its SHA-256. A signal whose form is that of another
 * one in the last 25 hours would be taken for a repeat and dropped: with 400 keys that is 1 in 10^19 for each signal. Nobody can
 * bring it about, since Slack and EventBridge choose the keys of what people and alarms say.
 */
export function digestKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 12);
}

/** Returns the id of a rollout, made from the key of its start: the same start, delivered twice, is the same rollout. */
export function rolloutId(service: string, startKey: string): string {
  return `r-${createHash('sha256').update(`${service}\n${startKey}`).digest('hex').slice(0, 12)}`;
}

/** Returns the id of a sync, made from the key of the command that confirmed it. */
export function syncId(service: string, commandKey: string): string {
  return `s-${createHash('sha256').update(`${service}\n${commandKey}`).digest('hex').slice(0, 12)}`;
}

/** Returns the id of a sync table: a button drawn for that table confirms exactly it. */
export function syncPlanId(table: SyncTable): string {
  return `p-${createHash('sha256').update(planText(table)).digest('hex').slice(0, 16)}`;
}

/** Returns the digests of a start that is shown to a person, part by part. */
export function digestStart(parts: Readonly<Record<keyof ShownStart, string>>): ShownStart {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
  const { rollout, versions, plan, config, findings } = parts;
  return {
    rollout: digest(rollout),
    versions: digest(versions),
    plan: digest(plan),
    config: digest(config),
    findings: digest(findings),
  };
}

/**
 * Returns the key of the message about a state change, the same for its event and for a reading that finds it. It names the
 * service: services that share an alarm and a channel have a message each.
 */
export function alarmChangeKey(
  service: string,
  { name, since }: { readonly name: string; readonly since: number },
): string {
  return `breach#${service}#${name}#${since}`;
}
