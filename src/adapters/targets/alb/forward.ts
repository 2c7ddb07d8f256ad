import { isDeepStrictEqual } from 'node:util';
import type { Action, ForwardActionConfig, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createWeightPairs, type WeightPair } from '../weight-pairs.ts';
import { groupName } from './config.ts';

/**
 * The weights of two target groups: up to 999 (Elastic Load Balancing API Reference, TargetGroupTuple). No group gets requests at two
 * weights of 0.
 */
export const { canaryShare, nearestShare, weightPair } = createWeightPairs({ max: 999, shareOfNone: 0 });

/** The actions of a listener or of a rule, in the form in which they can be written back. */
export type Actions = readonly Action[];

/** The frozen state of a target: all that a rollback has to write, so that it reads nothing first. */
export interface FrozenAction {
  /** The ARNs of the two target groups. */
  readonly stable: string;
  readonly canary: string;
  /** True when a group binds users to single targets: then AWS refuses two groups without group stickiness. */
  readonly bound: boolean;
  /** The actions before the rollout, with the canary at 0. */
  readonly actions: Actions;
}

/**
 * Returns actions as they are written back. AWS does not return the secret of `authenticate-oidc`: a write has to say that it stays
 * (Elastic Load Balancing API Reference, AuthenticateOidcActionConfig, UseExistingClientSecret).
 */
export function toActions(read: readonly Action[]): Actions {
  // Without the fields that the SDK leaves undefined, so that a copy that was kept as JSON compares equal.
  const actions = JSON.parse(JSON.stringify(read)) as readonly Action[];
  return actions
    .map(({ TargetGroupArn: single, ...action }): Action => {
      if (action.AuthenticateOidcConfig !== undefined)
        return {
          ...action,
          AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true },
        };
      if (action.Type !== 'forward') return action;
      const { TargetGroups: groups = [], ...forward } = action.ForwardConfig ?? {};
      const listed = groups.length > 0 || single === undefined ? groups : [{ TargetGroupArn: single }];
      return { ...action, ForwardConfig: { ...forward, TargetGroups: listed.map(withWeight).toSorted(byArn) } };
    })
    .toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
}

/** Returns a group with its weight; a weight that nobody gave is 1. */
function withWeight({ TargetGroupArn, Weight = 1 }: TargetGroupTuple): TargetGroupTuple {
  return { TargetGroupArn, Weight };
}

function byArn(a: TargetGroupTuple, b: TargetGroupTuple): number {
  return (a.TargetGroupArn ?? '') < (b.TargetGroupArn ?? '') ? -1 : 1;
}

/** Returns the forward action; null when the requests are not forwarded. A rule has one at most. */
export function findForward(actions: Actions): ForwardActionConfig | null {
  return actions.find(({ Type }) => Type === 'forward')?.ForwardConfig ?? null;
}

/** Returns the target groups of the forward action. */
export function forwardGroups(actions: Actions): readonly TargetGroupTuple[] {
  return findForward(actions)?.TargetGroups ?? [];
}

function groupWeight(actions: Actions, groupArn: string): number {
  return forwardGroups(actions).find(({ TargetGroupArn }) => TargetGroupArn === groupArn)?.Weight ?? 0;
}

/** Returns the weights of the two arms. */
export function readWeights(actions: Actions, { stable, canary }: Pick<FrozenAction, 'stable' | 'canary'>): WeightPair {
  return { stable: groupWeight(actions, stable), canary: groupWeight(actions, canary) };
}

/** Returns the weights by which requests are given: of the canary, and of all other groups of the action. */
export function weightsOfAll(actions: Actions, { canary }: Pick<FrozenAction, 'canary'>): WeightPair {
  const total = forwardGroups(actions).reduce((sum, { Weight = 1 }) => sum + Weight, 0);
  const ofCanary = groupWeight(actions, canary);
  return { stable: total - ofCanary, canary: ofCanary };
}

/** Returns the time for which users keep their target group, in seconds; null without target-group stickiness. */
export function stickySeconds(actions: Actions): number | null {
  const { Enabled, DurationSeconds = 0 } = findForward(actions)?.TargetGroupStickinessConfig ?? {};
  return Enabled === true ? DurationSeconds : null;
}

function withForward(actions: Actions, change: (forward: ForwardActionConfig) => ForwardActionConfig): Actions {
  return actions.map((action) =>
    action.Type === 'forward' ? { ...action, ForwardConfig: change(action.ForwardConfig ?? {}) } : action,
  );
}

/** Returns the same actions with other weights of the two arms; everything else stays as it is. */
export function withWeights(actions: Actions, { stable, canary }: FrozenAction, weights: WeightPair): Actions {
  return withForward(actions, ({ TargetGroups: groups = [], ...forward }) => {
    const others = groups.filter(({ TargetGroupArn: one }) => one !== stable && one !== canary);
    const pair = [
      { TargetGroupArn: stable, Weight: weights.stable },
      { TargetGroupArn: canary, Weight: weights.canary },
    ];
    return { ...forward, TargetGroups: [...others, ...pair].toSorted(byArn) };
  });
}

/**
 * Returns the actions with nobody on the canary. The weight 0 does not move users who hold a cookie: a request with the cookie `AWSALBTG`
 * goes to the group that the cookie names, wherever the rule has target-group stickiness (Application Load Balancers user guide,
 * "Action types for listener rules", forward actions; it names no exception for a weight of 0). So stickiness is turned off. Where a
 * group binds users to single targets AWS refuses that for two groups ("Sticky sessions"): there the canary's group leaves the action.
 */
export function withoutCanary(actions: Actions, frozen: FrozenAction, weights: WeightPair): Actions {
  const lowered = withWeights(actions, frozen, weights);
  if (stickySeconds(actions) === null) return lowered;
  return withForward(lowered, ({ TargetGroups: groups = [] }) => ({
    TargetGroups: frozen.bound ? groups.filter(({ TargetGroupArn: one }) => one !== frozen.canary) : groups,
    TargetGroupStickinessConfig: { Enabled: false },
  }));
}

/**
 * Returns the actions of the baseline. Stickiness stays off, which a rollback turned off to bring users back: its cookies may still count.
 * A late write that turned it on again is undone here, also where it gave the canary nothing.
 */
export function baselineActions(frozen: FrozenAction): Actions {
  const { actions } = frozen;
  return withoutCanary(actions, frozen, readWeights(actions, frozen));
}

/** Describes in words what somebody else changed, apart from the weights of the two arms; null when nothing. */
export function describeDrift(now: Actions, frozen: FrozenAction): string | null {
  const changes = [...describeForward(now, frozen), ...describeOthers(now, frozen.actions)];
  return changes.length === 0 ? null : changes.join('; ');
}

function describeForward(now: Actions, frozen: FrozenAction): readonly string[] {
  if (findForward(now) === null) {
    const [last] = now.toReversed();
    return [`the requests get a ${last?.Type ?? 'nothing'}, it was a forward to ${groupName(frozen.stable)}`];
  }
  const arns = forwardGroups(now).map(({ TargetGroupArn = '' }) => TargetGroupArn);
  const isOut = frozen.bound && stickySeconds(frozen.actions) !== null && !arns.includes(frozen.canary);
  const missing = [frozen.stable, ...(isOut ? [] : [frozen.canary])].filter((one) => !arns.includes(one));
  const others = arns.filter((one) => one !== frozen.stable && one !== frozen.canary);
  return [
    ...missing.map((one) => `${groupName(one)} is not in the forward action, it was one of its groups`),
    ...others.map((one) => `${groupName(one)} is in the forward action, it was not one of its groups`),
    ...describeStickiness(now, frozen),
  ];
}

/** Off is no drift where it was on: a rollback turns it off. */
function describeStickiness(now: Actions, { actions }: FrozenAction): readonly string[] {
  const [is, was] = [stickySeconds(now), stickySeconds(actions)];
  if (is === was || is === null) return [];
  return [`target-group stickiness lasts ${is} s, it was ${was === null ? 'off' : `${was} s`}`];
}

/** The other actions, such as the authentication of users. */
function describeOthers(now: Actions, before: Actions): readonly string[] {
  const [is, was] = [now, before].map((actions) => actions.filter(({ Type }) => Type !== 'forward'));
  if (findForward(now) === null || isDeepStrictEqual(is, was)) return [];
  const words = (actions: Actions) => actions.map(({ Type }) => Type).join(' and ') || 'none';
  const [isWords, wasWords] = [words(is ?? []), words(was ?? [])];
  return [
    isWords === wasWords
      ? `the settings of ${isWords} before the forward action changed, it was ${JSON.stringify(was)}`
      : `the actions before the forward action are ${isWords}, it was ${wasWords}`,
  ];
}
