import type { EnvironmentId, EnvironmentRoles } from '../../../domain/environment/environment.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { InspectRequest } from '../../../ports/target.ts';
import type { Findings } from '../finding.ts';
import { type AlbConfig, albPlace, groupName, groupPair } from './config.ts';
import { type Actions, findForward, forwardGroups } from './forward.ts';
import type { GroupArns } from './groups.ts';

/** The two target groups by role, or what prevents it. */
export interface Roles {
  /** Null when the action does not forward to both. */
  readonly arns: GroupArns | null;
  readonly findings: readonly Finding[];
}

/** A start, as far as it concerns the roles. */
interface Setting {
  readonly config: AlbConfig;
  readonly ask: Pick<InspectRequest, 'explicit' | 'adopt' | 'roles'>;
  readonly found: Findings;
}

/** A target group and its weight. */
interface Group {
  readonly arn: string;
  readonly name: string;
  readonly weight: number;
}

/** Finds the two target groups in the action, and tells stable from canary by their weights. */
export function rolesIn(actions: Actions, setting: Setting): Roles {
  const { config, found } = setting;
  const groups = forwardGroups(actions).map(
    ({ TargetGroupArn: arn = '', Weight: weight = 1 }): Group => ({ arn, name: groupName(arn), weight }),
  );
  const names = groupPair(config);
  const [one, other] = names.map((name) => groups.find((group) => group.name === name));
  if (one === undefined || other === undefined)
    return { arns: null, findings: [missingFinding(actions, groups, setting)] };
  const others = groups.filter(({ name }) => !names.includes(name));
  const thirds = others.map(({ name, weight }) =>
    found.blocks(
      'third-group',
      `${name} is in the forward action of ${albPlace(config).loadBalancer} too, with a weight of ${weight}.`,
      `Take it out; Serin splits between ${names.join(' and ')} only.`,
    ),
  );
  const { arns, findings } = assign(one, other, setting);
  return { arns, findings: [...thirds, ...findings] };
}

function missingFinding(actions: Actions, groups: readonly Group[], { config, found }: Setting): Finding {
  const { loadBalancer } = albPlace(config);
  const [last] = actions.toReversed();
  if (findForward(actions) === null) {
    return found.blocks(
      'not-forwarded',
      `The requests to ${loadBalancer} are not forwarded there: the action is ${last?.Type ?? 'missing'}.`,
      'Name the listener or the rule that forwards them to the two target groups.',
    );
  }
  const missing = groupPair(config).filter((name) => groups.every((group) => group.name !== name));
  return found.blocks(
    'group-not-in-action',
    `The forward action of ${loadBalancer} does not have ${missing.join(' and ')}; it has ${groups.map(({ name }) => name).join(', ')}.`,
    'Add it with a weight of 0, or correct `groups`. AWS checks the health of targets only while an action names their group.',
  );
}

function assign(one: Group, other: Group, setting: Setting): Roles {
  const { config, ask, found } = setting;
  if (ask.roles !== null) return assignEnvironments({ a: one, b: other }, ask.roles, setting);
  if ('a' in config.groups) {
    const problem = found.blocks(
      'sides-without-environments',
      `The target groups of ${albPlace(config).loadBalancer} are given by environment, and the service has no environments.`,
      'Add `environments` to the service, or write `groups` as a list.',
    );
    return toRoles(one, other, problem);
  }
  const [heavy, light] = one.weight >= other.weight ? [one, other] : [other, one];
  const named = ask.explicit[albPlace(config).loadBalancer];
  const problem = roleProblem(heavy, light, named, setting);
  return named === heavy.name ? toRoles(light, heavy, problem) : toRoles(heavy, light, problem);
}

function toRoles(stable: Group, canary: Group, problem: Finding | null): Roles {
  return { arns: { stable: stable.arn, canary: canary.arn }, findings: problem === null ? [] : [problem] };
}

/** With environments the control center says which is which, and the weights have to agree. */
function assignEnvironments(
  groups: Readonly<Record<EnvironmentId, Group>>,
  roles: EnvironmentRoles,
  { config, ask, found }: Setting,
): Roles {
  const { loadBalancer } = albPlace(config);
  const [stable, canary] = [groups[roles.stable], groups[roles.canary]];
  const named = ask.explicit[loadBalancer];
  if (!('a' in config.groups)) {
    const message = `${loadBalancer} does not say which target group belongs to which environment.`;
    const remedy = 'Write `groups: { a: …, b: … }` in serin.yml and apply that.';
    return toRoles(stable, canary, found.blocks('sides-missing', message, remedy));
  }
  if (named !== undefined && named !== canary.name) {
    const message = `${named} is not the canary: environment ${roles.canary} has the next release, behind ${canary.name}.`;
    return toRoles(stable, canary, found.blocks('other-side', message, `Leave \`${loadBalancer}=${named}\` out.`));
  }
  if (stable.weight === 0) {
    const message = `${stable.name} has no weight, and the control center says that environment ${roles.stable} is live.`;
    const remedy = `Give ${stable.name} the weight; or, if environment ${roles.canary} is live, correct the control center (docs/guides/environments.md).`;
    return toRoles(stable, canary, found.blocks('fallback-without-weight', message, remedy));
  }
  return toRoles(
    stable,
    canary,
    canary.weight === 0 || ask.adopt ? null : splitFinding(stable, canary, false, config, found),
  );
}

function splitFinding(heavy: Group, light: Group, isTie: boolean, config: AlbConfig, found: Findings): Finding {
  const { loadBalancer } = albPlace(config);
  const named = isTie ? `, with \`${loadBalancer}=<target group of the canary>\`,` : '';
  return found.blocks(
    isTie ? 'tie' : 'split-present',
    `${loadBalancer} is split already: ${heavy.name} has a weight of ${heavy.weight}, ${light.name} of ${light.weight}.`,
    `Add \`adopt\`${named} to take it over (back then means 0% for the canary), or set one of the weights to 0.`,
  );
}

function roleProblem(heavy: Group, light: Group, named: string | undefined, setting: Setting): Finding | null {
  const { config, ask, found } = setting;
  const { loadBalancer } = albPlace(config);
  if (named !== undefined && !groupPair(config).includes(named)) {
    const message = `${named} is not one of ${groupPair(config).join(' and ')}.`;
    return found.blocks('unknown-group', message, 'Name one of them.');
  }
  if (heavy.weight === 0) {
    const message = `All weights of ${loadBalancer} are 0, so that no target group gets requests.`;
    return found.blocks('no-weight', message, 'Give the group that users should have a weight above 0.');
  }
  if (light.weight === 0) {
    if (named !== heavy.name) return null;
    const message = `${named} holds all the weight already: it is stable, not the canary.`;
    return found.blocks(
      'canary-holds-weight',
      message,
      `Leave \`${loadBalancer}=${named}\` out, or move the weight first.`,
    );
  }
  const isTie = heavy.weight === light.weight && named === undefined;
  return ask.adopt && !isTie ? null : splitFinding(heavy, light, isTie, config, found);
}
