import type {
  Action,
  ModifyListenerCommandInput,
  ModifyRuleCommandInput,
  RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Model } from '../attach.ts';
import { forwardOf, keepActions, withStickiness, withWeights } from './actions.ts';
import { type Forwarded, forwardRequest, type GroupCookie, groupShare } from './forward.ts';
import { createGroups, type Groups } from './groups.ts';
import { createLists, type Listened, listenerOf } from './lists.ts';

/** Elastic Load Balancing of one account. */
export interface Elbv2Cloud extends Omit<Groups, 'model' | 'requireGroup'> {
  readonly model: Model;
  /** Creates a listener with this ARN. */
  createListener(arn: string, actions: readonly Action[]): void;
  /** Creates a rule with this ARN, and its listener where that is not there: one that answers with 404. */
  createRule(
    arn: string,
    rule: { readonly actions: readonly Action[]; readonly conditions?: RuleCondition[]; readonly isDefault?: boolean },
  ): void;
  deleteListener(arn: string): void;
  deleteRule(arn: string): void;
  /** Returns the actions of a listener or a rule as they are kept; null where there is none. */
  actions(arn: string): readonly Action[] | null;
  /** Turns target-group stickiness of a listener or a rule on. */
  stick(arn: string, seconds: number): void;
  /** Sets weights of a listener or a rule, by the ARNs of target groups, as ECS does during its deployments. */
  reweigh(arn: string, weights: ReadonlyMap<string, number>): void;
  /** Returns the ARN of the target group with this name in the action of a listener or a rule; null where it is not there. */
  groupIn(arn: string, name: string): string | null;
  /** Returns the share of the requests without a cookie that a target group gets, in percent. */
  share(arn: string, group: string): number;
  /**
   * Forwards one request of a listener or a rule.
   * @param random from 0 to below 1; picks among weighted groups
   * @param cookie the cookie that came with it, if any
   * @returns the ARN of the target group and the cookie of the answer; null when no group gets it
   */
  forward(arn: string, random: number, cookie: GroupCookie | null): Forwarded | null;
}

/** The default action of a listener that only its rules give requests to. */
const NOT_FOUND: readonly Action[] = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];

/** Creates a model of listeners, rules and target groups. A write takes effect at once; there is no compare-and-set. */
export function createElbv2Model({ now }: { now(): number }): Elbv2Cloud {
  const listeners = new Map<string, Listened>();
  const rules = new Map<string, Listened>();
  const all = (): readonly Listened[] => [...listeners.values(), ...rules.values()];
  const groups = createGroups((arn) =>
    all().some(({ actions }) => forwardOf(actions).groups.some(({ TargetGroupArn }) => TargetGroupArn === arn)),
  );
  const { model, requireGroup, ...cloud } = groups;
  const keep = (actions: readonly Action[]): readonly Action[] =>
    keepActions(structuredClone(actions), { requireGroup });
  const { listener, rule, describeListener, describeRule, model: lists } = createLists(listeners, rules);
  const actionsAt = (arn: string) => (listeners.get(arn) ?? rules.get(arn))?.actions ?? null;
  return {
    ...cloud,
    model: {
      ...model,
      ...lists,
      ModifyListener({ ListenerArn = '', DefaultActions = [] }: ModifyListenerCommandInput) {
        listener(ListenerArn).actions = keep(DefaultActions);
        return { Listeners: [describeListener(ListenerArn)] };
      },
      ModifyRule({ RuleArn = '', Actions = [] }: ModifyRuleCommandInput) {
        rule(RuleArn).actions = keep(Actions);
        return { Rules: [describeRule(RuleArn)] };
      },
    },
    createListener: (arn, actions) => {
      listeners.set(arn, { actions: keep(actions), conditions: [], isDefault: true });
    },
    createRule: (arn, { actions, conditions = [], isDefault = false }) => {
      const above = listenerOf(arn);
      if (!listeners.has(above)) listeners.set(above, { actions: NOT_FOUND, conditions: [], isDefault: true });
      rules.set(arn, { actions: keep(actions), conditions, isDefault });
    },
    deleteListener: (arn) => {
      listeners.delete(arn);
    },
    deleteRule: (arn) => {
      rules.delete(arn);
    },
    actions: actionsAt,
    stick(arn, seconds) {
      const found = listeners.get(arn) ?? rules.get(arn);
      if (found !== undefined) found.actions = keep(withStickiness(found.actions, seconds));
    },
    reweigh(arn, weights) {
      const found = listeners.get(arn) ?? rules.get(arn);
      if (found !== undefined) found.actions = keep(withWeights(found.actions, weights));
    },
    groupIn(arn, name) {
      const found = forwardOf(actionsAt(arn) ?? []).groups.find(({ TargetGroupArn = '' }) =>
        TargetGroupArn.includes(`:targetgroup/${name}/`),
      );
      return found?.TargetGroupArn ?? null;
    },
    share: (arn, group) => groupShare(actionsAt(arn) ?? [], group),
    forward: (arn, random, cookie) => forwardRequest(actionsAt(arn) ?? [], { random, cookie, now: now() }),
  };
}
