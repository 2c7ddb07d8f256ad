import { albConfig, groupPair } from '../../adapters/targets/alb/config.ts';
import { identifierPair, route53Config } from '../../adapters/targets/route53/config.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import { readSplit } from '../../routing/split.ts';
import type { EcsCloud } from '../cloud/ecs/ecs.ts';
import type { Elbv2Cloud } from '../cloud/elbv2/elbv2.ts';
import type { KeyValueStoreCloud } from '../cloud/key-value-store.ts';
import type { LambdaCloud } from '../cloud/lambda/lambda.ts';
import type { LaunchDarklyCloud } from '../cloud/launchdarkly/launchdarkly.ts';
import type { Route53Cloud } from '../cloud/route53/route53.ts';
import { SIDES } from '../traffic/deployed-edge.ts';
import { type ByKind, byKind } from './by-kind.ts';
import { ecsPlace, revisionNumber, taskDefinitionArn } from './ecs-service.ts';

/** The models that know the split of the traffic. */
export interface Splits {
  readonly lambda: Pick<LambdaCloud, 'mainVersion' | 'share'>;
  readonly route53: Pick<Route53Cloud, 'share'>;
  readonly keyValueStore: Pick<KeyValueStoreCloud, 'get'>;
  readonly flags: Pick<LaunchDarklyCloud, 'share'>;
  readonly elb: Pick<Elbv2Cloud, 'groupIn' | 'share'>;
  readonly ecs: Pick<EcsCloud, 'holder' | 'share'>;
}

/** The facts of a service's newest rollout. */
export interface NewestRollout {
  readonly id: string;
  readonly isRunning: boolean;
}

/** The stable version or name of each target, derived from the models and from the starts of rollouts. */
export interface Roles {
  /** Notes that a service's rollout may have begun or ended. Call it before the next rollout moves any traffic. */
  update(service: Service, newest: NewestRollout | null): void;
  /** True while a rollout of a service runs. */
  isRunning(service: string): boolean;
  /**
   * Returns the version or identifier that is stable for the users: that of the running rollout, otherwise the one with the
   * traffic.
   */
  stable(service: string, target: TargetConfig): string;
  /** Returns the share in percent on the canary of the newest rollout; without one, of all but the holder of the traffic. */
  canaryShare(service: string, target: TargetConfig): number;
  /** Returns the share in percent of one name of a target that splits between names. */
  sideShare(target: TargetConfig, side: string): number;
}

/** The roles of one service: the holders of the traffic when the newest rollout began, and at the last update. */
interface Known {
  readonly newest: NewestRollout | null;
  readonly atStart: readonly string[];
  readonly last: readonly string[];
}

export function createRoles(services: readonly Service[], splits: Splits): Roles {
  const holders = ({ targets }: Service): readonly string[] => targets.map((target) => mainHolder(target, splits));
  const known = new Map<string, Known>(
    services.map((service) => [service.name, { newest: null, atStart: [], last: holders(service) }]),
  );
  const pickHolder = (name: string, target: TargetConfig, pick: (known: Known) => readonly string[]): string => {
    const position = services.find((service) => service.name === name)?.targets.indexOf(target) ?? -1;
    const side = known.get(name) === undefined ? undefined : pick(known.get(name) as Known)[position];
    return side ?? mainHolder(target, splits);
  };
  return {
    update: (service, newest) => {
      const { newest: before, atStart, last } = known.get(service.name) as Known;
      known.set(service.name, {
        newest,
        atStart: newest !== null && newest.id !== before?.id ? last : atStart,
        last: holders(service),
      });
    },
    isRunning: (service) => known.get(service)?.newest?.isRunning === true,
    stable: (service, target) =>
      pickHolder(service, target, ({ newest, atStart }) => (newest?.isRunning ? atStart : [])),
    sideShare: (target, side) => round(nameShare(target, side, splits)),
    canaryShare: (service, target) => {
      const stable = pickHolder(service, target, ({ newest, atStart }) => (newest === null ? [] : atStart));
      return round(100 - nameShare(target, stable, splits));
    },
  };
}

/** Reads the split of the targets of one kind. */
interface Split {
  /** Returns the two names that a target splits between; null where it splits between versions, of which there may be many. */
  readonly sides: ((target: TargetConfig) => Sides) | null;
  /** Returns the version or the name that gets most of the traffic. */
  holder(target: TargetConfig, splits: Splits): string;
  /** Returns the share of one of them in percent. */
  share(target: TargetConfig, side: string, splits: Splits): number;
}

type Sides = readonly [string, string];

function betweenNames(sides: (target: TargetConfig) => Sides, share: Split['share']): Split {
  const holder: Split['holder'] = (target, splits) => {
    const [first, second] = sides(target);
    return share(target, second, splits) > share(target, first, splits) ? second : first;
  };
  return { sides, share, holder };
}

/** Returns the variations of a flag that stand for the two arms. */
export function variationPair({ variations }: TargetConfig): Sides {
  const { stable, canary } = variations as { readonly stable: string; readonly canary: string };
  return [String(stable), String(canary)];
}

/** Returns the ARN of the listener or the rule whose action splits. */
export function actionArn({ listener, rule }: TargetConfig): string {
  return String(listener ?? rule);
}

const SPLITS: ByKind<Split> = {
  'lambda-alias': {
    sides: null,
    holder: (target, { lambda }) => lambda.mainVersion(String(target.function), String(target.alias)),
    share: (target, version, { lambda }) => lambda.share(String(target.function), String(target.alias), version),
  },
  route53: betweenNames(
    (target) => identifierPair(route53Config.parse(target)),
    (target, side, { route53 }) => route53.share(String(target.record), String(target.type), side),
  ),
  launchdarkly: betweenNames(variationPair, ({ project, flag, environment }, side, { flags }) =>
    flags.share(String(project), String(flag), String(environment), side),
  ),
  alb: betweenNames(
    (target) => groupPair(albConfig.parse(target)),
    (target, side, { elb }) => elb.share(actionArn(target), elb.groupIn(actionArn(target), side) ?? ''),
  ),
  ecs: {
    sides: null,
    holder: (target, { ecs }) => revisionNumber(ecs.holder(ecsPlace(target).service)),
    share: (target, revision, { ecs }) => {
      const place = ecsPlace(target);
      return ecs.share(place.service, taskDefinitionArn(place, revision));
    },
  },
  edge: betweenNames(
    () => SIDES,
    (target, side, { keyValueStore }) => {
      const { stable, weight } = storedSplit(target, keyValueStore);
      return side === stable ? 100 - weight : weight;
    },
  ),
};

/** Returns the two names that a target splits between; null where it splits between versions. */
export function splitNames(target: TargetConfig): Sides | null {
  return byKind(SPLITS, target).sides?.(target) ?? null;
}

/** Returns the version or the name that gets most of a target's traffic. */
export function mainHolder(target: TargetConfig, splits: Splits): string {
  return byKind(SPLITS, target).holder(target, splits);
}

function nameShare(target: TargetConfig, side: string, splits: Splits): number {
  return byKind(SPLITS, target).share(target, side, splits);
}

/** Returns the split in the store; without one, nobody is on the canary. */
function storedSplit({ store, key }: TargetConfig, { get }: Splits['keyValueStore']) {
  const [stable, canary] = SIDES;
  return readSplit(get(String(store), String(key)) ?? '') ?? { stable, canary, weight: 0 };
}

/** Rounds a share, because shares come from fractions such as 4.999999999999996. */
function round(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
