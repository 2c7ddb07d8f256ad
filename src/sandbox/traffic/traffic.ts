import type { Service } from '../../domain/service.ts';
import { type ByKind, byKind } from '../account/by-kind.ts';
import type { Roles } from '../account/roles.ts';
import type { CloudWatchModel } from '../cloud/cloudwatch/cloudwatch.ts';
import type { EcsCloud } from '../cloud/ecs/ecs.ts';
import type { Elbv2Cloud } from '../cloud/elbv2/elbv2.ts';
import type { KeyValueStoreCloud } from '../cloud/key-value-store.ts';
import type { LambdaCloud } from '../cloud/lambda/lambda.ts';
import type { LaunchDarklyCloud } from '../cloud/launchdarkly/launchdarkly.ts';
import type { Route53Cloud } from '../cloud/route53/route53.ts';
import type { VirtualClock } from '../time/clock.ts';
import { createAliasUsers } from './alias-users.ts';
import { createAlbUsers } from './balancers/alb-users.ts';
import { createEcsUsers } from './balancers/ecs-users.ts';
import { restoreStickiness } from './balancers/sticky-again.ts';
import type { Arm, Behaviours, Outcome } from './behaviour.ts';
import { followCanaries } from './canary-alarms.ts';
import { createEdgeUsers } from './edge-users.ts';
import { createFlagUsers } from './flag-users.ts';
import type { Minutes } from './minutes.ts';
import { createChance } from './random.ts';
import { createRecordUsers } from './record-users.ts';
import { type Source, TICK_MS } from './source.ts';
import { createStackUsers } from './stack-users.ts';
import type { Stacks } from './stacks.ts';

const MINUTE_MS = 60_000;

/** The dependencies of the traffic. */
export interface TrafficDeps {
  readonly clock: VirtualClock;
  readonly lambda: LambdaCloud;
  readonly route53: Route53Cloud;
  readonly keyValueStore: KeyValueStoreCloud;
  readonly elb: Pick<Elbv2Cloud, 'forward' | 'actions' | 'stick'>;
  readonly ecs: Pick<EcsCloud, 'behind'>;
  readonly flags: Pick<LaunchDarklyCloud, 'evaluate'>;
  readonly cloudwatch: Pick<CloudWatchModel, 'metrics' | 'evaluate' | 'putAlarm'>;
  readonly services: readonly Service[];
  readonly roles: Pick<Roles, 'stable' | 'isRunning'>;
  readonly behaviours: Behaviours;
  /** The stacks whose users are followed through all layers, by service. */
  readonly stacks: Stacks;
  /** Counts the requests of users. */
  readonly minutes: Pick<Minutes, 'add' | 'end'>;
  readonly seed: number;
}

/** Starts the users, who make requests as virtual time passes. Each minute the metrics are reported and the alarms evaluated. */
export function startTraffic(deps: TrafficDeps): void {
  const { clock, cloudwatch } = deps;
  const sources = deps.services.flatMap((service, index) => createSources(service, index, deps));
  const follow = followCanaries({ ...deps, put: cloudwatch.putAlarm });
  const stickAgain = restoreStickiness({ ...deps, now: clock.now });
  const fast = sources.filter(({ everyMs }) => everyMs !== undefined);
  for (const { everyMs = TICK_MS, tick } of fast) clock.every(everyMs, tick);
  clock.every(TICK_MS, async () => {
    for (const source of sources) if (source.everyMs === undefined) await source.tick();
    if (clock.now() % MINUTE_MS !== 0) return;
    for (const source of sources) source.report(clock.now() - 1);
    deps.minutes.end(clock.now() - MINUTE_MS);
    follow();
    stickAgain();
    cloudwatch.evaluate();
  });
}

/** The source of a target that users reach only through another one; it makes no requests. */
const NOBODY: Source = { tick: () => undefined, report: () => undefined };

function createSources(service: Service, index: number, deps: TrafficDeps): readonly Source[] {
  const { clock, lambda, route53, cloudwatch } = deps;
  const behaviour = (arm: Arm) => deps.behaviours.of(service.name, arm);
  return service.targets.map((target, position) => {
    // Each target has random numbers of its own, so that one target does not change what another draws.
    const chance = createChance(deps.seed + 1000 * index + position);
    const stable = () => deps.roles.stable(service.name, target);
    const countRequest = (arm: Arm, user: number, outcome: Outcome) =>
      deps.minutes.add(service.name, { ...outcome, arm, user, isWatched: position === 0 });
    const shared = { metrics: cloudwatch.metrics, behaviour, chance, stable, met: countRequest };
    const stack = deps.stacks.get(service.name);
    const sources: ByKind<() => Source> = {
      'lambda-alias': () => {
        // The pages of a stack call its functions, through the alias that the stage names.
        if (stack?.chain.calls(String(target.function))) return NOBODY;
        return createAliasUsers(String(target.function), String(target.alias), {
          ...shared,
          lambda,
          who: createChance(deps.seed + 1000 * index + 500 + position),
        });
      },
      edge: () => {
        const { keyValueStore } = deps;
        const atTheEdge = { ...shared, keyValueStore, now: clock.now };
        if (stack === undefined) return createEdgeUsers(service.name, target, atTheEdge);
        return createStackUsers(service.name, target, { ...atTheEdge, ...stack, store: String(target.store) });
      },
      alb: () => createAlbUsers(target, { ...shared, elb: deps.elb }),
      ecs: () => createEcsUsers(target, { ...shared, ...deps }),
      launchdarkly: () => createFlagUsers(service.name, target, { ...shared, flags: deps.flags }),
      route53: () => createRecordUsers(service.name, target, { ...shared, route53, now: clock.now }),
    };
    return byKind(sources, target)();
  });
}
