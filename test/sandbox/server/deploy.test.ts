import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { groupArn } from '../../../src/sandbox/cloud/elbv2/groups.ts';
import { aSandbox } from '../a-sandbox.ts';

it('publishes a version that there is not yet, brings it to the active side, and keeps it over a restart', async () => {
  const data = await mkdtemp(join(tmpdir(), 'serin-deploy-'));
  const config = 'examples/shop.yml';
  const deployed = {
    'lambda-functions shop-api': { a: '1 (v53)', b: '4 (v56)' },
    'lambda-functions shop-cart': { a: '1 (v53)', b: '4 (v56)' },
    'api-stage a1b2c3d4e5 env-a/env-b': { a: 'd00001 (v53)', b: 'd00003 (v56)' },
    'frontend shop-web-a/shop-web-b': { a: 'v53', b: 'v56' },
  };
  try {
    const sandbox = await aSandbox({ config, data });
    const body = JSON.stringify({ service: 'shop', version: 'v56' });
    const response = await fetch(`${sandbox.url}/sandbox/deploy`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([200, { service: 'shop', version: 'v56', side: 'b' }]);
    expect((await sandbox.state()).components.shop).toEqual(deployed);
    expect(await (await fetch(sandbox.url)).text()).toContain('shop: v53 (the users have it), v54, v55, v56');
    await sandbox.close();
    const again = await aSandbox({ config, data });
    expect((await again.state()).components.shop).toEqual(deployed);
    await again.close();
  } finally {
    await rm(data, { recursive: true });
  }
});

it('deploys to no service that has neither environments nor a target in ECS', async () => {
  const sandbox = await aSandbox();
  const body = JSON.stringify({ service: 'checkout', version: 'v54' });
  const response = await fetch(`${sandbox.url}/sandbox/deploy`, { method: 'POST', body });
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: 'bad-request', problems: ['service: is none that a pipeline deploys here'] },
  ]);
  await sandbox.close();
});

it('updates a service of ECS, which registers a version that there is not yet, and ECS pauses', async () => {
  const sandbox = await aSandbox({ config: 'examples/ecs/serin.yml' });
  const deploy = async (version: string) => {
    const body = JSON.stringify({ service: 'invoices', version });
    const response = await fetch(`${sandbox.url}/sandbox/deploy`, { method: 'POST', body });
    return [response.status, await response.json()];
  };
  const arn = expect.stringMatching(/:service-deployment\/shop\/invoices\/[\w-]{21}$/);
  expect(await deploy('v54')).toEqual([200, { service: 'invoices', version: 'v54', deployment: arn }]);
  await sandbox.advance('2m');
  const { ecs } = sandbox.world.account;
  const service = 'arn:aws:ecs:us-east-1:123456789012:service/shop/invoices';
  expect(ecs.underWay(service)).toMatchObject({ status: 'IN_PROGRESS', stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' });
  await deploy('v56');
  await sandbox.advance('2m');
  expect(ecs.behind(groupArn('invoices-green'))).toBe('arn:aws:ecs:us-east-1:123456789012:task-definition/invoices:4');
  await sandbox.close();
});
