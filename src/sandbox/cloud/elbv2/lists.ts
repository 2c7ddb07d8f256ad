import {
  type Action,
  type DescribeListenersCommandInput,
  type DescribeLoadBalancersCommandInput,
  type DescribeRulesCommandInput,
  type Listener,
  ListenerNotFoundException,
  type LoadBalancer,
  type Rule,
  type RuleCondition,
  RuleNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Model } from '../attach.ts';

/** A listener or a rule. */
export interface Listened {
  actions: readonly Action[];
  readonly conditions: RuleCondition[];
  readonly isDefault: boolean;
}

/** The listeners and the rules, as they are found and described. */
interface Lists {
  readonly model: Model;
  /** @throws ListenerNotFoundException */
  listener(arn?: string): Listened;
  /** @throws RuleNotFoundException */
  rule(arn?: string): Listened;
  describeListener(arn: string): Listener;
  describeRule(arn: string): Rule;
}

/** The most items of a page, as Elastic Load Balancing gives them when nobody says how many. */
const PAGE = 400;

/** Returns one page of a list, with the marker of the next one where there is one. */
function page<T>(all: readonly T[], marker = '0', size = PAGE) {
  const end = Number(marker) + size;
  return { items: all.slice(Number(marker), end), next: end < all.length ? { NextMarker: String(end) } : {} };
}

/** Describes listeners and rules, by their ARNs or by what they belong to. Their load balancers are those that their ARNs name. */
export function createLists(listeners: ReadonlyMap<string, Listened>, rules: ReadonlyMap<string, Listened>): Lists {
  const listener = (arn = ''): Listened => {
    const found = listeners.get(arn);
    if (found !== undefined) return found;
    throw new ListenerNotFoundException({ message: `Listeners '${arn}' not found`, $metadata: {} });
  };
  const rule = (arn = ''): Listened => {
    const found = rules.get(arn);
    if (found !== undefined) return found;
    throw new RuleNotFoundException({ message: `Rules '${arn}' not found`, $metadata: {} });
  };
  const describeListener = (ListenerArn: string): Listener => ({
    ...{ ListenerArn, Protocol: 'HTTPS' as const, Port: 443 },
    DefaultActions: structuredClone(listener(ListenerArn).actions) as Action[],
  });
  const describeRule = (RuleArn: string): Rule => toRule(RuleArn, rule(RuleArn));
  const rulesOf = (arn: string): readonly Rule[] => [
    ...[...rules].flatMap(([known, one]) => (listenerOf(known) === arn && !one.isDefault ? [toRule(known, one)] : [])),
    toRule(`${arn.replace(':listener/', ':listener-rule/')}/0`, listener(arn)),
  ];
  return {
    model: {
      DescribeLoadBalancers({ Marker, PageSize }: DescribeLoadBalancersCommandInput) {
        const { items, next } = page([...new Set([...listeners.keys()].map(balancerOf))], Marker, PageSize);
        return { LoadBalancers: items.map(describeBalancer), ...next };
      },
      DescribeListeners({ LoadBalancerArn, ListenerArns, Marker, PageSize }: DescribeListenersCommandInput) {
        const wanted = ListenerArns ?? [...listeners.keys()].filter((arn) => balancerOf(arn) === LoadBalancerArn);
        const { items, next } = page(wanted, Marker, PageSize);
        return { Listeners: items.map(describeListener), ...next };
      },
      DescribeRules({ ListenerArn = '', RuleArns, Marker, PageSize }: DescribeRulesCommandInput) {
        const { items, next } = page(RuleArns?.map(describeRule) ?? rulesOf(ListenerArn), Marker, PageSize);
        return { Rules: items, ...next };
      },
    },
    ...{ listener, rule, describeListener, describeRule },
  };
}

/** Returns the ARN of the load balancer of a listener. */
function balancerOf(listener: string): string {
  return listener.replace(':listener/', ':loadbalancer/').replace(/\/[^/]*$/, '');
}

/** Returns the ARN of the listener of a rule. */
export function listenerOf(rule: string): string {
  return rule.replace(':listener-rule/', ':listener/').replace(/\/[^/]*$/, '');
}

/** Returns a load balancer as it is described. Its ARN has the type and the name. */
function describeBalancer(arn: string): LoadBalancer {
  const [, type, name] = arn.split('/');
  return { LoadBalancerArn: arn, LoadBalancerName: name, Type: type === 'app' ? 'application' : 'network' };
}

function toRule(RuleArn: string, { actions, conditions, isDefault }: Listened): Rule {
  return {
    ...{ RuleArn, IsDefault: isDefault, Priority: isDefault ? 'default' : '10' },
    ...{ Actions: structuredClone(actions) as Action[], Conditions: structuredClone(conditions) },
  };
}
