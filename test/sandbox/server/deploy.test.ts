import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

it('deploys to no service without environments', async () => {
  const sandbox = await aSandbox();
  const body = JSON.stringify({ service: 'checkout', version: 'v54' });
  const response = await fetch(`${sandbox.url}/sandbox/deploy`, { method: 'POST', body });
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: 'bad-request', problems: ['service: is none that has environments'] },
  ]);
  await sandbox.close();
});
