import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createAlbTarget } from '../../../../src/adapters/targets/alb/target.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { TestClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import type { TargetWorld } from '../target-contract.ts';

const AT = 'us-east-1:123456789012';
/** The listener and the rule of `anElb`. */
export const LISTENER = `arn:aws:elasticloadbalancing:${AT}:listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2`;
export const RULE = `arn:aws:elasticloadbalancing:${AT}:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`;

export const GROUPS = ['orders-blue', 'orders-green'] as const;

/** What names the listener or the rule. */
export type AlbPlaceConfig = { readonly listener: string } | { readonly rule: string };

/** A target with nothing special about it. */
export function anAlbConfig(place: AlbPlaceConfig = { listener: LISTENER }, changes: object = {}): TargetConfig {
  return { kind: 'alb', ...place, groups: [...GROUPS], ...changes };
}

/** The ARNs of three target groups, and the seconds of stickiness; null without. */
export interface Forwarded {
  readonly blue: string;
  readonly green: string;
  readonly red: string;
  readonly sticky?: number | null;
}

/** A forward action between two groups. */
export function aForward({ blue, green, sticky = null }: Forwarded, weights: readonly [number, number]): Action {
  const TargetGroupStickinessConfig = sticky === null ? { Enabled: false } : { Enabled: true, DurationSeconds: sticky };
  const TargetGroups = [
    { TargetGroupArn: blue, Weight: weights[0] },
    { TargetGroupArn: green, Weight: weights[1] },
  ];
  return { Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } };
}

/** A forward action that exists, all weight on blue, driven by nothing but the API. */
export function anAlbWorld(
  client: ElasticLoadBalancingV2Client,
  clock: TestClock,
  {
    place,
    groups,
    ...seeded
  }: {
    readonly place: AlbPlaceConfig;
    readonly groups: Forwarded;
    remove(): Promise<void>;
    removeBefore(): Promise<void>;
  },
): TargetWorld {
  const read = async (): Promise<Action[]> => {
    if ('rule' in place) {
      const { Rules: rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [place.rule] }));
      return rules[0]?.Actions ?? [];
    }
    const { Listeners: listeners = [] } = await client.send(
      new DescribeListenersCommand({ ListenerArns: [place.listener] }),
    );
    return listeners[0]?.DefaultActions ?? [];
  };
  const write = async (actions: Action[]): Promise<void> => {
    if ('rule' in place) await client.send(new ModifyRuleCommand({ RuleArn: place.rule, Actions: actions }));
    else await client.send(new ModifyListenerCommand({ ListenerArn: place.listener, DefaultActions: actions }));
  };
  return {
    target: createAlbTarget({ load: async () => client, clock }),
    clock,
    ask: anAsk(anAlbConfig(place)),
    look: read,
    split: (weight) => write([aForward(groups, [200 - 2 * weight, 2 * weight])]),
    async change() {
      const [forward] = await read();
      const { TargetGroups = [], ...config } = forward?.ForwardConfig ?? {};
      const third = { TargetGroupArn: groups.red, Weight: 0 };
      await write([{ Type: 'forward', ForwardConfig: { ...config, TargetGroups: [...TargetGroups, third] } }]);
    },
    ...seeded,
  };
}
