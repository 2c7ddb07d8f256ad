import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anIntake, NOW } from './a-signal.ts';
import { alertmanager, datadog, grafana } from './webhooks.ts';

/** Sends a webhook by POST, as all three do. */
async function send(query: string, body: unknown) {
  const { send: sendOne, taken } = anIntake();
  const { statusCode, body: answer } = await sendOne({ method: 'POST', query, body });
  return { statusCode, taken, problems: answer.problems };
}

const DATADOG = 'from=datadog&name=datadog-checkout';
const ALERTMANAGER = 'from=alertmanager&name=prometheus';
const GRAFANA = 'from=grafana&name=grafana-latency';

describe('a webhook of Datadog', () => {
  it.each([
    ['Triggered', 'unhealthy'],
    ['Re-Triggered', 'unhealthy'],
    ['Renotify', 'unhealthy'],
    ['Warn', 'unhealthy'],
    ['Re-Warn', 'unhealthy'],
    ['Recovered', 'healthy'],
    ['No Data', 'unknown'],
    ['Re-No Data', 'unknown'],
    ['Null', 'unknown'],
    ['toString', 'unknown'],
  ])('%s says %s', async (transition, health) => {
    const { statusCode, taken } = await send(DATADOG, datadog(transition));
    expect(statusCode).toBe(202);
    const value = '[Triggered] Checkout errors are high';
    const link = 'https://app.datadoghq.com/monitors/1234?from_ts=1';
    expect(taken).toEqual([
      { v: 1, service: 'checkout', name: 'datadog-checkout', health, at: NOW - 2_000, value, link },
    ]);
  });

  it('of a multi alert has its name in the payload, one for each group', async () => {
    const guide = /^\{ "name": "datadog-\$TAGS.*$/m.exec(readFileSync('docs/guides/signals.md', 'utf8'))?.[0] ?? '';
    const told = JSON.parse(guide.replace('$TAGS[zone]', 'checkout').replace('$ALERT_TRANSITION', 'Triggered'));
    const { taken } = await send('from=datadog', told);
    expect(taken).toMatchObject([{ name: 'datadog-checkout', health: 'unhealthy' }]);
  });

  it('without the payload of the guide is refused', async () => {
    const { statusCode, problems, taken } = await send(DATADOG, { id: '1', title: 'Datadog’s own payload' });
    expect([statusCode, problems?.[0]]).toEqual([400, expect.stringContaining('transition is missing')]);
    expect(taken).toEqual([]);
  });

  it('loses what is only shown, and not its health, where Datadog fills it oddly', async () => {
    const body = { transition: 'Triggered', date: '$DATE', value: { x: 1 }, link: 'javascript:alert(1)' };
    const { taken } = await send(DATADOG, body);
    expect(taken).toMatchObject([{ health: 'unhealthy', at: NOW, value: undefined, link: undefined }]);
  });
});

describe('a webhook of Alertmanager', () => {
  it.each([
    ['an alert that fires', alertmanager('firing'), 'unhealthy'],
    ['an alert that is resolved', alertmanager('resolved'), 'healthy'],
    ['an alert that fires while all is well', alertmanager('firing', { serin_health: 'healthy' }), 'healthy'],
    ['one of those that is resolved', alertmanager('resolved', { serin_health: 'healthy' }), 'unknown'],
    ['no alert', { ...alertmanager('resolved'), alerts: [] }, 'unknown'],
    ['resolved alerts, others of which are left out', { ...alertmanager('resolved'), truncatedAlerts: 1 }, 'unknown'],
    ['alerts that fire, others of which are left out', { ...alertmanager('firing'), truncatedAlerts: 1 }, 'unhealthy'],
  ])('with %s', async (_what, body, health) => {
    const { taken } = await send(ALERTMANAGER, body);
    expect(taken).toMatchObject([{ name: 'prometheus', health, at: NOW, link: 'https://alertmanager.example.com' }]);
  });

  it.each([
    ['is resolved', alertmanager('resolved')],
    ['fires while all is well', alertmanager('firing', { serin_health: 'healthy' })],
  ])('with an alert that %s does not show the summary of a failure', async (_what, body) => {
    const { taken } = await send(ALERTMANAGER, body);
    expect(taken).toMatchObject([{ health: 'healthy', value: undefined }]);
  });

  it('with an alert beside the one that all is well says unhealthy, and why', async () => {
    const [well, ill] = [alertmanager('firing', { serin_health: 'healthy' }), alertmanager('firing')];
    const { taken } = await send(ALERTMANAGER, { ...ill, alerts: [...well.alerts, ...ill.alerts] });
    expect(taken).toMatchObject([{ health: 'unhealthy', value: '7.2% of the requests fail' }]);
  });

  it.each([
    ['no alerts', { status: 'firing' }],
    ['alerts that are no list', { alerts: { 0: { status: 'firing' } } }],
    ['an alert without a status', { alerts: [{ labels: {} }] }],
    ['an alert that is null', { alerts: [null] }],
  ])('with %s is refused: what it says cannot be guessed', async (_what, body) => {
    const { statusCode, problems, taken } = await send(ALERTMANAGER, body);
    expect([statusCode, problems]).toEqual([400, ['alerts is missing, or no list of alerts with a status each']]);
    expect(taken).toEqual([]);
  });

  it('counts where what is only shown is odd or long', async () => {
    const annotations = { summary: 'x'.repeat(5000) };
    const one = { status: 'firing', labels: { alertname: 7 }, annotations, generatorURL: ['x'] };
    const { taken } = await send(ALERTMANAGER, { alerts: [one], externalURL: 7 });
    expect(taken).toMatchObject([{ health: 'unhealthy', value: 'x'.repeat(1000), link: undefined }]);
  });
});

describe('a webhook of Grafana', () => {
  it.each([
    ['that fires', grafana('firing'), 'unhealthy'],
    ['that has no data', grafana('firing', 'DatasourceNoData'), 'unknown'],
    ['that could not be evaluated', grafana('firing', 'DatasourceError'), 'unknown'],
  ])('with a rule %s', async (_what, body, health) => {
    const { taken } = await send(GRAFANA, body);
    const link = 'https://grafana.example.com/alerting/1afz29v7z/edit';
    expect(taken).toMatchObject([{ name: 'grafana-latency', health, value: 44.25, link }]);
  });

  it('with a rule that is resolved is healthy, without what the rule measured when it fired', async () => {
    const { taken } = await send(GRAFANA, grafana('resolved'));
    expect(taken).toMatchObject([{ health: 'healthy', value: undefined, link: 'https://grafana.example.com/' }]);
  });

  it('has no values where a rule has no data, as its documentation says', async () => {
    const told = grafana('firing', 'DatasourceNoData');
    const { taken } = await send(GRAFANA, { ...told, alerts: told.alerts.map((one) => ({ ...one, values: null })) });
    expect(taken).toMatchObject([{ health: 'unknown', value: 'DatasourceNoData' }]);
  });
});

it('needs the name of the signal in the address', async () => {
  const { statusCode, problems } = await send('from=grafana', grafana('firing'));
  expect([statusCode, problems?.[0]]).toEqual([400, expect.stringContaining('in the address as ?name=')]);
});
