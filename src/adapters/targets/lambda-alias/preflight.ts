import {
  GetPolicyCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import type { Finding } from '../../../domain/finding.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, ifPossible } from '../finding.ts';
import type { LambdaAliasConfig } from './config.ts';
import type { Alias, Lambda } from './reads.ts';

/** Looks for what makes a split of this alias useless or short-lived. */
export async function preflight(
  lambda: Lambda,
  config: LambdaAliasConfig,
  alias: Alias,
  found: Findings,
): Promise<readonly Finding[]> {
  const looks = await Promise.all([
    callers(lambda, config, alias, found),
    provisionedConcurrency(lambda, config, found),
    deployments(lambda, alias, found),
  ]);
  return looks.flat();
}

/** An API, a load balancer or a queue needs a policy or a mapping on the alias; who calls by IAM alone does not show. */
async function callers({ client, pace }: Lambda, config: LambdaAliasConfig, alias: Alias, found: Findings) {
  return ifPossible('lambda:GetPolicy', found, async () => {
    if (await hasPolicy({ client, pace }, config)) return [];
    return ifPossible('lambda:ListEventSourceMappings', found, async () => {
      if (await hasMapping({ client, pace }, alias)) return [];
      return [
        found.warns(
          'nobody-calls-alias',
          `Nothing that Lambda knows of calls the alias ${config.function}:${config.alias}. Shifting an alias that nobody calls does nothing.`,
          'Let the API, rule or queue refer to the ARN of the alias. Callers that use their own IAM role do not show here.',
        ),
      ];
    });
  });
}

async function hasPolicy({ client, pace }: Lambda, config: LambdaAliasConfig): Promise<boolean> {
  try {
    await pace(() => client.send(new GetPolicyCommand({ FunctionName: config.function, Qualifier: config.alias })));
    return true;
  } catch (error) {
    if (errorCode(error) === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** A page of Lambda's lists may be empty and not be the last one. */
async function hasMapping({ client, pace }: Lambda, { arn }: Alias): Promise<boolean> {
  let marker: string | undefined;
  do {
    const command = new ListEventSourceMappingsCommand({ FunctionName: arn, ...(marker && { Marker: marker }) });
    const page = await pace(() => client.send(command));
    if ((page.EventSourceMappings ?? []).length > 0) return true;
    marker = page.NextMarker;
  } while (marker);
  return false;
}

/**
 * Lambda refuses to set provisioned concurrency on an alias that has weights ("Alias with weights can not be used with
 * Provisioned Concurrency"), and moves weights itself while it allocates. Once allocated, it divides it between the two.
 */
async function provisionedConcurrency({ client, pace }: Lambda, config: LambdaAliasConfig, found: Findings) {
  return ifPossible('lambda:GetProvisionedConcurrencyConfig', found, async () => {
    const command = new GetProvisionedConcurrencyConfigCommand({
      FunctionName: config.function,
      Qualifier: config.alias,
    });
    try {
      const { Status: status } = await pace(() => client.send(command));
      if (status === 'READY') {
        return [
          found.warns(
            'provisioned-concurrency',
            `${config.function}:${config.alias} has provisioned concurrency: it is divided between the two versions, and Lambda refuses to change it during the rollout.`,
            'Expect cold starts on the canary at first, or put provisioned concurrency on the versions instead of the alias.',
          ),
        ];
      }
      return [
        found.blocks(
          'provisioned-concurrency-not-ready',
          `The provisioned concurrency of ${config.function}:${config.alias} is ${status}; Lambda moves the weights of the alias itself until it is READY.`,
          status === 'FAILED'
            ? 'Correct it or remove it, then start again.'
            : 'Wait until it is READY, then start again.',
        ),
      ];
    } catch (error) {
      if (errorCode(error) === 'ProvisionedConcurrencyConfigNotFoundException') return [];
      throw error;
    }
  });
}

/** Lambda does not show CodeDeploy; what shows is the stack that a function came from. */
async function deployments({ client, pace }: Lambda, alias: Alias, found: Findings) {
  return ifPossible('lambda:ListTags', found, async () => {
    const command = new ListTagsCommand({ Resource: alias.arn.split(':').slice(0, 7).join(':') });
    const { Tags: tags = {} } = await pace(() => client.send(command));
    const stack = tags['aws:cloudformation:stack-name'];
    if (stack === undefined) return [];
    return [
      found.warns(
        'stack-deploys-alias',
        `The function belongs to the stack ${stack}. If the stack manages the alias, directly or through CodeDeploy, a deployment moves it too.`,
        'Do not deploy the stack during the rollout, and take CodeDeploy (DeploymentPreference) off this alias.',
      ),
    ];
  });
}
