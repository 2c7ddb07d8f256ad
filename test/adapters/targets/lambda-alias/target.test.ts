import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { aLambda } from '../support/aws-clients.ts';
import { targetContract } from '../target-contract.ts';
import { aLambdaAliasWorld } from './world.ts';

function open() {
  const clock = aClock();
  const { cloud, client } = aLambda(clock);
  const remove = async () => cloud.deleteFunction('checkout-api');
  const removeBefore = async () => cloud.deleteVersion('checkout-api', '1');
  return { cloud, world: aLambdaAliasWorld(client, clock, { name: 'checkout-api', remove, removeBefore }) };
}

targetContract('lambda-alias on the model', async () => open().world);

targetContract('lambda-alias with sides on the model', async () => {
  const { cloud, world } = open();
  cloud.createAlias('checkout-api', 'env-a', '1');
  cloud.createAlias('checkout-api', 'env-b', '2');
  const sides = { a: 'env-a', b: 'env-b' };
  return { ...world, ask: anAsk({ ...world.ask.config, sides }, { roles: { stable: 'a', canary: 'b' } }) };
});
