import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NAMES } from '../../../src/sandbox/account/account.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/health/signals.yml' });
});
afterEach(() => sandbox.close());

const rollout = async () => (await sandbox.state()).services.checkout?.rollout;
const posted = async () => JSON.stringify(await sandbox.messages());

/** Datadog puts an event on Serin's bus. */
async function says(health: string, more: object = {}): Promise<void> {
  const detail = { v: 1, service: 'checkout', name: 'datadog', health, ...more };
  const entry = { EventBusName: NAMES.bus, Source: 'serin.signal', DetailType: 'Health Signal' };
  const { eventbridge } = sandbox.world.account.clients;
  await eventbridge.send(new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }));
  await sandbox.advance('2s');
}

async function passHealthy(minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i++) {
    await says('healthy');
    await sandbox.advance('58s');
  }
}

it('rolls back when a monitor says that the service is unhealthy, and tells its value and its link', async () => {
  await says('healthy');
  await sandbox.type('alice', 'start checkout v54');
  await passHealthy(2);
  expect(await rollout()).toMatchObject({ weight: 10 });
  expect(await posted()).toContain('🟢 OK signal:datadog');
  await says('unhealthy', { value: '7.2% <errors>', link: 'https://app.datadoghq.com/monitors/1' });
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  const text = await posted();
  expect(text).toContain('*signal:datadog* fired at');
  expect(text).toContain('7.2% &lt;errors&gt;');
  expect(text).not.toContain('<errors>');
  expect(text).toContain('<https://app.datadoghq.com/monitors/1|Open it>');
  expect(text).toContain('Its sender says: 7.2%');
});

it('shows on the card what the monitor said, with its link, and another value with the next news, as that it is silent', async () => {
  await says('healthy', { value: '0.2% <errors>', link: 'https://app.datadoghq.com/monitors/1' });
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.advance('2m');
  const link = '<https://app.datadoghq.com/monitors/1|Open it>';
  expect(await posted()).toContain(`its sender says: 0.2% &lt;errors&gt; · ${link}`);
  for (const value of ['0.3%', '0.4%']) {
    await says('healthy', { value });
    await sandbox.advance('1m');
    expect(await posted()).not.toContain(value);
  }
  await sandbox.advance('15m');
  expect(await posted()).toMatch(/⚪ silent or unknown signal:datadog[^\\]*· its sender last said: 0\.4%/);
});

it('starts nothing before the monitor has said anything, and holds when it stops', async () => {
  await sandbox.type('alice', 'start checkout v54');
  expect((await sandbox.state()).services.checkout?.rollout ?? null).toBeNull();
  expect(JSON.stringify(await sandbox.shown('alice'))).toContain('The alarm signal:datadog has never said anything.');
  await says('healthy');
  await sandbox.type('alice', 'start checkout v54');
  await passHealthy(2);
  await sandbox.advance('12m');
  expect(await rollout()).toMatchObject({ status: 'holding', weight: 10 });
  expect(await posted()).toContain('The alarm signal:datadog is silent or unknown. Serin holds and asks.');
});
