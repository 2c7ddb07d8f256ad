import { identifiersOf, route53Config } from '../adapters/targets/route53/config.ts';
import type { Service, TargetConfig } from '../domain/service.ts';
import { readSplit } from '../routing/split.ts';
import type { KeyValueStoreCloud } from './cloud/key-value-store.ts';
import type { LambdaCloud } from './cloud/lambda.ts';
import type { LaunchDarklyCloud } from './cloud/launchdarkly.ts';
import type { Route53Cloud } from './cloud/route53.ts';
import { SIDES } from './traffic/deployed-edge.ts';

/** The models that say where traffic goes. */
export interface Splits {
  readonly lambda: Pick<LambdaCloud, 'mainVersion' | 'share'>;
  readonly route53: Pick<Route53Cloud, 'share'>;
  readonly keyValueStore: Pick<KeyValueStoreCloud, 'get'>;
  readonly flags: Pick<LaunchDarklyCloud, 'share'>;
}

/** What is known of the newest rollout of a service. */
export interface NewestRollout {
  readonly id: string;
  readonly isRunning: boolean;
}

/** Which side of each target is stable, told from the models and from when rollouts begin. */
export interface Roles {
  /** Takes in that a service's rollout may have begun or ended. Call it before anything of a next rollout moves. */
  update(service: Service, newest: NewestRollout | null): void;
  /** The version or identifier that is stable for the users: that of the running rollout, otherwise what holds the traffic. */
  stable(service: string, target: TargetConfig): string;
  /** The share in percent on the canary of the newest rollout; without one, on what does not hold the traffic. */
  canaryShare(service: string, target: TargetConfig): number;
  /** The share in percent on one side of a target that splits between names. */
  sideShare(target: TargetConfig, side: string): number;
}

/** Roles of one service: who held the traffic when the newest rollout began, and at the last update. */
interface Known {
  readonly newest: NewestRollout | null;
  readonly atStart: readonly string[];
  readonly last: readonly string[];
}

export function createRoles(services: readonly Service[], splits: Splits): Roles {
  const holders = ({ targets }: Service): readonly string[] => targets.map((target) => holderOf(target, splits));
  const known = new Map<string, Known>(
    services.map((service) => [service.name, { newest: null, atStart: [], last: holders(service) }]),
  );
  const sideOf = (name: string, target: TargetConfig, pick: (known: Known) => readonly string[]): string => {
    const position = services.find((service) => service.name === name)?.targets.indexOf(target) ?? -1;
    const side = known.get(name) === undefined ? undefined : pick(known.get(name) as Known)[position];
    return side ?? holderOf(target, splits);
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
    stable: (service, target) => sideOf(service, target, ({ newest, atStart }) => (newest?.isRunning ? atStart : [])),
    sideShare: (target, side) => round(shareOf(target, side, splits)),
    canaryShare: (service, target) => {
      const stable = sideOf(service, target, ({ newest, atStart }) => (newest === null ? [] : atStart));
      return round(100 - shareOf(target, stable, splits));
    },
  };
}

/** The two sides of a target that splits between names: identifiers of records, variations of a flag, sides at the edge. */
export function sidesOf(target: TargetConfig): readonly [string, string] {
  if (target.kind === 'edge') return SIDES;
  if (target.kind !== 'launchdarkly') return identifiersOf(route53Config.parse(target));
  const { stable, canary } = target.variations as { readonly stable: string; readonly canary: string };
  return [String(stable), String(canary)];
}

/** What gets most of the traffic of a target. */
export function holderOf(target: TargetConfig, splits: Splits): string {
  if (target.kind === 'lambda-alias') return splits.lambda.mainVersion(String(target.function), String(target.alias));
  const [first, second] = sidesOf(target);
  return shareOf(target, second, splits) > shareOf(target, first, splits) ? second : first;
}

function shareOf(target: TargetConfig, side: string, { lambda, route53, keyValueStore, flags }: Splits): number {
  switch (target.kind) {
    case 'lambda-alias':
      return lambda.share(String(target.function), String(target.alias), side);
    case 'launchdarkly':
      return flags.share(String(target.project), String(target.flag), String(target.environment), side);
    case 'edge': {
      const { stable, weight } = splitOf(target, keyValueStore);
      return side === stable ? 100 - weight : weight;
    }
    default:
      return route53.share(String(target.record), String(target.type), side);
  }
}

/** The split as it is in the store; nobody is on the canary where there is none. */
function splitOf({ store, key }: TargetConfig, { get }: Splits['keyValueStore']) {
  const [stable, canary] = SIDES;
  return readSplit(get(String(store), String(key)) ?? '') ?? { stable, canary, weight: 0 };
}

/** Shares come from fractions; nobody wants to read 4.999999999999996. */
function round(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
