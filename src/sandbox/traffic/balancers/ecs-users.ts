import { albPlace } from '../../../adapters/targets/alb/config.ts';
import type { TargetConfig } from '../../../domain/service.ts';
import { ecsPlace, revisionNumber } from '../../account/ecs-service.ts';
import type { MetricId } from '../../cloud/cloudwatch/metrics.ts';
import type { EcsCloud } from '../../cloud/ecs/ecs.ts';
import type { Source } from '../source.ts';
import { type AlbUsersDeps, createBalancedUsers } from './alb-users.ts';

/** The dependencies of requests to a service of ECS. */
export interface EcsUsersDeps extends AlbUsersDeps {
  readonly ecs: Pick<EcsCloud, 'behind'>;
}

/** Creates users of a service of ECS, who come through its load balancer and reach the revision behind their target group. */
export function createEcsUsers(target: TargetConfig, { ecs, ...deps }: EcsUsersDeps): Source {
  const behind = (group: string): string | null => {
    const taskDefinition = ecs.behind(group);
    return taskDefinition === null ? null : revisionNumber(taskDefinition);
  };
  return createBalancedUsers({ arn: ecsPlace(target).rule, dimensions: ecsDimensions(target), behind }, deps);
}

/** Returns the dimensions under which Elastic Load Balancing reports the metrics of the load balancer of a service. */
export function ecsDimensions(target: TargetConfig): MetricId['dimensions'] {
  return { LoadBalancer: albPlace({ rule: ecsPlace(target).rule }).dimension };
}
