import * as z from 'zod/mini';
import type { SignalHealth } from '../domain/alarm/health-signal.ts';
import { pickShown } from './pick-shown.ts';
import type { Body, Told } from './sender.ts';

/** A record whose wrong values are left out with it: what is only shown never costs a signal. */
const texts = z.catch(z.nullish(z.record(z.string(), z.string())), undefined);

/** An alert, as far as it is read. */
const alert = z.object({
  status: z.string(),
  labels: texts,
  annotations: texts,
  values: z.catch(z.nullish(z.record(z.string(), z.number())), undefined),
  generatorURL: z.catch(z.nullish(z.string()), undefined),
});

type Alert = z.infer<typeof alert>;

/**
 * The webhook of Alertmanager (version 4, "webhook_config" in its documentation), and of Grafana, which has the same shape and more
 * ("Configure webhook notifications").
 */
const webhook = z.object({
  alerts: z.array(alert),
  /** The number of alerts that are left out, because the webhook has a highest number of them. */
  truncatedAlerts: z.catch(z.nullish(z.number()), undefined),
  externalURL: z.catch(z.nullish(z.string()), undefined),
});

const isFiring = ({ status }: Alert): boolean => status === 'firing';

/** True for an alert that says by its label `serin_health: healthy` that all is well, as long as it fires. */
const tellsHealth = ({ labels }: Alert): boolean => labels?.serin_health === 'healthy';

/** True for the alerts of Grafana that say that it could not evaluate a rule. */
const isBlind = ({ labels }: Alert): boolean => /^Datasource(?:NoData|Error)$/.test(labels?.alertname ?? '');

function healthOf(alerts: readonly Alert[]): SignalHealth {
  const firing = alerts.filter(isFiring);
  if (firing.some((one) => !tellsHealth(one) && !isBlind(one))) return 'unhealthy';
  if (firing.some(isBlind)) return 'unknown';
  if (firing.length > 0) return 'healthy';
  return alerts.length > 0 && !alerts.some(tellsHealth) ? 'healthy' : 'unknown';
}

/**
 * Reads a webhook of Alertmanager or Grafana: the worst of its alerts counts, and the first that fires is shown. Where alerts are left
 * out it never says healthy: one of those may fire.
 */
export function readAlerts(body: Body): Told | { readonly problem: string } {
  const parsed = webhook.safeParse(body);
  if (!parsed.success) return { problem: 'alerts is missing, or no list of alerts with a status each' };
  const { alerts, truncatedAlerts, externalURL } = parsed.data;
  const told = healthOf(alerts);
  const health = told === 'healthy' && (truncatedAlerts ?? 0) > 0 ? 'unknown' : told;
  // A resolved alert still has the summary of the failure that is over.
  const first = alerts.find((one) => isFiring(one) && !tellsHealth(one));
  const [measured] = Object.values(first?.values ?? {});
  const value = first?.annotations?.summary ?? measured ?? first?.labels?.alertname;
  return { health, ...pickShown(value, [first?.generatorURL, externalURL]) };
}
