import {
  type Action,
  type ElasticLoadBalancingV2Client,
  type LoadBalancer,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FoundForward, Looked } from '../../../ports/survey.ts';
import { ifAllowed } from '../../shared/if-allowed.ts';
import type { LoadElb } from './api.ts';
import { albPlace, groupDimension, groupName } from './config.ts';
import { findForward, forwardGroups, toActions } from './forward.ts';

/** Finds the listeners and the rules of every Application Load Balancer that forward requests to target groups. */
export async function surveyForwards(load: LoadElb, seen: (count: number) => void): Promise<Looked<FoundForward>> {
  const found: FoundForward[] = [];
  const leftOut: string[] = [];
  const client = await load();
  await ifAllowed('elasticloadbalancing:DescribeLoadBalancers', leftOut, async () => {
    for await (const { LoadBalancers: page = [] } of paginateDescribeLoadBalancers({ client }, {})) {
      for (const balancer of page.filter(({ Type }) => Type === 'application')) {
        found.push(...(await forwardsOf(client, balancer, leftOut)));
        seen(found.length);
      }
    }
  });
  return { found, leftOut };
}

/** Returns what one load balancer forwards. One listener after the other: there may be many, and others of the account call this API too. */
async function forwardsOf(
  client: ElasticLoadBalancingV2Client,
  { LoadBalancerArn, LoadBalancerName = '' }: LoadBalancer,
  leftOut: string[],
): Promise<readonly FoundForward[]> {
  const found: FoundForward[] = [];
  await ifAllowed(`elasticloadbalancing:DescribeListeners of ${LoadBalancerName}`, leftOut, async () => {
    for await (const { Listeners: page = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
      for (const { ListenerArn: listener = '', DefaultActions = [] } of page) {
        found.push(...toForward({ listener }, DefaultActions));
        await ifAllowed(`elasticloadbalancing:DescribeRules of ${listener}`, leftOut, async () => {
          found.push(...(await rulesOf(client, listener)));
        });
      }
    }
  });
  return found;
}

/** Returns what the rules of a listener forward. Its last rule is its default action. */
async function rulesOf(client: ElasticLoadBalancingV2Client, ListenerArn: string): Promise<readonly FoundForward[]> {
  const found: FoundForward[] = [];
  for await (const { Rules: page = [] } of paginateDescribeRules({ client }, { ListenerArn })) {
    for (const { RuleArn: rule = '', IsDefault, Actions = [] } of page)
      if (IsDefault !== true) found.push(...toForward({ rule }, Actions));
  }
  return found;
}

/** Returns the forward action as it was found; nothing where the requests are not forwarded. */
function toForward(place: FoundForward['place'], described: readonly Action[]): readonly FoundForward[] {
  const actions = toActions(described);
  if (findForward(actions) === null) return [];
  const { loadBalancer, dimension } = albPlace(place);
  const groups = forwardGroups(actions).map(({ TargetGroupArn: arn = '' }) => ({
    name: groupName(arn),
    dimension: groupDimension(arn),
  }));
  return [{ place, loadBalancer, dimension, groups }];
}
