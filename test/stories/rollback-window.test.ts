import { GetAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
afterEach(() => sandbox.close());

const open = async (config?: string) => {
  sandbox = await aSandbox(config === undefined ? {} : { config });
  await sandbox.advance('5m');
};
const rollout = async (service = 'checkout') => (await sandbox.state()).services[service]?.rollout;
const versionOf = async (FunctionName: string, Name: string) => {
  const { lambda } = sandbox.world.account.clients;
  const { FunctionVersion, RoutingConfig } = await lambda.send(new GetAliasCommand({ FunctionName, Name }));
  return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}];
};
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
/** The messages of the channel that have a button to roll back. */
const offers = async () =>
  (await sandbox.messages()).filter(({ blocks }) => JSON.stringify(blocks ?? []).includes('serin:rollback'));

describe('checkout, completed', () => {
  const complete = async () => {
    await open();
    await sandbox.type('alice', 'start checkout v54');
    await sandbox.click('bob', 'approve');
    await sandbox.advance('70m');
    expect(await rollout()).toMatchObject({ status: 'completed' });
  };

  it('goes back by the button of its card eight hours later, to the letter, and is asked no second time', async () => {
    await complete();
    expect(JSON.stringify(await offers())).toMatch(/You can roll back until <!date/);
    await sandbox.advance('8h');
    await sandbox.click('carol', 'rollback');
    expect(await rollout()).toMatchObject({ status: 'rolling-back', weight: 0 });
    expect(await versionOf('checkout-api', 'live')).toEqual(['1', {}]);
    await sandbox.advance('5m');
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
    expect(await versionOf('checkout-api', 'live')).toEqual(['1', {}]);
    expect(await versionOf('checkout-events', 'live')).toEqual(['1', {}]);
    expect(await offers()).toEqual([]);
    await sandbox.type('bob', 'rollback checkout');
    expect(await lastTold('bob')).toContain('It was rolled back already');
    expect(sandbox.world.deadLetters).toEqual([]);
  });

  it('is not overwritten where somebody deployed to the alias since', async () => {
    await complete();
    const { lambda } = sandbox.world.account.clients;
    const alias = { FunctionName: 'checkout-events', Name: 'live' };
    await lambda.send(new UpdateAliasCommand({ ...alias, FunctionVersion: '1' }));
    await sandbox.type('alice', 'rollback checkout');
    expect(await lastTold('alice')).toMatch(/is not as v54 left it.*Nothing was moved.*checkout-events:live/);
    expect(await rollout()).toMatchObject({ status: 'completed' });
    expect(await versionOf('checkout-api', 'live')).toEqual(['2', {}]);
  });

  it('has no way back by the button once the next rollout has begun', async () => {
    await complete();
    await sandbox.type('alice', 'start checkout checkout-api=1 checkout-events=1 v53');
    const old = (await sandbox.messages()).find(({ text }) => text.includes('v54: completed'));
    expect(JSON.stringify(old)).toMatch(/Completed <!date[^>]*>\./);
    expect(JSON.stringify(old)).not.toContain('Can be rolled back');
    expect((await offers()).map(({ text }) => text)).toEqual([expect.stringContaining('checkout v53')]);
  });

  it('is asked about when an alarm fires after the end, and goes back by the button of that message', async () => {
    await complete();
    await sandbox.advance('2h');
    await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
    await sandbox.fault({ service: 'checkout', arm: 'stable', errorRate: 0.5 });
    await sandbox.advance('5m');
    expect(await rollout()).toMatchObject({ status: 'completed' });
    const breach = (await offers()).find(({ text }) => text.includes('checkout-5xx fired at '));
    expect(breach?.text).toMatch(/v54 was completed .* ago, so Serin does not roll back by itself\. Roll back\?/);
    await sandbox.click('bob', 'rollback');
    await sandbox.advance('5m');
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
    expect(await versionOf('checkout-api', 'live')).toEqual(['1', {}]);
    expect(await offers()).toEqual([]);
  });
});

describe('shop, with two environments, completed', () => {
  const center = async () => (await sandbox.state()).environments.shop;
  const share = (identifier: string) => sandbox.world.account.route53.share('shop.example.com', 'CNAME', identifier);
  const complete = async () => {
    await open('test/stories/environments/dns-shop.yml');
    await sandbox.type('alice', 'start shop v54');
    await sandbox.advance('14m');
    await sandbox.click('bob', 'approve');
    await sandbox.advance('60m');
    expect(await rollout('shop')).toMatchObject({ status: 'completed' });
    expect(await center()).toMatchObject({ active: 'a', fallback: 'b', deployments: 'open' });
  };

  it('goes back to side a, with deployments closed on the way and the roles of before in the end', async () => {
    await complete();
    await sandbox.click('alice', 'rollback');
    expect([share('shop-a'), share('shop-b')]).toEqual([100, 0]);
    const { id } = (await rollout('shop')) ?? {};
    const closed = { active: 'b', fallback: 'a', share: 100, deployments: 'closed', rollout: id };
    expect(await center()).toMatchObject(closed);
    await sandbox.advance('10m');
    expect(await rollout('shop')).toMatchObject({ status: 'rolled-back' });
    expect(await center()).toMatchObject({ active: 'b', fallback: 'a', share: 0, deployments: 'open', rollout: null });
    expect([share('shop-a'), (await versionOf('shop-orders', 'live'))[0]]).toEqual([100, '1']);
    expect(sandbox.world.deadLetters).toEqual([]);
  });

  it('has no way back once something was deployed to side a', async () => {
    await complete();
    const { lambda } = sandbox.world.account.clients;
    await lambda.send(new UpdateAliasCommand({ FunctionName: 'shop-orders', Name: 'env-a', FunctionVersion: '3' }));
    await sandbox.click('alice', 'rollback');
    expect(await lastTold('alice')).toMatch(/Nothing was moved.*env-a of environment a points to version 3, it was 1/);
    expect(await rollout('shop')).toMatchObject({ status: 'completed' });
    expect(share('shop-b')).toBe(100);
    expect(await center()).toMatchObject({ active: 'a', deployments: 'open' });
  });
});
