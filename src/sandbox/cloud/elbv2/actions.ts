import {
  type Action,
  InvalidLoadBalancerActionException,
  type TargetGroupTuple,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** The actions that end a rule; each rule has exactly one, the last. */
const ROUTING = new Set(['forward', 'redirect', 'fixed-response']);

/** The largest weight of a target group, and the longest time that users keep theirs, in seconds: seven days. */
const MAX = { weight: 999, stickiness: 604_800 };

/** The settings of a target group that a forward action has to fit. */
export interface GroupFacts {
  /** @throws TargetGroupNotFoundException when there is no such group */
  requireGroup(arn: string): { readonly binds: boolean };
}

function refuse(message: string): never {
  throw new InvalidLoadBalancerActionException({ message, $metadata: {} });
}

/**
 * Returns actions as they are kept. @throws as Elastic Load Balancing does when they do not fit (API Reference, "CreateRule" and
 * "Action"; Application Load Balancers user guide, "Sticky sessions")
 */
export function keepActions(given: readonly Action[], facts: GroupFacts): readonly Action[] {
  const actions = given.toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
  const routing = actions.filter(({ Type }) => ROUTING.has(Type ?? ''));
  if (routing.length !== 1 || actions.at(-1) !== routing[0])
    refuse('A rule must have exactly one routing action, and it must be the last');
  return actions.map((action) => {
    if (action.Type === 'forward') return keepForward(action, facts);
    return action.AuthenticateOidcConfig === undefined ? action : keepOidc(action);
  });
}

/** A secret is kept and never returned. */
function keepOidc(action: Action): Action {
  const { ClientSecret: secret, UseExistingClientSecret: kept, ...config } = action.AuthenticateOidcConfig ?? {};
  if (secret === undefined && kept !== true) refuse('You must specify a client secret, or use the existing one');
  return { ...action, AuthenticateOidcConfig: config as NonNullable<Action['AuthenticateOidcConfig']> };
}

function keepForward(action: Action, { requireGroup }: GroupFacts): Action {
  const { TargetGroups: groups = [], TargetGroupStickinessConfig: stickiness = { Enabled: false } } =
    action.ForwardConfig ?? { TargetGroups: [{ TargetGroupArn: action.TargetGroupArn }] };
  const known = groups.map(({ TargetGroupArn: arn = '' }) => requireGroup(arn));
  if (groups.length === 0) refuse('A forward action needs a target group');
  for (const { Weight: weight } of groups) checkWeight(weight, groups.length);
  const seconds = stickiness.DurationSeconds ?? 0;
  if (stickiness.Enabled === true && (seconds < 1 || seconds > MAX.stickiness))
    refuse(`The stickiness duration must be from 1 to ${MAX.stickiness} seconds`);
  if (stickiness.Enabled !== true && groups.length > 1 && known.some(({ binds }) => binds)) {
    refuse('You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups');
  }
  const kept = groups.map(({ TargetGroupArn, Weight = 1 }): TargetGroupTuple => ({ TargetGroupArn, Weight }));
  const [only] = kept;
  return {
    Type: 'forward',
    ...(action.Order !== undefined && { Order: action.Order }),
    ...(kept.length === 1 && { TargetGroupArn: only?.TargetGroupArn }),
    ForwardConfig: { TargetGroups: kept, TargetGroupStickinessConfig: stickiness },
  };
}

function checkWeight(weight: number | undefined, groups: number): void {
  if (weight === undefined && groups === 1) return;
  if (weight === undefined) refuse('Each target group of a forward action needs a weight');
  if (!Number.isInteger(weight) || weight < 0 || weight > MAX.weight)
    refuse(`The weight of a target group must be from 0 to ${MAX.weight}`);
}

/** Returns the target groups of a forward action, and the time for which users keep theirs, in seconds; null without stickiness. */
export function forwardOf(actions: readonly Action[]): {
  readonly groups: readonly TargetGroupTuple[];
  readonly sticky: number | null;
} {
  const { TargetGroups: groups = [], TargetGroupStickinessConfig: stickiness } =
    actions.find(({ Type }) => Type === 'forward')?.ForwardConfig ?? {};
  return { groups, sticky: stickiness?.Enabled === true ? (stickiness.DurationSeconds ?? null) : null };
}

/** Returns the actions with target-group stickiness. @param seconds for which users keep their group */
export function withStickiness(actions: readonly Action[], seconds: number): readonly Action[] {
  const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: seconds };
  return actions.map((action) =>
    action.Type === 'forward'
      ? { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroupStickinessConfig } }
      : action,
  );
}

/** Returns the actions with other weights. @param weights by the ARN of the target group; a group that is left out keeps its own */
export function withWeights(actions: readonly Action[], weights: ReadonlyMap<string, number>): readonly Action[] {
  const reweigh = (group: TargetGroupTuple): TargetGroupTuple => ({
    ...group,
    Weight: weights.get(group.TargetGroupArn ?? '') ?? group.Weight,
  });
  return actions.map((action) =>
    action.Type === 'forward'
      ? { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups: forwardOf([action]).groups.map(reweigh) } }
      : action,
  );
}
