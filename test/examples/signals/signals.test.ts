import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { take } from '../../../examples/signals/handler.ts';
import { createHealthSignalReceiver } from '../../../src/command/receive/health-signal.ts';
import { complaints } from '../../stack/specification.ts';
import { readTemplate } from '../../stack/templates/read-template.ts';
import { statementsOf } from '../../stack/templates/template.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const TOKEN = 'a-token-of-checkout';

beforeAll(() => {
  process.env.TOKENS = JSON.stringify({ checkout: createHash('sha256').update(TOKEN).digest('hex') });
});
afterAll(() => {
  delete process.env.TOKENS;
});

interface Sent {
  readonly path?: string;
  readonly token?: string;
  readonly body: unknown;
}

/** Sends a webhook; returns the answer, and what Serin takes of it. */
async function send({ path = '/own/checkout/monitor', token = TOKEN, body }: Sent) {
  const put: object[] = [];
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}` };
  const { statusCode } = await take({ rawPath: path, headers, body: text }, async (detail) => {
    put.push(detail);
  });
  const taken: object[] = [];
  const logged: object[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (fields: object) => logged.push(fields) };
  const receive = createHealthSignalReceiver({
    accept: async (service, heard) => {
      taken.push({ service, ...heard });
    },
    now: () => NOW,
    log,
  });
  for (const detail of put)
    await receive({
      'detail-type': 'Health Signal',
      time: '2026-01-05T09:00:00Z',
      detail: JSON.parse(JSON.stringify(detail)),
    });
  return { statusCode, taken, logged };
}

/** A webhook of Alertmanager, version 4 ("Webhook receiver" in the configuration of Alertmanager). */
const alertmanager = (status: 'firing' | 'resolved', labels: object = {}) => ({
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
const grafana = (status: 'firing' | 'resolved', alertname = 'Checkout latency') => ({
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

/** What Datadog makes of the payload in the guide: each of its variables as the webhooks of Datadog fill it. */
function datadog(transition: string): unknown {
  const guide = readFileSync('docs/guides/signals.md', 'utf8');
  const payload = /```json\n\s*(\{ "transition"[\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const variables: Readonly<Record<string, string>> = {
    $ALERT_TRANSITION: transition,
    $DATE: String(NOW - 2_000),
    $ALERT_TITLE: '[Triggered] Checkout errors are high',
    $LINK: 'https://app.datadoghq.com/monitors/1234?from_ts=1',
  };
  const filled = payload.replace(/\$[A-Z_]+/g, (name) => variables[name] ?? `unknown ${name}`);
  expect(filled).not.toContain('unknown $');
  return JSON.parse(filled);
}

describe('a webhook', () => {
  it.each([
    ['Triggered', 'unhealthy'],
    ['Re-Triggered', 'unhealthy'],
    ['Warn', 'unhealthy'],
    ['Recovered', 'healthy'],
    ['No Data', 'unknown'],
    ['Null', 'unknown'],
  ])('of Datadog, %s, says %s', async (transition, health) => {
    const { statusCode, taken } = await send({ path: '/datadog/checkout/datadog-checkout', body: datadog(transition) });
    expect(statusCode).toBe(202);
    const value = '[Triggered] Checkout errors are high';
    const link = 'https://app.datadoghq.com/monitors/1234?from_ts=1';
    expect(taken).toEqual([{ service: 'checkout', name: 'datadog-checkout', health, at: NOW - 2_000, value, link }]);
  });

  it.each([
    ['an alert that fires', alertmanager('firing'), 'unhealthy'],
    ['an alert that is resolved', alertmanager('resolved'), 'healthy'],
    ['an alert that fires while all is well', alertmanager('firing', { serin_health: 'healthy' }), 'healthy'],
    ['one of those that is resolved', alertmanager('resolved', { serin_health: 'healthy' }), 'unknown'],
    ['no alert', { ...alertmanager('resolved'), alerts: [] }, 'unknown'],
  ])('of Alertmanager with %s', async (_what, body, health) => {
    const { taken } = await send({ path: '/alertmanager/checkout/prometheus', body });
    expect(taken).toMatchObject([{ name: 'prometheus', health, at: NOW, link: 'https://alertmanager.example.com' }]);
  });

  it('of Alertmanager with an alert beside the one that all is well says unhealthy, and why', async () => {
    const [well, ill] = [alertmanager('firing', { serin_health: 'healthy' }), alertmanager('firing')];
    const { taken } = await send({
      path: '/alertmanager/checkout/prometheus',
      body: { ...ill, alerts: [...well.alerts, ...ill.alerts] },
    });
    expect(taken).toMatchObject([{ health: 'unhealthy', value: '7.2% of the requests fail' }]);
  });

  it.each([
    ['that fires', grafana('firing'), 'unhealthy'],
    ['that is resolved', grafana('resolved'), 'healthy'],
    ['that has no data', grafana('firing', 'DatasourceNoData'), 'unknown'],
  ])('of Grafana with a rule %s', async (_what, body, health) => {
    const { taken } = await send({ path: '/grafana/checkout/grafana-latency', body });
    const link = 'https://grafana.example.com/alerting/1afz29v7z/edit';
    expect(taken).toMatchObject([{ name: 'grafana-latency', health, value: '44.25', link }]);
  });

  it('of a check of your own has the fields as they are; what is no health is unknown', async () => {
    const body = { health: 'unhealthy', at: NOW - 5, value: 3, link: 'https://example.com/check' };
    expect((await send({ body })).taken).toEqual([
      { service: 'checkout', name: 'monitor', health: 'unhealthy', at: NOW - 5, value: '3', link: body.link },
    ]);
    expect((await send({ body: { health: 'fine' } })).taken).toMatchObject([{ health: 'unknown' }]);
  });

  it.each([
    ['a wrong token', { token: 'another', body: { health: 'healthy' } }, 401],
    ['no token', { token: '', body: { health: 'healthy' } }, 401],
    ['the token of another service', { path: '/own/search/monitor', body: { health: 'healthy' } }, 401],
    ['a service that is a word of JavaScript', { path: '/own/constructor/monitor', body: {} }, 401],
    ['an unknown sender', { path: '/toString/checkout/monitor', body: {} }, 404],
    ['no name', { path: '/own/checkout', body: {} }, 404],
    ['a body that is no JSON', { body: '{' }, 400],
    ['a body that is no object', { body: 'null' }, 400],
    ['a body that is too large', { body: 'x'.repeat(100_001) }, 413],
  ])('with %s is refused', async (_what, sent, statusCode) => {
    expect(await send(sent)).toEqual({ statusCode, taken: [], logged: [] });
  });
});

describe('the function that takes webhooks', () => {
  const template = readTemplate('examples/signals/template.yml');

  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(template)).toEqual([]);
  });

  it('may put health signals on the bus of Serin and nothing else', () => {
    const [own, ...others] = statementsOf(template.Resources.Role) as readonly { readonly Condition?: unknown }[];
    const rule = readTemplate('stack/events.yml').Resources.HealthSignalRule?.Properties.EventPattern as {
      readonly source: readonly string[];
      readonly 'detail-type': readonly string[];
    };
    expect(others).toEqual([]);
    expect(own).toMatchObject({ Effect: 'Allow', Action: 'events:PutEvents' });
    const { source, 'detail-type': type } = rule;
    expect(own?.Condition).toEqual({ StringEquals: { 'events:detail-type': type[0], 'events:source': source[0] } });
  });
});
