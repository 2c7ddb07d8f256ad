import { afterAll, beforeAll, expect, it } from 'vitest';
import { servicePart } from '../../../src/sandbox/live/service-parts.ts';
import { type ASandbox, aSandbox } from '../a-sandbox.ts';

let sandbox: ASandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());

it('names the version first that users have, then newer ones', async () => {
  const [checkout] = sandbox.world.services;
  const { world } = sandbox;
  const versions = async () => {
    const rollout = (await world.records.load('checkout'))?.rollout ?? null;
    return servicePart(checkout!, rollout, world).versions;
  };
  expect(await versions()).toEqual(['v53', 'v54', 'v55']);
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('60m');
  expect(await versions()).toEqual(['v54', 'v55', 'v53']);
});
