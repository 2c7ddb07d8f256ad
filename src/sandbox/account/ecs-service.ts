import { createHash } from 'node:crypto';
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { ecsConfig } from '../../adapters/targets/ecs/config.ts';
import { cloudWatchAlarms } from '../../domain/alarm/health-signal.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import { ecsArn } from '../cloud/ecs/state.ts';
import type { Account } from './account.ts';

/** A service of Amazon ECS in the sandbox, with what is in front of it. */
export interface EcsPlace {
  /** The ARN of the service. */
  readonly service: string;
  /** The name of its cluster, and of itself. */
  readonly cluster: string;
  readonly name: string;
  /** The ARN of the rule with its traffic. */
  readonly rule: string;
  /** The names of its two target groups. */
  readonly groups: readonly [string, string];
}

/** Returns the place of a target; all names follow from that of the service. */
export function ecsPlace(target: TargetConfig): EcsPlace {
  const { cluster, service: name } = ecsConfig.parse(target);
  const hex = createHash('sha256').update(`${cluster}/${name}`).digest('hex');
  const listened = `app/${name}/${hex.slice(0, 16)}/${hex.slice(16, 32)}/${hex.slice(32, 48)}`;
  return {
    ...{ service: ecsArn(`service/${cluster}/${name}`), cluster, name },
    rule: `arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/${listened}`,
    groups: [`${name}-blue`, `${name}-green`],
  };
}

/** Returns the number of the revision of a task definition, from its ARN. */
export function revisionNumber(taskDefinition: string): string {
  return taskDefinition.split(':').at(-1) ?? '';
}

/** Returns the ARN of a revision of the task definition of a service, by its number. */
export function taskDefinitionArn({ name }: Pick<EcsPlace, 'name'>, revision: string): string {
  return ecsArn(`task-definition/${name}:${revision}`);
}

/** Returns the image of a version. */
export function imageFor({ name }: Pick<EcsPlace, 'name'>, label: string): string {
  return `registry.example.com/${name}:${label}`;
}

/** Returns the deployment configuration of examples/ecs/invoices.yml: a canary of 10% that pauses before and behind its shifts. */
export function canaryThatPauses(alarmNames: readonly string[]): DeploymentConfiguration {
  return {
    ...{
      strategy: 'CANARY',
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 0 },
      bakeTimeInMinutes: 0,
    },
    lifecycleHooks: [
      {
        targetType: 'PAUSE',
        lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
        timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' },
      },
    ],
    alarms: { alarmNames: [...alarmNames], enable: true, rollback: true },
    deploymentCircuitBreaker: { enable: true, rollback: true },
  };
}

/** Seeds a service of ECS behind a load balancer: users have the first version, the others are registered. */
export function seedEcsService(
  { elb, ecs }: Pick<Account, 'elb' | 'ecs'>,
  target: TargetConfig,
  { alarms }: Pick<Service, 'alarms'>,
  labels: readonly string[],
): void {
  const place = ecsPlace(target);
  const groups = place.groups.map((name) => elb.createGroup({ name, targets: [] })) as [string, string];
  const TargetGroups = groups.map((TargetGroupArn, index) => ({ TargetGroupArn, Weight: index === 0 ? 100 : 0 }));
  elb.createRule(place.rule, { actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] });
  const [first = ''] = labels.map((label) => ecs.register(place.name, imageFor(place, label)));
  ecs.createService({
    ...{ cluster: place.cluster, name: place.name, taskDefinition: first, balanced: { rule: place.rule, groups } },
    configuration: canaryThatPauses(cloudWatchAlarms(alarms)),
  });
}
