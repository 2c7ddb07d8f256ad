import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type * as z from 'zod';
import type { ArmMetrics, TargetMetrics } from '../../domain/analysis/metrics.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { TargetConfig } from '../../domain/service.ts';
import type { SplitUnit } from '../../domain/target/split-unit.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ExactTarget } from '../../ports/hooks.ts';
import type { ApiCall } from '../../ports/inbound/api-call.ts';
import type { DeploymentSource, Target, VersionSource } from '../../ports/target.ts';
import { lazy } from '../shared/lazy.ts';
import type { LoadElb } from './alb/api.ts';
import { forwardsChangedBy } from './alb/changed-by.ts';
import { albConfig, albExact, albFrozen, albName, albPlace } from './alb/config.ts';
import { albMetrics } from './alb/metrics.ts';
import { albShareProblem } from './alb/shares.ts';
import type { LoadEcs } from './ecs/api.ts';
import { ecsServicesChangedBy } from './ecs/changed-by.ts';
import { ecsConfig, ecsExact, ecsFrozen, ecsName, targetOfService } from './ecs/config.ts';
import { ecsMetrics } from './ecs/metrics.ts';
import { ecsShareProblem } from './ecs/shares.ts';
import { ecsPlanProblem } from './ecs/steps.ts';
import { edgeConfig, edgeExact, edgeFrozen, edgeName } from './edge/config.ts';
import type { LoadClient } from './edge/store.ts';
import { lambdaAliasesChangedBy } from './lambda-alias/changed-by.ts';
import { lambdaAliasConfig, lambdaAliasExact, lambdaAliasFrozen, lambdaAliasName } from './lambda-alias/config.ts';
import { lambdaAliasMetrics, lambdaAliasPast } from './lambda-alias/metrics.ts';
import type { LaunchDarklyAccess } from './launchdarkly/api.ts';
import {
  hasSides,
  launchdarklyConfig,
  launchdarklyExact,
  launchdarklyFrozen,
  launchdarklyName,
} from './launchdarkly/config.ts';
import { recordsChangedBy } from './route53/changed-by.ts';
import { route53Config, route53Exact, route53Frozen, route53Name } from './route53/config.ts';
import { route53ShareProblem } from './route53/shares.ts';

/** The dependencies of targets. Each client is loaded where there is a target that needs it. */
export interface TargetDeps {
  readonly route53: () => Promise<Route53Client>;
  readonly lambda: () => Promise<LambdaClient>;
  readonly keyValueStore: LoadClient;
  readonly elb: LoadElb;
  readonly ecs: LoadEcs;
  readonly launchdarkly: LaunchDarklyAccess;
  readonly clock: Clock;
}

/** One kind of target, as the configuration and the engine know it. */
export interface TargetKind {
  /** The schema of a target of this kind in serin.yml. */
  readonly schema: z.ZodType;
  /** Returns the schema of `frozen` of a target of this kind, for baselines that people bring. */
  frozen(config: TargetConfig): z.ZodType;
  /** The unit that is split: each request, the answers of resolvers, which many users share, or the users themselves. */
  readonly splits: SplitUnit;
  /** True when a target only follows the arm that another one decides, and so splits nothing itself; left out: none does. */
  heedsArm?(config: TargetConfig): boolean;
  /** Returns the reason why no target of this kind can have a share above 0 and below 100%; left out: each share is possible. */
  shareProblem?(share: number): { readonly message: string; readonly remedy: string } | null;
  /**
   * Returns the reason why no target of this kind can have the shares of a plan one after the other, where each alone is possible; left
   * out: each order is possible.
   */
  planProblem?(shares: readonly number[]): { readonly message: string; readonly remedy: string } | null;
  /** The name of a target, unique in an account. @throws when the configuration is not of this kind. */
  name(config: TargetConfig): string;
  /** The naming of environments, for kinds that need it: tells whether a configuration names them, and the way to write it. */
  readonly sides?: {
    isNamed(config: TargetConfig): boolean;
    /** True when a configuration without that can be right for a service with environments; left out: never. */
    isFree?(config: TargetConfig): boolean;
    readonly write: string;
  };
  /** Returns the text before the `=` of an explicit choice in a start: the name of the function or of the record. */
  choice(config: TargetConfig): string;
  /** A target of a rollout for programs, such as the hooks of a plan. */
  exact(target: Pick<TargetState, 'config' | 'frozen'>): ExactTarget;
  /** Returns where AWS publishes the metrics of both arms of a target of a rollout, or null; left out for a kind that has none. */
  metrics?(target: Pick<TargetState, 'config' | 'frozen'>): TargetMetrics | null;
  /** Returns where AWS publishes the metrics of what users have, without a rollout; left out for a kind that has none. */
  past?(config: TargetConfig): ArmMetrics;
  /** Returns the names of the targets of this kind that a call changed; left out for a kind whose calls no trail has. */
  changedBy?(call: ApiCall): readonly string[];
  /** Returns the name of the target that the ARN of what AWS deploys stands for; left out for a kind that AWS does not deploy. */
  deployed?(arn: string): string | null;
  /** The adapter. One per process: it queues and paces its calls. Its module is loaded at the first call. */
  create(deps: TargetDeps): Target & Partial<VersionSource> & Partial<DeploymentSource>;
}

const TARGET = { inspect: true, read: true, shift: true, back: true } as const;

const lazyTarget = (load: () => Promise<Target>): Target => lazy(load, TARGET);

/** All kinds of targets. A new kind is one line here and its files. */
export const targetKinds = {
  route53: {
    schema: route53Config,
    frozen: (config) => route53Frozen(route53Config.parse(config)),
    splits: 'resolvers',
    shareProblem: route53ShareProblem,
    sides: {
      isNamed: (config) => 'a' in route53Config.parse(config).identifiers,
      write: '`identifiers: { a: …, b: … }`',
    },
    name: (config) => route53Name(route53Config.parse(config)),
    choice: (config) => route53Config.parse(config).record,
    exact: route53Exact,
    changedBy: recordsChangedBy,
    create: ({ route53, clock }) =>
      lazyTarget(async () => {
        const { createRoute53Target } = await import('./route53/target.ts');
        return createRoute53Target({ client: await route53(), clock });
      }),
  },
  'lambda-alias': {
    schema: lambdaAliasConfig,
    frozen: () => lambdaAliasFrozen,
    splits: 'requests',
    sides: {
      isNamed: (config) => lambdaAliasConfig.parse(config).sides !== undefined,
      write: '`sides: { a: …, b: … }`',
    },
    name: (config) => lambdaAliasName(lambdaAliasConfig.parse(config)),
    choice: (config) => lambdaAliasConfig.parse(config).function,
    exact: lambdaAliasExact,
    changedBy: lambdaAliasesChangedBy,
    metrics: lambdaAliasMetrics,
    past: lambdaAliasPast,
    create: ({ lambda, clock }) =>
      lazy<Target & VersionSource>(
        async () => {
          const { createLambdaAliasTarget } = await import('./lambda-alias/target.ts');
          return createLambdaAliasTarget({ client: await lambda(), clock });
        },
        { ...TARGET, versions: true },
      ),
  },
  launchdarkly: {
    schema: launchdarklyConfig,
    frozen: () => launchdarklyFrozen,
    splits: 'users',
    heedsArm: (config) => launchdarklyConfig.parse(config).by === 'arm',
    sides: {
      isNamed: (config) => hasSides(launchdarklyConfig.parse(config).variations),
      isFree: (config) => launchdarklyConfig.parse(config).by === 'arm',
      write: '`variations: { a: …, b: … }`',
    },
    name: (config) => launchdarklyName(launchdarklyConfig.parse(config)),
    choice: (config) => launchdarklyConfig.parse(config).flag,
    exact: launchdarklyExact,
    create: ({ launchdarkly: access, clock }) =>
      lazyTarget(async () => (await import('./launchdarkly/target.ts')).createLaunchDarklyTarget({ access, clock })),
  },
  edge: {
    schema: edgeConfig,
    frozen: () => edgeFrozen,
    splits: 'users',
    name: (config) => edgeName(edgeConfig.parse(config)),
    choice: (config) => edgeConfig.parse(config).key,
    exact: edgeExact,
    create: ({ keyValueStore: load, clock }) =>
      lazyTarget(async () => (await import('./edge/target.ts')).createEdgeTarget({ load, clock })),
  },
  alb: {
    schema: albConfig,
    frozen: (config) => albFrozen(albConfig.parse(config)),
    // Each request anew; with target-group stickiness the inspection says that it is users.
    splits: 'requests',
    shareProblem: albShareProblem,
    sides: {
      isNamed: (config) => 'a' in albConfig.parse(config).groups,
      write: '`groups: { a: …, b: … }`',
    },
    name: (config) => albName(albConfig.parse(config)),
    choice: (config) => albPlace(albConfig.parse(config)).loadBalancer,
    exact: albExact,
    changedBy: forwardsChangedBy,
    metrics: albMetrics,
    create: ({ elb: load, clock }) =>
      lazyTarget(async () => (await import('./alb/target.ts')).createAlbTarget({ load, clock })),
  },
  ecs: {
    schema: ecsConfig,
    frozen: (config) => ecsFrozen(ecsConfig.parse(config)),
    splits: 'requests',
    shareProblem: ecsShareProblem,
    planProblem: ecsPlanProblem,
    name: (config) => ecsName(ecsConfig.parse(config)),
    choice: (config) => ecsConfig.parse(config).service,
    exact: ecsExact,
    changedBy: ecsServicesChangedBy,
    metrics: ecsMetrics,
    deployed: targetOfService,
    create: ({ ecs: load, clock }) =>
      lazy<Target & VersionSource & DeploymentSource>(
        async () => (await import('./ecs/target.ts')).createEcsTarget({ load, clock }),
        { ...TARGET, versions: true, underWay: true },
      ),
  },
} as const satisfies Record<string, TargetKind>;

/** The word for a kind of target. */
export type TargetKindName = keyof typeof targetKinds;

/** The kind with this word. @throws UnknownTargetKind when there is none. */
export function targetKind(kind: string): TargetKind {
  if (Object.hasOwn(targetKinds, kind)) return targetKinds[kind as TargetKindName];
  throw new UnknownTargetKind(kind);
}

/** Returns the names of the targets that a call to AWS changed. */
export function changedTargets(call: ApiCall): readonly string[] {
  const kinds: readonly TargetKind[] = Object.values(targetKinds);
  return kinds.flatMap(({ changedBy }) => changedBy?.(call) ?? []);
}

/** Returns the name of the target that the ARN of something AWS deploys stands for; null where it stands for none. */
export function deployedTarget(arn: string): string | null {
  const kinds: readonly TargetKind[] = Object.values(targetKinds);
  return kinds.map(({ deployed }) => deployed?.(arn) ?? null).find((name) => name !== null) ?? null;
}

/** Returns the unit that a configured target splits. */
export function splitUnit(config: TargetConfig): SplitUnit {
  const kind = targetKind(config.kind);
  return kind.heedsArm?.(config) ? 'arm' : kind.splits;
}

/** No adapter is known for a kind of target. */
export class UnknownTargetKind extends Error {
  readonly code = 'unknown-target-kind';
  constructor(kind: string) {
    super(`There is no kind of target ${kind}. Use one of ${Object.keys(targetKinds).join(', ')}.`);
    this.name = 'UnknownTargetKind';
  }
}
