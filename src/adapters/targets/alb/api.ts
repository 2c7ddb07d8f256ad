import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Api } from '../../shared/fault.ts';
import type { AlbConfig } from './config.ts';
import { type Actions, toActions } from './forward.ts';

const BY_HAND = 'Compare the forward action with the baseline in the thread and correct it by hand.';

/** The permanent errors of Elastic Load Balancing with their remedies, and the permissions that its calls need. */
export const albApi: Api = {
  name: 'Elastic Load Balancing',
  permanent: {
    ListenerNotFoundException: 'Check `listener` in serin.yml, and whether the listener was deleted.',
    RuleNotFoundException: 'Check `rule` in serin.yml, and whether the rule was deleted.',
    TargetGroupNotFoundException:
      'A target group of the baseline was deleted: create it again, or correct the action by hand.',
    InvalidLoadBalancerActionException: BY_HAND,
    InvalidConfigurationRequestException: BY_HAND,
    TargetGroupAssociationLimitException: BY_HAND,
    TooManyUniqueTargetGroupsPerLoadBalancerException: BY_HAND,
    IncompatibleProtocolsException: BY_HAND,
    UnsupportedProtocolException: BY_HAND,
    ValidationError: BY_HAND,
  },
  needs: 'elasticloadbalancing:DescribeListeners, DescribeRules, ModifyListener, ModifyRule and DescribeTargetHealth',
};

/** The client, loaded at the first call: few services have a load balancer as a target. */
export type LoadElb = () => Promise<ElasticLoadBalancingV2Client>;

/** The actions of a listener or a rule, and what tells whether they can be split. */
export interface ListenedActions {
  readonly actions: Actions;
  /** True for the last rule of a listener, which is changed through the listener only. */
  readonly isDefaultRule: boolean;
}

/** Reads the actions of the listener or the rule. @throws the SDK's error when it does not exist */
export async function readListened(load: LoadElb, { listener, rule }: AlbConfig): Promise<ListenedActions> {
  const client = await load();
  if (rule === undefined) {
    const { Listeners: listeners = [] } = await client.send(
      new DescribeListenersCommand({ ListenerArns: [listener ?? ''] }),
    );
    return { actions: toActions(listeners[0]?.DefaultActions ?? []), isDefaultRule: false };
  }
  const { Rules: rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [rule] }));
  return { actions: toActions(rules[0]?.Actions ?? []), isDefaultRule: rules[0]?.IsDefault === true };
}

/** Writes all actions of the listener or the rule. Conditions, certificates and the priority are not touched. */
export async function writeActions(load: LoadElb, { listener, rule }: AlbConfig, actions: Actions): Promise<void> {
  const client = await load();
  const all: Action[] = [...actions];
  if (rule === undefined) {
    await client.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions: all }));
  } else {
    await client.send(new ModifyRuleCommand({ RuleArn: rule, Actions: all }));
  }
}
