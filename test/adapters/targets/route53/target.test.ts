import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { aRoute53 } from '../support/aws-clients.ts';
import { targetContract } from '../target-contract.ts';
import { aRoute53Config, aRoute53World } from './world.ts';

function open() {
  const clock = aClock();
  const { cloud, client } = aRoute53(clock);
  cloud.createZone({ id: 'Z1', name: 'example.com' });
  return aRoute53World(client, clock, { zone: 'Z1', removeZone: async () => cloud.deleteZone('Z1') });
}

targetContract('route53 on the model', open);

targetContract('route53 with sides on the model', async () => {
  const config = { ...aRoute53Config('Z1'), identifiers: { a: 'primary', b: 'canary' } };
  return { ...(await open()), ask: anAsk(config, { roles: { stable: 'a', canary: 'b' } }) };
});
