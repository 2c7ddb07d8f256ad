import { albConfig, albPlace, groupDimension, groupName } from '../../../adapters/targets/alb/config.ts';
import type { TargetConfig } from '../../../domain/service.ts';
import { actionArn } from '../../account/roles.ts';
import type { MetricId } from '../../cloud/cloudwatch/metrics.ts';
import type { Elbv2Cloud } from '../../cloud/elbv2/elbv2.ts';
import type { GroupCookie } from '../../cloud/elbv2/forward.ts';
import { draw } from '../behaviour.ts';
import { REQUESTS_PER_TICK, type Source, USERS, type UsersDeps } from '../source.ts';
import { createTally, type Tally } from '../tally.ts';

/** The dependencies of requests through a load balancer. */
export interface AlbUsersDeps extends UsersDeps {
  readonly elb: Pick<Elbv2Cloud, 'forward'>;
}

/**
 * Creates users who come through a load balancer with the cookie that it gave them, as browsers do. Reports the metrics that Elastic
 * Load Balancing reports: by load balancer, and by target group.
 */
export function createAlbUsers(target: TargetConfig, deps: AlbUsersDeps): Source {
  const balanced = { arn: actionArn(target), dimensions: albDimensions(target), behind: groupName };
  return createBalancedUsers(balanced, deps);
}

/** A listener or a rule, as requests meet it. */
export interface Balanced {
  readonly arn: string;
  /** The dimensions under which Elastic Load Balancing reports the metrics of its load balancer. */
  readonly dimensions: MetricId['dimensions'];
  /** Returns the version or the name that is behind a target group, by its ARN; null where nothing answers. */
  behind(group: string): string | null;
}

/** Creates users of a listener or a rule. */
export function createBalancedUsers({ arn, dimensions, behind }: Balanced, deps: AlbUsersDeps): Source {
  const cookies = new Map<number, GroupCookie>();
  const ofAll = createTally(ELB);
  const tallies = new Map<string, Tally>();
  const groupTally = (group: string): Tally => {
    const tally = tallies.get(group) ?? createTally(ELB);
    tallies.set(group, tally);
    return tally;
  };
  return {
    tick: () => {
      const stable = deps.stable();
      for (let request = 0; request < REQUESTS_PER_TICK; request += 1) {
        const user = deps.chance.index(USERS);
        const forwarded = deps.elb.forward(arn, deps.chance.uniform(), cookies.get(user) ?? null);
        if (forwarded === null) continue;
        if (forwarded.cookie !== null) cookies.set(user, forwarded.cookie);
        const arm = behind(forwarded.group) === stable ? 'stable' : 'canary';
        const drawn = draw(deps.behaviour(arm), deps.chance);
        const inSeconds = { ...drawn, latencyMs: drawn.latencyMs / 1000 };
        ofAll.add(inSeconds);
        groupTally(forwarded.group).add(inSeconds);
        deps.met(arm, user, drawn);
      }
    },
    report: (at) => {
      ofAll.report(deps.metrics, at, [dimensions]);
      for (const [group, tally] of tallies)
        tally.report(deps.metrics, at, [{ ...dimensions, TargetGroup: groupDimension(group) }]);
    },
  };
}

/** Returns the dimensions under which Elastic Load Balancing reports the metrics of a load balancer. */
export function albDimensions(target: TargetConfig): MetricId['dimensions'] {
  return { LoadBalancer: albPlace(albConfig.parse(target)).dimension };
}

/** The metrics of Elastic Load Balancing; times are in seconds. Source: "CloudWatch metrics" in the Application Load Balancers guide. */
export const ELB = {
  namespace: 'AWS/ApplicationELB',
  requests: 'RequestCount',
  failures: 'HTTPCode_Target_5XX_Count',
  latency: 'TargetResponseTime',
};
