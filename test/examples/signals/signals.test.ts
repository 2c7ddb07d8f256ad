import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { anIntake } from '../../signals/a-signal.ts';
import { alertmanager, datadog, grafana } from '../../signals/webhooks.ts';

const read = (name: string) => readFileSync(`examples/signals/${name}`, 'utf8');

const [own] = (() => {
  const parsed = parseConfig(read('serin.yml'));
  return parsed.ok ? parsed.services : [];
})();

/** Sends a webhook to the address in an example, to a function that knows the service of the examples. */
async function sendTo(address: string, method: string, body: unknown) {
  const settings = { signals: own?.signals ?? [], generations: own?.signalTokens ?? [] };
  const { send, taken } = anIntake({ source: { settings: async () => settings } });
  const { pathname: path, search } = new URL(address);
  const { statusCode, body: answer } = await send({ path, query: search.slice(1), method, body });
  return [statusCode, answer.problems, taken[0]?.name, taken[0]?.health];
}

it('Datadog is given a webhook by which its payload is taken', async () => {
  const webhook = JSON.parse(read('datadog.json'));
  expect(JSON.parse(webhook.custom_headers)).toEqual({ authorization: 'Bearer $SERIN_CHECKOUT' });
  const said = await sendTo(webhook.url, 'POST', datadog('Triggered'));
  expect(said).toEqual([202, undefined, 'datadog-checkout', 'unhealthy']);
});

it('Datadog is given the payload of the guide', () => {
  const guide = /```json\n(\{ "transition"[\s\S]*?)```/.exec(readFileSync('docs/guides/signals.md', 'utf8'))?.[1] ?? '';
  expect(JSON.parse(JSON.parse(read('datadog.json')).payload)).toEqual(JSON.parse(guide));
});

it('Grafana is given a contact point by which its payload is taken', async () => {
  const [{ receivers }] = parse(read('grafana.yml')).contactPoints;
  const { url, httpMethod, authorization_scheme: scheme } = receivers[0].settings;
  expect([scheme, await sendTo(url, httpMethod, grafana('firing'))]).toEqual([
    'Bearer',
    [202, undefined, 'grafana-latency', 'unhealthy'],
  ]);
});

it('Alertmanager is given a receiver by which its payload is taken, and the label of the alert that all is well', async () => {
  const { receivers } = parse(read('alertmanager.yml'));
  const [{ url, send_resolved: sendsResolved }] = receivers[1].webhook_configs;
  const [ill, well] = parse(read('rules.yml')).groups[0].rules;
  expect(sendsResolved).toBe(true);
  expect(await sendTo(url, 'POST', alertmanager('firing', well.labels))).toEqual([
    202,
    undefined,
    'prometheus',
    'healthy',
  ]);
  expect((await sendTo(url, 'POST', alertmanager('firing', ill.labels))).at(-1)).toBe('unhealthy');
});
