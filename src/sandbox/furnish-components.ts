import { apiStageConfig } from '../components/api-stage-config.ts';
import { frontendConfig } from '../components/frontend-config.ts';
import { lambdaFunctionsConfig } from '../components/lambda-functions-config.ts';
import type { ComponentConfig } from '../rollout/component.ts';
import { sides } from '../rollout/environment.ts';
import type { Account } from './account.ts';

/** Puts the components of a service into the account, in step: both environments have the first version. */
export function furnishComponent(
  account: Account,
  config: ComponentConfig,
  labels: readonly string[],
  functions: Set<string>,
): void {
  if (config.kind === 'lambda-functions') furnishFunctions(account, config, labels, functions);
  else if (config.kind === 'api-stage') furnishStages(account, config, labels[0] ?? '');
  else furnishBuckets(account, config, labels[0] ?? '');
}

function furnishBuckets({ s3 }: Account, config: ComponentConfig, version: string): void {
  const { buckets, versionFile = 'version.json' } = frontendConfig.parse(config);
  for (const side of sides) {
    s3.createBucket(buckets[side]);
    s3.put(buckets[side], versionFile, JSON.stringify({ version }));
  }
}

function furnishFunctions(
  { lambda }: Account,
  config: ComponentConfig,
  labels: readonly string[],
  functions: Set<string>,
): void {
  const { functions: names, aliases } = lambdaFunctionsConfig.parse(config);
  for (const name of names) {
    if (!functions.has(name)) {
      lambda.createFunction({ name });
      for (const description of labels) lambda.publish(name, { description });
    }
    functions.add(name);
    for (const side of sides) lambda.createAlias(name, aliases[side], '1');
  }
}

/** A variable per side has the name of its stage. */
function furnishStages({ apiGateway }: Account, config: ComponentConfig, label: string): void {
  const { api, stages, perSide = [], basePaths } = apiStageConfig.parse(config);
  const deploymentId = apiGateway.deploy(api, label);
  for (const side of sides) {
    const variables = Object.fromEntries(perSide.map((variable) => [variable, stages[side]]));
    apiGateway.putStage(api, stages[side], { deploymentId, variables });
    const [domain = '', path = '(none)'] = basePaths?.[side].split('/') ?? [];
    if (basePaths !== undefined) apiGateway.mapBasePath(domain, path, api, stages[side]);
  }
}
