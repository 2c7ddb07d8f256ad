import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Moto } from '../../../support/moto.ts';
import { aForward, GROUPS } from '../alb/world.ts';

/** moto wants a network, and there is no EC2 client here: form requests do. */
async function ask(
  moto: Moto,
  action: string,
  parameters: Readonly<Record<string, string>>,
  wanted: RegExp,
): Promise<string> {
  const answer = await fetch(moto.url, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=any/20260105/us-east-1/ec2/aws4_request' },
    body: new URLSearchParams({ Action: action, Version: '2016-11-15', ...parameters }),
  });
  return wanted.exec(await answer.text())?.[1] ?? '';
}

/** The targets of each group. */
export const TARGETS = [{ Id: '10.0.1.10', Port: 8080 }];

/** A load balancer `orders` on moto with a listener and a rule, both with all weight on blue. */
export async function aMotoBalancer(moto: Moto, client: ElasticLoadBalancingV2Client) {
  const VpcId = await ask(moto, 'CreateVpc', { CidrBlock: '10.0.0.0/16' }, /<vpcId>([^<]+)/);
  const subnets = await Promise.all(
    ['a', 'b'].map((zone, i) =>
      ask(
        moto,
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
