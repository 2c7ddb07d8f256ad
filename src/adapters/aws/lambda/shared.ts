import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Shared } from '../../../ports/shared.ts';

/** Lambda could not decrypt the environment of a version, so nothing is known of its variables. */
export class EnvironmentUnreadable extends Error {
  readonly code = 'environment-unreadable';
  constructor(functionName: string, version: string) {
    super(
      `Lambda does not show the environment of ${functionName}:${version}. Allow the worker kms:Decrypt on the key of the function.`,
    );
    this.name = 'EnvironmentUnreadable';
  }
}

/** Creates the comparison of what both arms share, in SSM and in Lambda. Compared values are neither stored nor logged. */
export function createShared({ ssm, lambda }: { ssm: SSMClient; lambda: LambdaClient }): Shared {
  const environment = async (FunctionName: string, Qualifier: string): Promise<ReadonlyMap<string, string>> => {
    const command = new GetFunctionConfigurationCommand({ FunctionName, Qualifier });
    const { Environment } = await lambda.send(command);
    if (Environment?.Error !== undefined) throw new EnvironmentUnreadable(FunctionName, Qualifier);
    return new Map(Object.entries(Environment?.Variables ?? {}));
  };
  return {
    async parameters(names) {
      const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
      const { Parameters = [] } = await ssm.send(command);
      const values = new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
      const there = names.filter((name) => values.has(name));
      const isEqual = new Set(there.map((name) => values.get(name))).size <= 1;
      return { missing: names.filter((name) => !values.has(name)), unequal: isEqual ? [] : there };
    },

    async variables(functionName, versions, names) {
      const [stable, canary] = await Promise.all([
        environment(functionName, versions[0]),
        environment(functionName, versions[1]),
      ]);
      return {
        missing: names.filter((name) => !stable.has(name) && !canary.has(name)),
        unequal: names.filter((name) => stable.get(name) !== canary.get(name)),
      };
    },
  };
}
