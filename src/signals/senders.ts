import { readAlerts } from './alerts.ts';
import { readDatadog } from './datadog.ts';
import type { Sender } from './sender.ts';

/** The monitors whose webhooks are understood, by the name after `?from=`. */
export const senders: ReadonlyMap<string, Sender> = new Map<string, Sender>([
  ['alertmanager', readAlerts],
  ['datadog', readDatadog],
  ['grafana', readAlerts],
]);
