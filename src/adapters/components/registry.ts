import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import type { MetricsByEnvironment } from '../../domain/analysis/metrics.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { Component, MovableComponent } from '../../ports/component.ts';
import { lazy } from '../shared/lazy.ts';
import { apiStageComponent, apiStageConfig } from './api-stage/config.ts';
import { apiStageMetrics } from './api-stage/metrics.ts';
import { frontendComponent, frontendConfig } from './frontend/config.ts';
import { functionComponent, lambdaFunctionsConfig } from './lambda-functions/config.ts';
import { lambdaFunctionsMetrics } from './lambda-functions/metrics.ts';

/** The dependencies of components. Each client is loaded at its first use. */
export interface ComponentDeps {
  readonly lambda: () => Promise<LambdaClient>;
  readonly apiGateway: () => Promise<APIGatewayClient>;
  readonly s3: () => Promise<S3Client>;
}

interface KindOfComponent {
  /** The schema of components of this kind in serin.yml. */
  readonly schema: z.ZodType;
  /** The names of the components of a configuration, each unique in an account. @throws when it is not of this kind. */
  names(config: ComponentConfig): readonly string[];
  /** Returns where AWS publishes the metrics of both environments; left out for a kind that has none. */
  metrics?(config: ComponentConfig): readonly MetricsByEnvironment[];
}

/** One kind of component: Serin brings it up in place, or somebody has to build it. */
export type ComponentKind = KindOfComponent &
  (
    | { readonly brought: 'in-place'; create(deps: ComponentDeps): MovableComponent }
    | { readonly brought: 'by-a-build'; create(deps: ComponentDeps): Component }
  );

const COMPONENT = { read: true, digests: true } as const;
const MOVABLE = { ...COMPONENT, bring: true } as const;

const lazyComponent = (load: () => Promise<Component>): Component => lazy(load, COMPONENT);
const lazyMovable = (load: () => Promise<MovableComponent>): MovableComponent => lazy(load, MOVABLE);

/** All kinds of components. A new kind is one line here and its files. */
export const componentKinds = {
  'lambda-functions': {
    schema: lambdaFunctionsConfig,
    brought: 'in-place',
    names: (config) => lambdaFunctionsConfig.parse(config).functions.map(functionComponent),
    metrics: (config) => lambdaFunctionsMetrics(lambdaFunctionsConfig.parse(config)),
    create: ({ lambda }) =>
      lazyMovable(async () => (await import('./lambda-functions/component.ts')).createLambdaFunctions(await lambda())),
  },
  'api-stage': {
    schema: apiStageConfig,
    brought: 'in-place',
    names: (config) => [apiStageComponent(apiStageConfig.parse(config))],
    metrics: (config) => apiStageMetrics(apiStageConfig.parse(config)),
    create: ({ apiGateway }) =>
      lazyMovable(async () => (await import('./api-stage/component.ts')).createApiStage(await apiGateway())),
  },
  frontend: {
    schema: frontendConfig,
    brought: 'by-a-build',
    names: (config) => [frontendComponent(frontendConfig.parse(config))],
    create: ({ s3 }) => lazyComponent(async () => (await import('./frontend/component.ts')).createFrontend(await s3())),
  },
} as const satisfies Record<string, ComponentKind>;

/** The kinds that have metrics, the entrance first. */
const MEASURED = ['api-stage', 'lambda-functions'] as const;

/**
 * Returns where AWS publishes the metrics of both environments of a service: those of its API, else those of its functions. A
 * request that passes through both counts once.
 */
export function componentMetrics(components: readonly ComponentConfig[]): readonly MetricsByEnvironment[] {
  const found = MEASURED.map((kind) =>
    components.filter((config) => config.kind === kind).flatMap((config) => componentKinds[kind].metrics(config)),
  );
  return found.find(({ length }) => length > 0) ?? [];
}

/** The word for a kind of component. */
export type ComponentKindName = keyof typeof componentKinds;

/** The kind with this word. @throws UnknownComponentKind when there is none. */
export function componentKind(kind: string): ComponentKind {
  if (Object.hasOwn(componentKinds, kind)) return componentKinds[kind as ComponentKindName];
  throw new UnknownComponentKind(kind);
}

/** No adapter is known for a kind of component. */
export class UnknownComponentKind extends Error {
  readonly code = 'unknown-component-kind';
  constructor(kind: string) {
    super(`There is no kind of component ${kind}. Use one of ${Object.keys(componentKinds).join(', ')}.`);
    this.name = 'UnknownComponentKind';
  }
}
