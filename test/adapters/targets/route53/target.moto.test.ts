import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { aClock } from '../support/a-clock.ts';
import { targetContract } from '../target-contract.ts';
import { aRecord, aRoute53World } from './world.ts';

let moto: Moto;
let client: Route53Client;
beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new Route53Client({ region: 'us-east-1', endpoint: moto.url, credentials });
});
afterAll(() => moto.stop());

const TAKES_STALE_DELETE = 'moto accepts a DELETE whose weight is not the present one';

async function open() {
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'any' }),
  );
  const zone = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
  const removeZone = async () => {
    const Changes = [aRecord('primary', 100), aRecord('canary', 0)].map((ResourceRecordSet) => ({
      Action: 'DELETE' as const,
      ResourceRecordSet,
    }));
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
    await client.send(new DeleteHostedZoneCommand({ Id: zone }));
  };
  return aRoute53World(client, aClock(), { zone, removeZone });
}

targetContract('route53 on moto', open, {
  'refuses a shift when somebody else changed the weight since the reading': TAKES_STALE_DELETE,
  'refuses a late shift from before the way back although the share is that of before again': TAKES_STALE_DELETE,
  'refuses a late shift from before the second of two ways back': TAKES_STALE_DELETE,
  'promotes so that nothing but the canary is left':
    'moto refuses to CREATE values that were there before, although the batch deletes them first',
});
