import { aClock } from './a-clock.ts';
import { aRoute53 } from './aws-clients.ts';
import { aRoute53World } from './route53-world.ts';
import { targetContract } from './target-contract.ts';

targetContract('route53 on the model', async () => {
  const clock = aClock();
  const { cloud, client } = aRoute53(clock);
  cloud.createZone({ id: 'Z1', name: 'example.com' });
  return aRoute53World(client, clock, { zone: 'Z1', removeZone: async () => cloud.deleteZone('Z1') });
});
