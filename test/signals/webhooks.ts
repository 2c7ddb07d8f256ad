import { readFileSync } from 'node:fs';
import { NOW } from './a-signal.ts';

/** A webhook of Alertmanager, version 4 ("Webhook receiver" in the configuration of Alertmanager). */
export const alertmanager = (status: 'firing' | 'resolved', labels: object = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="CheckoutErrors"}',
  truncatedAlerts: 0,
  status,
  receiver: 'serin',
  groupLabels: { alertname: 'CheckoutErrors' },
  commonLabels: { alertname: 'CheckoutErrors', severity: 'critical' },
  commonAnnotations: { summary: '7.2% of the requests fail' },
  externalURL: 'https://alertmanager.example.com',
  alerts: [
    {
      status,
      labels: { alertname: 'CheckoutErrors', severity: 'critical', ...labels },
      annotations: { summary: '7.2% of the requests fail' },
      startsAt: '2026-01-05T08:58:30.123Z',
      endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-01-05T09:00:00.123Z',
      generatorURL: 'http://prometheus:9090/graph?g0.expr=errors',
      fingerprint: '1a30ba71cca2921f',
    },
  ],
});

/** A webhook of Grafana ("Configure webhook notifications" in Grafana's documentation). */
export const grafana = (status: 'firing' | 'resolved', alertname = 'Checkout latency') => ({
  receiver: 'serin',
  status,
  orgId: 1,
  alerts: [
    {
      status,
      labels: { alertname, grafana_folder: 'Shop' },
      annotations: {},
      startsAt: '2026-01-05T10:58:00.157076+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example.com/alerting/1afz29v7z/edit',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://grafana.example.com/alerting/silence/new?alertmanager=grafana',
      dashboardURL: '',
      panelURL: '',
      values: { B: 44.25 },
    },
  ],
  groupLabels: { alertname },
  commonLabels: { alertname },
  commonAnnotations: {},
  externalURL: 'https://grafana.example.com/',
  version: '1',
  groupKey: `{}:{alertname="${alertname}"}`,
  truncatedAlerts: 0,
  state: status === 'firing' ? 'alerting' : 'ok',
});

/** A webhook of Datadog with the payload in examples/signals, each of its variables as Datadog fills it ("Webhooks" in its documentation). */
export function datadog(transition: string): unknown {
  const { payload } = JSON.parse(readFileSync('examples/signals/datadog.json', 'utf8')) as { readonly payload: string };
  const variables: Readonly<Record<string, string>> = {
    $ALERT_TRANSITION: transition,
    $DATE: String(NOW - 2_000),
    $ALERT_TITLE: '[Triggered] Checkout errors are high',
    $LINK: 'https://app.datadoghq.com/monitors/1234?from_ts=1',
  };
  return JSON.parse(payload.replace(/\$[A-Z_]+/g, (name) => variables[name] ?? `unknown ${name}`));
}
