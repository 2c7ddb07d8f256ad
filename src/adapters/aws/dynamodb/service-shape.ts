import * as z from 'zod/mini';
import type { ComponentConfig } from '../../../domain/environment/component.ts';
import type { Environment, EnvironmentId, Environments } from '../../../domain/environment/environment.ts';
import type { Json } from '../../../domain/json.ts';
import type { Metric, Plan } from '../../../domain/plan/plan.ts';
import type { ActionUrls, Discovery, Service, SharedDependency, TargetConfig } from '../../../domain/service.ts';
import { exactShape, list, type Shape } from './shape.ts';

/** The shape of anything that JSON can hold. */
export const jsonShape: Shape<Json> = z.json();

/** The shape of the configuration of one target. */
export const targetConfigShape = exactShape<TargetConfig>()(z.catchall(z.object({ kind: z.string() }), jsonShape));

/** The shape of the configuration of components. */
export const componentConfigShape = exactShape<ComponentConfig>()(
  z.catchall(z.object({ kind: z.string() }), jsonShape),
);

const metricShape = exactShape<Metric>()(
  z.object({
    namespace: z.string(),
    name: z.string(),
    dimensions: z.record(z.string(), z.string()),
    statistic: z.enum(['Maximum', 'Minimum', 'Average', 'Sum']),
  }),
);

const plan = exactShape<Plan>()(
  list(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('shift'), weight: z.number() }),
      z.object({ kind: z.literal('cohort'), names: list(z.string()) }),
      z.object({ kind: z.literal('bake'), ms: z.number() }),
      z.object({ kind: z.literal('approve'), from: list(z.string()), count: z.number(), within: z.number() }),
      z.object({
        kind: z.literal('hook'),
        function: z.string(),
        qualifier: z.nullable(z.string()),
        within: z.number(),
        onFailure: z.enum(['hold', 'rollback']),
        pointOfNoReturn: z.boolean(),
      }),
      z.object({
        kind: z.literal('drain'),
        metric: metricShape,
        onCanary: z.exactOptional(metricShape),
        atOrUnder: z.number(),
        atMost: z.number(),
      }),
    ]),
  ),
);

const actionUrls = exactShape<ActionUrls>()(
  z.union([z.object({ stable: z.string(), canary: z.string() }), z.object({ a: z.string(), b: z.string() })]),
);

/** The shape of what discovery answers from. */
export const discoveryShape = exactShape<Discovery>()(
  z.object({
    actions: z.record(z.string(), actionUrls),
    origins: list(z.string()),
  }),
);

/** The shape of an environment id. */
export const sideShape = exactShape<EnvironmentId>()(z.enum(['a', 'b']));

const environment = exactShape<Environment>()(
  z.object({
    name: z.string(),
    stage: z.nullable(z.string()),
    apiUrl: z.nullable(z.string()),
    variables: z.record(z.string(), z.string()),
  }),
);

const environments = exactShape<Environments>()(z.object({ stable: sideShape, a: environment, b: environment }));

const sharedDependency = exactShape<SharedDependency>()(
  z.union([
    z.object({ parameters: list(z.string()) }),
    z.object({ function: z.string(), variables: list(z.string()) }),
  ]),
);

/** The shape of the configuration that a rollout was started with. */
export const serviceShape = exactShape<Service>()(
  z.object({
    name: z.string(),
    channel: z.string(),
    targets: list(targetConfigShape),
    alarms: list(z.string()),
    plan,
    onAlarm: z.enum(['rollback', 'hold', 'ask']),
    missingData: z.enum(['hold', 'ignore']),
    pipelines: list(z.string()),
    selfApproval: z.boolean(),
    rollbackWindow: z.number(),
    discovery: z.nullable(discoveryShape),
    environments: z.nullable(environments),
    components: list(componentConfigShape),
    sharedDependencies: list(sharedDependency),
  }),
);
