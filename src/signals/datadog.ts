import type { SignalHealth } from '../domain/alarm/health-signal.ts';
import { pickShown } from './pick-shown.ts';
import type { Body, Told } from './sender.ts';

/**
 * The transitions of a monitor that say how it is; every other one, `No Data` among them, says that it does not know. Source:
 * `$ALERT_TRANSITION` in "Webhooks" of Datadog's documentation.
 */
const HEALTH: ReadonlyMap<string, SignalHealth> = new Map([
  ['Triggered', 'unhealthy'],
  ['Re-Triggered', 'unhealthy'],
  ['Renotify', 'unhealthy'],
  ['Warn', 'unhealthy'],
  ['Re-Warn', 'unhealthy'],
  ['Recovered', 'healthy'],
]);

/** Reads a webhook of Datadog with the payload that docs/guides/signals.md configures. */
export function readDatadog({ transition, date, value, link }: Body): Told | { readonly problem: string } {
  if (typeof transition !== 'string') {
    return { problem: 'transition is missing: give the webhook in Datadog the payload of docs/guides/signals.md' };
  }
  const at = Number(date);
  return {
    health: HEALTH.get(transition) ?? 'unknown',
    ...(Number.isSafeInteger(at) && at > 0 && { at }),
    ...pickShown(value, [link]),
  };
}
