import type { Service, ServiceRevision } from '@aws-sdk/client-ecs';
import { loadBalancerDimension } from './config.ts';

/** The target groups of both arms, and the load balancer in front of them; null where ECS names none. */
export interface Groups {
  readonly stable: string | null;
  readonly canary: string | null;
  /** The value of the dimension `LoadBalancer`. */
  readonly loadBalancer: string | null;
}

function groupOf(revision: ServiceRevision | undefined): string | null {
  return revision?.resolvedConfiguration?.loadBalancers?.[0]?.targetGroupArn ?? null;
}

/**
 * Returns the target groups of the two revisions. ECS resolves that of a revision once it has begun; before that the canary's is the
 * one of the two that stable does not have (Amazon ECS API Reference, AdvancedConfiguration, `alternateTargetGroupArn`).
 */
export function findGroups(
  { loadBalancers: [balancer] = [] }: Pick<Service, 'loadBalancers'>,
  source: ServiceRevision | undefined,
  target: ServiceRevision | undefined,
): Groups {
  const {
    targetGroupArn: one,
    advancedConfiguration: { alternateTargetGroupArn: other, productionListenerRule } = {},
  } = balancer ?? {};
  const rule = source?.resolvedConfiguration?.loadBalancers?.[0]?.productionListenerRule ?? productionListenerRule;
  const loadBalancer = loadBalancerDimension(rule ?? '');
  if (one === undefined || other === undefined) return { stable: null, canary: null, loadBalancer: null };
  const stable = groupOf(source) ?? one;
  return { stable, canary: groupOf(target) ?? (stable === one ? other : one), loadBalancer };
}
