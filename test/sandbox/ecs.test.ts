import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from './a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'examples/ecs/serin.yml' });
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const rollout = async () => (await sandbox.state()).services.invoices?.rollout;
const share = () => sandbox.world.users?.roles.canaryShare('invoices', sandbox.world.services[0]?.targets[0] as never);

it('starts a deployment from Slack, in the steps of the plan', async () => {
  await sandbox.type('alice', 'start invoices v54');
  await sandbox.advance('10m');
  expect([await rollout(), share()]).toMatchObject([{ status: 'baking' }, 10]);
  await sandbox.advance('15m');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('40m');
  expect([await rollout(), share()]).toMatchObject([{ status: 'completed' }, 100]);
  expect(sandbox.world.versionsOf(sandbox.world.services[0] as never)?.current).toBe('v54');
});

it('takes over the deployment of a pipeline, and the plan decides at its pauses', async () => {
  await fetch(`${sandbox.url}/sandbox/deploy`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ service: 'invoices', version: 'v54' }),
  });
  await sandbox.advance('6m');
  expect([await rollout(), share()]).toMatchObject([{ status: 'baking', canary: 'v54' }, 10]);
  await sandbox.advance('15m');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('40m');
  expect([await rollout(), share()]).toMatchObject([{ status: 'completed' }, 100]);
});

it('rolls back when an alarm fires at 10%', async () => {
  await sandbox.fault({ service: 'invoices', arm: 'canary', errorRate: 0.5 });
  await sandbox.type('alice', 'start invoices v54');
  await sandbox.advance('30m');
  expect([await rollout(), share()]).toMatchObject([{ status: 'rolled-back' }, 0]);
});

async function deploy(version: string): Promise<void> {
  const body = JSON.stringify({ service: 'invoices', version });
  const response = await fetch(`${sandbox.url}/sandbox/deploy`, { method: 'POST', body });
  expect(response.status).toBe(200);
}

it('rolls a deployment of a pipeline back when an alarm fires, and another one goes through', async () => {
  await sandbox.fault({ service: 'invoices', arm: 'canary', errorRate: 0.5 });
  await deploy('v54');
  await sandbox.advance('30m');
  expect([await rollout(), share()]).toMatchObject([{ status: 'rolled-back' }, 0]);
  await sandbox.fault({ service: 'invoices', arm: 'canary', errorRate: 0 });
  await deploy('v55');
  await sandbox.advance('25m');
  expect([await rollout(), share()]).toMatchObject([
    { status: 'awaiting-approval', canary: expect.stringContaining('v55') },
    10,
  ]);
});
