import { afterEach, beforeEach, expect, it } from 'vitest';
import { signalToken } from '../../../src/command/signal-token.ts';
import { NAMES } from '../../../src/sandbox/account/account.ts';
import { openSandbox } from '../../../src/sandbox/outside.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';
import { alertmanager } from '../../signals/webhooks.ts';

let sandbox: ASandbox;
let token: string;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'examples/signals/serin.yml' });
  const deps = await (await openSandbox(sandbox.url, 'pipeline')).token(NAMES.installation);
  token = signalToken({ service: 'checkout', generation: 1 }, await deps.key());
});
afterEach(() => sandbox.close());

const rollout = async () => (await sandbox.state()).services.checkout?.rollout;
const posted = async () => JSON.stringify(await sandbox.messages());

/** A monitor sends its signal over HTTP, as curl does. */
async function put(body: object, query = '', method = 'PUT'): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${sandbox.url}/signals/checkout${query}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  await sandbox.advance('2s');
  return answer.status;
}

it('shows on the card what a monitor puts, and rolls back when it says unhealthy', async () => {
  expect(await put({ name: 'own-check', health: 'healthy', value: '0.2% fail' })).toBe(202);
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.advance('2m');
  expect(await rollout()).toMatchObject({ weight: 5 });
  expect(await posted()).toMatch(/🟢 OK signal:own-check[^\\]*its sender says: 0\.2% fail/);
  const unhealthy = { name: 'own-check', health: 'unhealthy', value: '7.2% <fail>', link: 'https://example.com/check' };
  expect(await put(unhealthy)).toBe(202);
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  const text = await posted();
  expect(text).toContain('*signal:own-check* fired at');
  expect(text).toContain('7.2% &lt;fail&gt;');
  expect(text).toContain('<https://example.com/check|Open it>');
  expect(text).not.toContain(token);
});

it('rolls back at a webhook of Alertmanager', async () => {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.advance('2m');
  expect(await put(alertmanager('firing'), '?from=alertmanager&name=prometheus', 'POST')).toBe(202);
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(await posted()).toContain('7.2% of the requests fail');
});

it('counts signals in the order of their moments, in whatever order they are put', async () => {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.advance('2m');
  const now = sandbox.world.clock.now();
  expect(await put({ name: 'own-check', health: 'healthy', at: now })).toBe(202);
  expect(await put({ name: 'own-check', health: 'unhealthy', at: now - 1_000 })).toBe(202);
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'baking' });
});

it('refuses the old token once the service counts only the next one', async () => {
  const Name = '/serin/services/checkout';
  const stored = (await sandbox.world.aws('SSM', 'GetParameter', { Name })) as { Parameter: { Value: string } };
  const Value = JSON.stringify({ ...JSON.parse(stored.Parameter.Value), signalTokens: [2] });
  expect(await put({ name: 'own-check', health: 'healthy' })).toBe(202);
  await sandbox.world.aws('SSM', 'PutParameter', { Name, Value, Type: 'String', Overwrite: true });
  await sandbox.advance('30s');
  expect(await put({ name: 'own-check', health: 'healthy' })).toBe(401);
});
