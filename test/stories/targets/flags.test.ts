import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

const CONFIG = `services:
  cart:
    channel: "#deploys"
    targets:
      - kind: launchdarkly
        project: default
        flag: new-cart
        environment: production
        variations: { stable: old, canary: new }
        by: percentage
    alarms: [cart-failures]
    plan: [{ shift: 20 }, { bake: 10m }, { shift: 100 }, { bake: 5m }]
`;

let folder: string;
let sandbox: ASandbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-flags-'));
  await writeFile(join(folder, 'serin.yml'), CONFIG);
  sandbox = await aSandbox({ config: join(folder, 'serin.yml') });
  await sandbox.advance('5m');
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const cart = async () => (await sandbox.state()).services.cart;

it('takes a flag through every step, and everybody has the canary variation in the end', async () => {
  await sandbox.type('alice', 'start cart v2');
  expect((await cart())?.targets).toEqual([
    { kind: 'launchdarkly', name: 'launchdarkly default/new-cart production', weight: 20 },
  ]);
  await sandbox.advance('40m');
  expect((await cart())?.rollout).toMatchObject({ status: 'completed', canary: 'v2' });
  await sandbox.type('alice', 'start cart v3');
  expect(JSON.stringify((await sandbox.shown('alice')).at(-1)?.message)).toContain('serves new to everybody already');
});

it('takes a flag back when the users of the canary variation fail', async () => {
  await sandbox.fault({ service: 'cart', arm: 'canary', errorRate: 0.5 });
  await sandbox.type('alice', 'start cart v2');
  await sandbox.advance('20m');
  expect(await cart()).toMatchObject({ rollout: { status: 'rolled-back' }, targets: [{ weight: 0 }] });
  const card = JSON.stringify((await sandbox.messages()).map(({ text }) => text));
  expect(card).toContain('cart v2');
  expect(sandbox.world.deadLetters).toEqual([]);
});
