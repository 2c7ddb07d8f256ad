import { GetParametersCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { enterpriseName, secretNames } from './secret-names.ts';

const all = [...Object.values(secretNames), { name: enterpriseName, type: 'String' } as const];

/** The name of a secret, as its parameter ends. */
type SecretName = (typeof all)[number]['name'];

/** The parameters with secrets, for `serin secrets`: they are written here and never read. */
export interface SecretParameters {
  /** Which of them are there. */
  present(): Promise<ReadonlySet<string>>;
  /** Stores one, encrypted where it is a secret, replacing what is there. */
  put(name: SecretName, value: string): Promise<void>;
}

/** @param parts.prefix what the parameters' names begin with; ends in `/`. */
export function createSecretParameters(parts: { client: SSMClient; prefix: string }): SecretParameters {
  const { client, prefix } = parts;
  return {
    async present() {
      // Without decryption: what SSM answers for a secret is not the secret.
      const { Parameters = [] } = await client.send(
        new GetParametersCommand({ Names: all.map(({ name }) => prefix + name), WithDecryption: false }),
      );
      return new Set(Parameters.map(({ Name = '' }) => Name.slice(prefix.length)));
    },
    async put(name, value) {
      const Type = all.find((one) => one.name === name)?.type;
      if (Type === undefined) throw new TypeError(`There is no secret ${name}.`);
      await client.send(new PutParameterCommand({ Name: prefix + name, Value: value, Type, Overwrite: true }));
    },
  };
}
