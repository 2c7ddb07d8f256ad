import { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/environments/dns-shop.yml' });
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const components = async () => (await sandbox.state()).components.shop;
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
const channelTexts = async () =>
  (await sandbox.messages()).map(({ text, blocks }) => text + JSON.stringify(blocks)).join();

/** A deployment of v55 to the fallback `a`: the functions and the front end; the active `b` has v54 then. */
async function deployToA(): Promise<void> {
  const { clients, s3 } = sandbox.world.account;
  await clients.lambda.send(new UpdateAliasCommand({ FunctionName: 'shop-api', Name: 'env-a', FunctionVersion: '3' }));
  s3.put('shop-web-a', 'version.json', JSON.stringify({ version: 'v55' }));
}

it('refuses a start that is behind, and brings everything in step from its button on, build included', async () => {
  await deployToA();
  await sandbox.type('alice', 'start shop v55');
  expect(await lastTold('alice')).toMatch(/Environment b is behind: it has 2 \(v54\), and a has 3 \(v55\).*Sync first/);
  await sandbox.click('alice', 'look-at-sync');
  expect(await lastTold('alice')).toMatch(/lambda-functions shop-api.*is brought up in place.*a build is asked for/);
  await sandbox.click('alice', 'sync');
  expect((await components())?.['lambda-functions shop-api']).toEqual({ a: '3 (v55)', b: '3 (v55)' });
  expect(await channelTexts()).toContain('waits for a build');
  await sandbox.type('bob', 'start shop v55');
  expect(await lastTold('bob')).toContain('is being brought up to the newest of every component');
  await sandbox.advance('4m');
  expect(await components()).toMatchObject({ 'frontend shop-web-a/shop-web-b': { a: 'v55', b: 'v55' } });
  expect(await channelTexts()).toContain('is at the newest of every component');
  await sandbox.type('alice', 'start shop v55');
  expect((await sandbox.state()).services.shop?.rollout).toMatchObject({ canary: 'v55' });
  expect(sandbox.world.deadLetters).toEqual([]);
});

it('holds a rollout when something is deployed to a component meanwhile, and asks once', async () => {
  await sandbox.type('alice', 'start shop v54');
  await deployToA();
  await sandbox.advance('2m');
  expect((await sandbox.state()).services.shop?.rollout).toMatchObject({ status: 'holding' });
  await sandbox.advance('10m');
  const told = (await sandbox.messages()).flatMap(({ thread }) => thread.map(({ text }) => text)).join('\n');
  expect(told.match(/Somebody changed the component/g)).toHaveLength(1);
  expect(told).toContain('lambda-functions shop-api: a has 3, it had 1');
});

it('holds when components cannot be read while API Gateway is away for long, says it once, and goes on when it can', async () => {
  await sandbox.type('alice', 'start shop v54');
  const stop = sandbox.world.observe({
    before: ({ service }) => {
      if (service === 'APIGateway') throw new Error('API Gateway is away');
    },
  });
  await sandbox.advance('3m');
  expect((await sandbox.state()).services.shop?.rollout).toMatchObject({ status: 'baking' });
  expect(await components()).toBeNull();
  await sandbox.advance('7m');
  expect((await sandbox.state()).services.shop?.rollout).toMatchObject({ status: 'holding' });
  expect(JSON.stringify((await sandbox.messages())[0])).toContain(
    'so a deployment to one of them would not be noticed',
  );
  stop();
  await sandbox.advance('3m');
  await sandbox.type('alice', 'resume shop');
  expect((await sandbox.state()).services.shop?.rollout).toMatchObject({ status: 'baking' });
  const told = (await sandbox.messages()).flatMap(({ thread }) => thread.map(({ text }) => text)).join('\n');
  expect(told).toMatch(/The components could not be read.*\n(.*\n)*.*The components can be read again/);
  expect(told.match(/The components could not be read/g)).toHaveLength(1);
});
