import type { ComponentConfig } from '../../../../src/domain/environment/component.ts';
import type { EnvironmentId } from '../../../../src/domain/environment/environment.ts';
import type { ApiGatewayCloud } from '../../../../src/sandbox/cloud/api-gateway.ts';
import type { S3Cloud } from '../../../../src/sandbox/cloud/s3.ts';
import { type Functions, furnishFunction } from '../places/lambda-alias.ts';

/** What components are made of in the account. */
export interface Clouds {
  readonly functions: Functions;
  readonly apiGateway: ApiGatewayCloud;
  readonly s3: S3Cloud;
}

type PerSide = Readonly<Record<EnvironmentId, string>>;

const VERSION_FILE = 'version.json';
const isoOf = (at: number): string => new Date(at).toISOString();

/** A front end that says which version it is. */
export function build({ s3 }: Clouds, bucket: string, version: string, now: number): void {
  s3.put(bucket, VERSION_FILE, JSON.stringify({ version, builtAt: isoOf(now) }));
}

/** Components whose newest version is in `b`, as after a deployment to it. */
export function furnishComponents(clouds: Clouds, components: readonly ComponentConfig[], now: number): void {
  for (const config of components) {
    switch (config.kind) {
      case 'lambda-functions': {
        const { a, b } = config.aliases as unknown as PerSide;
        for (const name of config.functions as readonly string[])
          furnishFunction(clouds.functions, name, { live: '1', [a]: '1', [b]: '2' });
        break;
      }
      case 'api-stage': {
        const { a, b } = config.stages as unknown as PerSide;
        const api = String(config.api);
        [a, b].forEach((stage, i) => {
          const deploymentId = clouds.apiGateway.deploy(api, `v5${3 + i}`, now - 1_000 * (2 - i));
          clouds.apiGateway.putStage(api, stage, { deploymentId, variables: {} });
        });
        break;
      }
      default: {
        const { a, b } = config.buckets as unknown as PerSide;
        for (const bucket of [a, b]) clouds.s3.createBucket(bucket);
        build(clouds, a, 'v53', now - 2_000);
        build(clouds, b, 'v54', now - 1_000);
      }
    }
  }
}

/** Somebody deploys to one side, whether that is allowed or not. */
export function deploy(clouds: Clouds, components: readonly ComponentConfig[], side: EnvironmentId, now: number): void {
  for (const config of components) {
    switch (config.kind) {
      case 'lambda-functions': {
        const [name] = config.functions as readonly string[];
        if (name === undefined || clouds.functions.missing.has(name)) break;
        const FunctionVersion = clouds.functions.lambda.publish(name, { description: 'v55' });
        const alias = (config.aliases as unknown as PerSide)[side];
        clouds.functions.lambda.model.UpdateAlias?.({ FunctionName: name, Name: alias, FunctionVersion } as never);
        break;
      }
      case 'api-stage': {
        const api = String(config.api);
        const stage = (config.stages as unknown as PerSide)[side];
        const deploymentId = clouds.apiGateway.deploy(api, 'v55', now);
        clouds.apiGateway.putStage(api, stage, { deploymentId, variables: {} });
        break;
      }
      default:
        build(clouds, (config.buckets as unknown as PerSide)[side], 'v55', now);
    }
  }
}

/** Whether a side is behind the other one in any component, by what is newer there. */
export function isBehind(clouds: Clouds, components: readonly ComponentConfig[], side: EnvironmentId): boolean {
  const other = side === 'a' ? 'b' : 'a';
  const ageOf = (config: ComponentConfig, at: EnvironmentId): readonly string[] => {
    switch (config.kind) {
      case 'lambda-functions': {
        const alias = (config.aliases as unknown as PerSide)[at];
        const names = config.functions as readonly string[];
        return names.map((name) => clouds.functions.lambda.mainVersion(name, alias).padStart(9, '0'));
      }
      case 'api-stage':
        return [clouds.apiGateway.deploymentOf(String(config.api), (config.stages as unknown as PerSide)[at]) ?? ''];
      default: {
        const text = clouds.s3.textOf((config.buckets as unknown as PerSide)[at], VERSION_FILE) ?? '{}';
        return [(JSON.parse(text) as { readonly builtAt?: string }).builtAt ?? ''];
      }
    }
  };
  return components.some((config) => {
    const theirs = ageOf(config, other);
    return ageOf(config, side).some((mine, i) => mine < (theirs[i] ?? ''));
  });
}
