import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/targets/monorepo.yml' });
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const rollout = async () => (await sandbox.state()).services.checkout?.rollout;
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
/** The card of the newest rollout; other messages in the channel begin with a sign. */
const cardMessage = async () => (await sandbox.messages()).find(({ text }) => /^[a-z]/.test(text));
const card = async () => JSON.stringify(await cardMessage());

async function live(name: string): Promise<readonly unknown[]> {
  const command = new GetAliasCommand({ FunctionName: name, Name: 'live' });
  const { FunctionVersion, RoutingConfig } = await sandbox.world.account.clients.lambda.send(command);
  return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}];
}

it('a release that changes one of two functions moves that one, and says that the other stays', async () => {
  const version = sandbox.world.account.lambda.publish('checkout-events', { description: 'v60' });
  const stays = 'checkout-api has nothing new under this label: it stays on 1 (v53) and takes no part.';
  await sandbox.type('alice', 'start checkout v60');
  expect(await lastTold('alice')).toContain(stays);
  await sandbox.advance('3m');
  expect(await live('checkout-events')).toEqual(['1', { [version]: 0.1 }]);
  expect(await live('checkout-api')).toEqual(['1', {}]);
  expect(await card()).toContain(stays);
  await sandbox.advance('15m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
  expect([await live('checkout-api'), await live('checkout-events')]).toEqual([
    ['1', {}],
    [version, {}],
  ]);
  expect(await card()).not.toContain(stays);
});

it('a label that no function has is refused, and nothing is moved', async () => {
  await sandbox.type('alice', 'start checkout v99');
  expect(await lastTold('alice')).toMatch(
    /Nothing was moved.*No function has a version v99: lambda-alias checkout-api:live, /,
  );
  expect(await rollout()).toBeFalsy();
});
