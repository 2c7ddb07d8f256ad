import {
  DeleteListenerCommand,
  DeleteRuleCommand,
  DeregisterTargetsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { aClock } from '../support/a-clock.ts';
import { aMotoBalancer, TARGETS } from '../support/a-moto-balancer.ts';
import { targetContract } from '../target-contract.ts';
import { anAlbWorld } from './world.ts';

let moto: Moto;
let client: ElasticLoadBalancingV2Client;
beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new ElasticLoadBalancingV2Client({ region: 'us-east-1', endpoint: moto.url, credentials });
});
afterAll(() => moto.stop());

async function open(what: 'listener' | 'rule') {
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  const { groups, listener, rule } = await aMotoBalancer(moto, client);
  const remove = async (): Promise<void> => {
    if (what === 'rule') await client.send(new DeleteRuleCommand({ RuleArn: rule }));
    else await client.send(new DeleteListenerCommand({ ListenerArn: listener }));
  };
  const removeBefore = async (): Promise<void> => {
    await client.send(new DeregisterTargetsCommand({ TargetGroupArn: groups.blue, Targets: TARGETS }));
  };
  const place = what === 'rule' ? { rule } : { listener };
  return anAlbWorld(client, aClock(), { place, groups, remove, removeBefore });
}

targetContract('the default action of a listener on moto', () => open('listener'));
targetContract('the action of a rule on moto', () => open('rule'));
