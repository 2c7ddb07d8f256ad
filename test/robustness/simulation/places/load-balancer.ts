import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { Elbv2Cloud } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';
import type { ModelTarget } from '../../../../src/sandbox/cloud/elbv2/groups.ts';
import { type Edit, GONE, type Place } from './place.ts';

/** The time for which users of a rule keep their target group, in seconds. */
const STICKY_S = 600;
/** The weight of a target group that does not belong there. */
const THIRD = 40;

const SIGN_IN: Action = {
  Type: 'authenticate-oidc',
  Order: 1,
  AuthenticateOidcConfig: {
    ...{ Issuer: 'https://idp.example.com', ClientId: 'shop', ClientSecret: 'hidden' },
    AuthorizationEndpoint: 'https://idp.example.com/authorize',
    ...{ TokenEndpoint: 'https://idp.example.com/token', UserInfoEndpoint: 'https://idp.example.com/me' },
  },
};

const targetsThatAre = (state: ModelTarget['state']): readonly ModelTarget[] => [
  { zone: 'eu-west-1a', state },
  { zone: 'eu-west-1b', state },
];

/** The two groups of a rollout, by ARN. */
interface Arms {
  readonly stable: string;
  readonly canary: string;
}

/**
 * The forward action of a listener, which gives each request by its weights; or that of a rule, behind a sign-in, whose users keep
 * their target group.
 */
export function loadBalancerPlace(elb: Elbv2Cloud, config: TargetConfig): Place {
  const isRule = config.rule !== undefined;
  const arn = String(config.rule ?? config.listener);
  const names = config.groups as readonly [string, string];
  const groups = names.map((name) => elb.createGroup({ name, targets: targetsThatAre('healthy') }));
  const third = elb.createGroup({ name: `${names[0]}-third` });
  const create = (actions: readonly Action[]): void =>
    isRule ? elb.createRule(arn, { actions }) : elb.createListener(arn, actions);
  create([
    ...(isRule ? [SIGN_IN] : []),
    {
      Type: 'forward',
      Order: isRule ? 2 : 1,
      ForwardConfig: {
        TargetGroups: groups.map((TargetGroupArn, i) => ({ TargetGroupArn, Weight: i === 0 ? 100 : 0 })),
        TargetGroupStickinessConfig: isRule ? { Enabled: true, DurationSeconds: STICKY_S } : { Enabled: false },
      },
    },
  ]);

  const actions = (): readonly Action[] => elb.actions(arn) ?? [];
  const isGone = (): boolean => elb.actions(arn) === null;
  const weights = (): Readonly<Record<string, number>> =>
    Object.fromEntries(
      (actions().at(-1)?.ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn = '', Weight = 1 }) => [
        TargetGroupArn,
        Weight,
      ]),
    );
  /** Whoever writes the actions writes all of them, with the secret of the sign-in as AWS keeps it. */
  const put = (kept: readonly Action[]): void => {
    const all = kept.map((action) =>
      action.AuthenticateOidcConfig === undefined
        ? action
        : { ...action, AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true } },
    );
    create(all);
  };
  const weigh = (wanted: Readonly<Record<string, number>>): void => {
    if (isGone()) return;
    const TargetGroups = Object.entries(wanted)
      .map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }))
      .toSorted((a, b) => (a.TargetGroupArn < b.TargetGroupArn ? -1 : 1));
    put(
      actions().map((action) =>
        action.Type === 'forward' ? { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } } : action,
      ),
    );
  };
  const sticky = (): boolean => actions().at(-1)?.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true;
  const share: Place['share'] = (frozen) => elb.share(arn, (frozen as unknown as Arms).canary);
  const [one = '', other = ''] = groups;
  /** The group that has the weight, and the one that has none or less. */
  const byWeight = (): readonly [string, string] =>
    (weights()[one] ?? 0) >= (weights()[other] ?? 0) ? [one, other] : [other, one];
  const edit = (what: Edit): void => {
    const [live, idle] = byWeight();
    if (what === 'share') weigh({ [one]: 63, [other]: 37 });
    if (what === 'version') weigh({ [third]: 1 });
    if (what === 'third record') weigh({ ...weights(), [third]: THIRD });
    if (what === 'gone') elb.setTargets(live, targetsThatAre('unhealthy'));
    if (what === 'old version') elb.setTargets(idle, []);
  };
  return {
    share,
    // Without stickiness: a rollback turns it off, and it stays off.
    look: () => {
      if (isGone()) return GONE;
      return JSON.stringify(
        actions().map(({ ForwardConfig, ...action }) => ({ ...action, groups: ForwardConfig?.TargetGroups })),
      );
    },
    isPromoted: (frozen) => share(frozen) === 100 && Object.keys(weights()).length === 2,
    cohorts: () => [],
    sticks: sticky,
    keeps: (frozen) => {
      const { canary: group } = frozen as unknown as Arms;
      return elb.forward(arn, 0, { group, until: Number.POSITIVE_INFINITY })?.group === group;
    },
    edit,
    vanish: () => {
      const held = actions();
      if (isGone()) return () => undefined;
      if (isRule) elb.deleteRule(arn);
      else elb.deleteListener(arn);
      return () => {
        if (isGone()) put(held);
      };
    },
    keep: () => {
      const held = weights();
      return () => weigh(held);
    },
    tidy: () => {
      for (const group of groups) elb.setTargets(group, targetsThatAre('healthy'));
      const { [third]: _taken, ...rest } = weights();
      if (_taken !== undefined && Object.keys(rest).length > 0) weigh(rest);
    },
  };
}
