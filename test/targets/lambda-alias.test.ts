import { aClock } from './a-clock.ts';
import { aLambda } from './aws-clients.ts';
import { aLambdaAliasWorld } from './lambda-alias-world.ts';
import { targetContract } from './target-contract.ts';

targetContract('lambda-alias on the model', async () => {
  const clock = aClock();
  const { cloud, client } = aLambda(clock);
  const remove = async () => cloud.deleteFunction('checkout-api');
  return aLambdaAliasWorld(client, clock, { name: 'checkout-api', remove });
});
