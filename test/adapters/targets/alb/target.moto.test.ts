import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteRuleCommand,
  DeregisterTargetsCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { aClock } from '../support/a-clock.ts';
import { targetContract } from '../target-contract.ts';
import { aForward, anAlbWorld, GROUPS } from './world.ts';

let moto: Moto;
let client: ElasticLoadBalancingV2Client;
beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new ElasticLoadBalancingV2Client({ region: 'us-east-1', endpoint: moto.url, credentials });
});
afterAll(() => moto.stop());

/** moto wants a network, and there is no EC2 client here: form requests do. */
async function ask(action: string, parameters: Readonly<Record<string, string>>, wanted: RegExp): Promise<string> {
  const answer = await fetch(moto.url, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=any/20260105/us-east-1/ec2/aws4_request' },
    body: new URLSearchParams({ Action: action, Version: '2016-11-15', ...parameters }),
  });
  return wanted.exec(await answer.text())?.[1] ?? '';
}

const TARGETS = [{ Id: '10.0.1.10', Port: 8080 }];

/** A load balancer with a listener and a rule, both with all weight on blue. */
async function seed() {
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  const VpcId = await ask('CreateVpc', { CidrBlock: '10.0.0.0/16' }, /<vpcId>([^<]+)/);
  const subnets = await Promise.all(
    ['a', 'b'].map((zone, i) =>
      ask(
        'CreateSubnet',
        { VpcId, CidrBlock: `10.0.${i}.0/24`, AvailabilityZone: `us-east-1${zone}` },
        /<subnetId>([^<]+)/,
      ),
    ),
  );
  const { LoadBalancers: balancers = [] } = await client.send(
    new CreateLoadBalancerCommand({ Name: 'orders', Subnets: subnets }),
  );
  const [blue = '', green = '', red = ''] = await Promise.all(
    [...GROUPS, 'orders-red'].map(async (Name) => {
      const { TargetGroups: made = [] } = await client.send(
        new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 8080, VpcId, TargetType: 'ip' }),
      );
      const TargetGroupArn = made[0]?.TargetGroupArn ?? '';
      await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: TARGETS }));
      return TargetGroupArn;
    }),
  );
  const groups = { blue, green, red };
  const actions: Action[] = [aForward(groups, [100, 0])];
  const LoadBalancerArn = balancers[0]?.LoadBalancerArn ?? '';
  const { Listeners: listeners = [] } = await client.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions: actions }),
  );
  const listener = listeners[0]?.ListenerArn ?? '';
  const { Rules: rules = [] } = await client.send(
    new CreateRuleCommand({
      ...{ ListenerArn: listener, Priority: 10, Actions: actions },
      Conditions: [{ Field: 'path-pattern', Values: ['/orders/*'] }],
    }),
  );
  return { groups, listener, rule: rules[0]?.RuleArn ?? '' };
}

async function open(what: 'listener' | 'rule') {
  const { groups, listener, rule } = await seed();
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
