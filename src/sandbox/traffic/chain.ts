import { apiStageConfig } from '../../adapters/components/api-stage/config.ts';
import { frontendConfig } from '../../adapters/components/frontend/config.ts';
import { lambdaFunctionsConfig } from '../../adapters/components/lambda-functions/config.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import { type EnvironmentId, environmentIds } from '../../domain/environment/environment.ts';
import type { Service } from '../../domain/service.ts';
import { apiUrlIn } from '../account/build.ts';
import { ALIAS_VARIABLE } from '../account/seed-components.ts';
import type { ApiGatewayCloud } from '../cloud/api-gateway.ts';
import type { LambdaCloud } from '../cloud/lambda/lambda.ts';
import type { S3Cloud } from '../cloud/s3.ts';
import type { Chance } from './random.ts';

/** A layer that a request went through, and the version it found there. */
export interface Hop {
  /** `front end`, `API stage`, the name of a function. */
  readonly layer: string;
  /** The label of the release, `v54`. */
  readonly version: string;
  /** The environments that have exactly this version: both, while they are in step. */
  readonly sides: readonly EnvironmentId[];
}

/** A layer in both environments. */
export interface Layer {
  readonly name: string;
  /** The label of each environment's version; null where there is none. */
  readonly versions: Readonly<Record<EnvironmentId, string | null>>;
}

/** The models that a chain goes through. */
export interface ChainClouds {
  readonly s3: Pick<S3Cloud, 'textOf'>;
  readonly apiGateway: Pick<ApiGatewayCloud, 'resolve'>;
  readonly lambda: Pick<LambdaCloud, 'pick' | 'mainVersion' | 'descriptionOf'>;
}

/** The layers of a service behind its split: the front end, the API that it names, the functions that the API calls. */
export interface Chain {
  /** The bucket of each environment. */
  readonly buckets: Readonly<Record<EnvironmentId, string>>;
  /** Returns the hop for a document, or a part of a page, from a bucket; null where the bucket has no build. */
  document(bucket: string): Hop | null;
  /** Returns the hops of a page's call to the API that its build names; empty when that API does not answer. */
  call(bucket: string, chance: Pick<Chance, 'uniform'>): readonly Hop[];
  /** True when the API calls this function. */
  calls(functionName: string): boolean;
  layers(): readonly Layer[];
}

/** True when a request met two versions: no environment has all of it. */
export function isMixed(hops: readonly Hop[]): boolean {
  return !environmentIds.some((side) => hops.every((hop) => hop.sides.includes(side)));
}

/** Creates the chain of a service that has a front end, an API and functions; null for any other service. */
export function createChain({ components }: Pick<Service, 'components'>, clouds: ChainClouds): Chain | null {
  const configsOfKind = (kind: string) => components.find((config) => config.kind === kind);
  const [frontend, stage, functions] = [
    configsOfKind('frontend'),
    configsOfKind('api-stage'),
    configsOfKind('lambda-functions'),
  ];
  if (frontend === undefined || stage === undefined || functions === undefined) return null;
  const front = frontLayer(frontend, clouds);
  const api = apiLayer(stage, clouds);
  const code = functionLayer(functions, clouds);
  return {
    buckets: front.buckets,
    document: front.hop,
    call: (bucket, chance) => {
      const reached = api.reached(front.apiUrl(bucket));
      const alias = reached?.variables[ALIAS_VARIABLE];
      if (reached === undefined || alias === undefined) return [];
      return [reached.hop, ...code.hops(alias, chance)];
    },
    calls: (name) => code.names.includes(name),
    layers: () => [front.layer(), api.layer(), ...code.layers()],
  };
}

function forEachEnvironment<T>(of: (side: EnvironmentId) => T): Readonly<Record<EnvironmentId, T>> {
  return { a: of('a'), b: of('b') };
}

function frontLayer(config: ComponentConfig, { s3 }: ChainClouds) {
  const { buckets, versionFile = 'version.json' } = frontendConfig.parse(config);
  const name = 'front end';
  const versionIn = (bucket: string): string | null => {
    const text = s3.textOf(bucket, versionFile);
    return text === undefined ? null : (JSON.parse(text) as { readonly version: string }).version;
  };
  return {
    buckets,
    hop: (bucket: string): Hop | null => {
      const version = versionIn(bucket);
      if (version === null) return null;
      return { layer: name, version, sides: environmentIds.filter((side) => versionIn(buckets[side]) === version) };
    },
    apiUrl: (bucket: string) => apiUrlIn((key) => s3.textOf(bucket, key)),
    layer: (): Layer => ({ name, versions: forEachEnvironment((side) => versionIn(buckets[side])) }),
  };
}

function apiLayer(config: ComponentConfig, { apiGateway }: ChainClouds) {
  const { basePaths } = apiStageConfig.parse(config);
  const name = 'API stage';
  const at = (address: string) => {
    const [domain = '', path = '(none)'] = address.split('/');
    return apiGateway.resolve(domain, path);
  };
  const onSide = (side: EnvironmentId) => (basePaths === undefined ? undefined : at(basePaths[side]));
  return {
    reached: (url: string | null) => {
      const found = url === null ? undefined : at(url.replace(/^https:\/\//, ''));
      if (found === undefined) return undefined;
      const has = environmentIds.filter((side) => onSide(side)?.deploymentId === found.deploymentId);
      return { variables: found.variables, hop: { layer: name, version: found.description, sides: has } };
    },
    layer: (): Layer => ({ name, versions: forEachEnvironment((side) => onSide(side)?.description ?? null) }),
  };
}

function functionLayer(config: ComponentConfig, { lambda }: ChainClouds) {
  const { functions, aliases } = lambdaFunctionsConfig.parse(config);
  return {
    names: functions,
    hops: (alias: string, chance: Pick<Chance, 'uniform'>): readonly Hop[] =>
      functions.map((name) => {
        const version = lambda.pick(name, alias, chance.uniform());
        const has = environmentIds.filter((side) => lambda.mainVersion(name, aliases[side]) === version);
        return { layer: name, version: lambda.descriptionOf(name, version), sides: has };
      }),
    layers: (): readonly Layer[] =>
      functions.map((name) => ({
        name,
        versions: forEachEnvironment((side) => lambda.descriptionOf(name, lambda.mainVersion(name, aliases[side]))),
      })),
  };
}
