import {
  ContinueServiceDeploymentCommand,
  type DeploymentConfiguration,
  type DeploymentLifecycleHookAction,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createEcsModel } from '../../../../src/sandbox/cloud/ecs/ecs.ts';
import type { EcsEvent } from '../../../../src/sandbox/cloud/ecs/event.ts';
import { createElbv2Model } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { createVirtualClock } from '../../../../src/sandbox/time/clock.ts';

/** The rule with the production traffic. */
export const RULE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/web/1/2/3';
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

/** A pause at this stage. */
export const pauseAt = (...lifecycleStages: readonly string[]) =>
  ({ targetType: 'PAUSE', lifecycleStages }) as NonNullable<DeploymentConfiguration['lifecycleHooks']>[number];

/** A canary of 10 % that pauses before each shift, bakes for ten minutes and then for one. */
export const CANARY: DeploymentConfiguration = {
  ...{
    strategy: 'CANARY',
    canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 10 },
    bakeTimeInMinutes: 1,
  },
  lifecycleHooks: [pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT')],
};

/**
 * An account in which the service `invoices` runs the first of two task definitions behind a load balancer.
 * @param beganAt the moment at which its time begins, in milliseconds
 */
export function anAccount(configuration: DeploymentConfiguration = CANARY, beganAt = 0) {
  const throwIt = (problem: unknown) => {
    throw new Error(JSON.stringify(problem));
  };
  const clock = createVirtualClock(beganAt, { error: throwIt });
  const events: EcsEvent[] = [];
  const elb = createElbv2Model(clock);
  const cloud = createEcsModel({ clock, elb, emit: (event) => events.push(event) });
  const client = attach(new ECSClient({ region: 'us-east-1', credentials }), 'ECS', cloud.model);
  const groups = [elb.createGroup({ name: 'blue' }), elb.createGroup({ name: 'green' })] as const;
  const TargetGroups = groups.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 }));
  elb.createRule(RULE, { actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] });
  const [v53, v54] = [
    cloud.register('invoices', 'registry/invoices:v53'),
    cloud.register('invoices', 'registry/invoices:v54'),
  ];
  const service = cloud.createService({
    ...{ cluster: 'shop', name: 'invoices', taskDefinition: v53, configuration },
    balanced: { rule: RULE, groups: [...groups] },
  });
  const at = { cluster: 'shop', service: 'invoices' };
  const newest = async () => {
    const { serviceDeployments: [first] = [] } = await client.send(new ListServiceDeploymentsCommand(at));
    return first?.serviceDeploymentArn as string;
  };
  const deployment = async (arn?: string) => {
    const serviceDeploymentArns = [arn ?? (await newest())];
    const answer = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
    return answer.serviceDeployments?.[0];
  };
  return {
    ...{ clock, events, elb, cloud, client, groups, v53, v54, service, newest, deployment },
    update: (over: Partial<UpdateServiceCommand['input']> = {}) =>
      client.send(new UpdateServiceCommand({ ...at, taskDefinition: v54, ...over })),
    describe: async () =>
      (await client.send(new DescribeServicesCommand({ cluster: 'shop', services: ['invoices'] }))).services?.[0],
    /** The pauses that are open, by their ids. */
    awaited: async () =>
      ((await deployment())?.lifecycleHookDetails ?? []).flatMap(({ hookId = '', status }) =>
        status === 'AWAITING_ACTION' ? [hookId] : [],
      ),
    answer: async (hookId: string, action: DeploymentLifecycleHookAction) =>
      client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn: await newest(), hookId, action })),
    stop: async (arn?: string) =>
      client.send(
        new StopServiceDeploymentCommand({ serviceDeploymentArn: arn ?? (await newest()), stopType: 'ROLLBACK' }),
      ),
    /** The share of the first revision, then of the second. */
    shares: () => [cloud.share(service, v53), cloud.share(service, v54)],
    names: () => events.map(({ detail }) => detail.eventName),
    minutes: (count: number) => clock.advance(count * 60_000),
  };
}
