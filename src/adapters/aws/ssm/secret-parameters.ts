import { GetParametersCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { enterpriseName, launchdarklyToken, secretNames, signalKey } from './secret-names.ts';

const ofSlack = [...Object.values(secretNames), { name: enterpriseName, type: 'String' } as const];

const ofTargets = [launchdarklyToken];

const ofSignals = [signalKey];

/** The name of a secret, as its parameter ends. */
type SecretName = (typeof ofSlack | typeof ofTargets | typeof ofSignals)[number]['name'];

/** The parameters with secrets, for `serin secrets`: they are written here and never read. */
export interface SecretParameters {
  /** Returns the names of the parameters that exist. */
  present(): Promise<ReadonlySet<string>>;
  /** Stores one, encrypted where it is a secret, replacing what is there. */
  put(name: SecretName, value: string): Promise<void>;
}

/**
 * @param parts.prefix what the names of Slack's parameters begin with; ends in `/`.
 * @param parts.targetsPrefix the same of what targets need
 * @param parts.signalsPrefix the same of the key for health signals
 */
export function createSecretParameters(parts: {
  client: SSMClient;
  prefix: string;
  targetsPrefix: string;
  signalsPrefix: string;
}): SecretParameters {
  const { client, prefix, targetsPrefix, signalsPrefix } = parts;
  const all = [
    ...ofSlack.map((one) => ({ ...one, path: prefix + one.name })),
    ...ofTargets.map((one) => ({ ...one, path: targetsPrefix + one.name })),
    ...ofSignals.map((one) => ({ ...one, path: signalsPrefix + one.name })),
  ];
  return {
    async present() {
      // Without decryption: what SSM answers for a secret is not the secret.
      const { Parameters = [] } = await client.send(
        new GetParametersCommand({ Names: all.map(({ path }) => path), WithDecryption: false }),
      );
      const found = new Set(Parameters.map(({ Name }) => Name));
      return new Set(all.filter(({ path }) => found.has(path)).map(({ name }) => name));
    },
    async put(name, value) {
      const known = all.find((one) => one.name === name);
      if (known === undefined) throw new TypeError(`There is no secret ${name}.`);
      const { path: Name, type: Type } = known;
      await client.send(new PutParameterCommand({ Name, Value: value, Type, Overwrite: true }));
    },
  };
}
