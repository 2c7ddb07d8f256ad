import { apiStageConfig } from '../../adapters/components/api-stage/config.ts';
import { lambdaFunctionsConfig } from '../../adapters/components/lambda-functions/config.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import { type EnvironmentId, environmentIds } from '../../domain/environment/environment.ts';
import type { Service } from '../../domain/service.ts';
import { firstCenter } from '../../environments/control-center.ts';
import type { Account } from './account.ts';
import { buildFrontend } from './build.ts';

/** The stage variable that names the alias of the functions that an API calls. */
export const ALIAS_VARIABLE = 'alias';

/** The ages of the first version and the second one, in milliseconds. */
const AGES = [24 * 60 * 60_000, 60 * 60_000];

/** The account to seed, with the functions that exist already. */
interface Place {
  readonly account: Account;
  /** The labels of the versions that every function has. */
  readonly labels: readonly string[];
  readonly functions: Set<string>;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** Seeds the components of a service: users have the first version, and the second is deployed to the other environment. */
export function seedComponents(place: Place, service: Service): void {
  const deployed = {
    ...place,
    onSide: (side: EnvironmentId): number => (side === service.environments?.stable ? 0 : 1),
  };
  for (const config of service.components) {
    if (config.kind === 'lambda-functions') seedFunctions(deployed, config);
    else if (config.kind === 'api-stage') seedStages(deployed, service, config);
    else seedBuckets(deployed, service, config);
  }
}

interface Deployed extends Place {
  /** Returns the position of an environment's version. */
  readonly onSide: (side: EnvironmentId) => number;
}

function buildAge(index: number): number {
  return AGES[index] ?? 0;
}

function seedBuckets({ account, labels, onSide, now }: Deployed, service: Service, config: ComponentConfig): void {
  const { environments, name } = service;
  if (environments === null) return;
  const center = firstCenter(name, environments.stable, 0);
  for (const side of environmentIds) {
    const at = now - buildAge(onSide(side));
    const build = buildFrontend(service, config, { side, version: labels[onSide(side)] ?? '', center, at });
    account.s3.createBucket(build.bucket);
    for (const { key, text } of build.files) account.s3.put(build.bucket, key, text, at);
  }
}

function seedFunctions({ account, labels, functions, onSide }: Deployed, config: ComponentConfig): void {
  const { lambda } = account;
  const { functions: names, aliases } = lambdaFunctionsConfig.parse(config);
  for (const name of names) {
    if (!functions.has(name)) {
      lambda.createFunction({ name });
      for (const description of labels) lambda.publish(name, { description });
    }
    functions.add(name);
    for (const side of environmentIds) lambda.createAlias(name, aliases[side], String(onSide(side) + 1));
  }
}

/**
 * Creates the stages of an API. A variable per environment holds the name of its stage. If the alias is not such a variable,
 * both stages call the alias that a target of the service splits, if there is one.
 */
function seedStages({ account, labels, onSide, now }: Deployed, { targets }: Service, config: ComponentConfig): void {
  const { apiGateway } = account;
  const { api, stages, perSide = [], basePaths } = apiStageConfig.parse(config);
  const deployments = AGES.map((age, index) => apiGateway.deploy(api, labels[index] ?? '', now - age));
  const split = targets.find(({ kind }) => kind === 'lambda-alias');
  const shared = split === undefined ? {} : { [ALIAS_VARIABLE]: String(split.alias) };
  for (const side of environmentIds) {
    const own = Object.fromEntries(perSide.map((variable) => [variable, stages[side]]));
    const deploymentId = deployments[onSide(side)] ?? '';
    apiGateway.putStage(api, stages[side], { deploymentId, variables: { ...shared, ...own } });
    const [domain = '', path = '(none)'] = basePaths?.[side].split('/') ?? [];
    if (basePaths !== undefined) apiGateway.mapBasePath(domain, path, api, stages[side]);
  }
}
