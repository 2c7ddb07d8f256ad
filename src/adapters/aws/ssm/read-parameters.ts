import { GetParametersCommand, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';

/** Reads parameters by their full names, decrypted, in one call: at most ten; those that do not exist are left out. */
export type ReadParameters = (names: string[]) => Promise<readonly Pick<Parameter, 'Name' | 'Value'>[]>;

/** Reads parameters by a client of the SDK. */
export function readParametersBy(client: SSMClient): ReadParameters {
  return async (Names) => {
    const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }));
    return Parameters;
  };
}
