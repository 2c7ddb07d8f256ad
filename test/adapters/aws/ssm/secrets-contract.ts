import { randomUUID } from 'node:crypto';
import { GetParametersCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { type ReadParameters, readParametersBy } from '../../../../src/adapters/aws/ssm/read-parameters.ts';
import { createSecretParameters } from '../../../../src/adapters/aws/ssm/secret-parameters.ts';
import { createSecrets } from '../../../../src/adapters/aws/ssm/secrets.ts';
import { rules } from '../contract.ts';
import { createHandClock } from '../support/hand-clock.ts';

/** The values that `storeSecrets` stores. */
export const secrets = {
  signingSecret: 'value-of-signing-secret',
  botToken: 'value-of-bot-token',
  macKey: 'value-of-mac-key',
  teamId: 'value-of-team-id',
  appId: 'value-of-app-id',
  botId: 'value-of-bot-id',
  botUserId: 'value-of-bot-user-id',
};

/** Stores all secrets but the ones named. */
export async function storeSecrets(client: SSMClient, prefix: string, except: readonly string[] = []): Promise<void> {
  const encrypted = ['signing-secret', 'bot-token', 'mac-key'];
  const names = [...encrypted, 'team-id', 'app-id', 'bot-id', 'bot-user-id'];
  for (const name of names.filter((one) => !except.includes(one))) {
    const Type = encrypted.includes(name) ? 'SecureString' : 'String';
    await client.send(
      new PutParameterCommand({ Name: prefix + name, Value: `value-of-${name}`, Type, Overwrite: true }),
    );
  }
}

/** The secrets of Slack, as SSM holds them. @param read the way in which they are read, by the SDK when left out */
export function secretsContract(
  client: () => SSMClient,
  read: () => ReadParameters = () => readParametersBy(client()),
): void {
  const it = rules({});

  it('gives all secrets in the clear', async () => {
    await storeSecrets(client(), '/full/');
    expect(await createSecrets({ parameters: read(), clock: createHandClock(0), prefix: '/full/' })()).toEqual(secrets);
  });

  it('gives the id of the enterprise where one is stored', async () => {
    await storeSecrets(client(), '/grid/');
    const Name = '/grid/enterprise-id';
    await client().send(new PutParameterCommand({ Name, Value: 'E1', Type: 'String', Overwrite: true }));
    const secretsOf = createSecrets({ parameters: read(), clock: createHandClock(0), prefix: '/grid/' });
    expect(await secretsOf()).toEqual({ ...secrets, enterpriseId: 'E1' });
  });

  it('names every missing parameter and how to put it there, and no value', async () => {
    await storeSecrets(client(), '/half/', ['bot-token', 'team-id']);
    const secretsOf = createSecrets({ parameters: read(), clock: createHandClock(0), prefix: '/half/' })();
    await expect(secretsOf).rejects.toMatchObject({
      code: 'secrets-missing',
      message: 'SSM has no /half/bot-token, /half/team-id. Put them there with: serin secrets',
    });
  });

  it('puts a secret encrypted and an id in the clear, says that they are there, and replaces them', async () => {
    const prefix = `/put-${randomUUID()}/`;
    const others = { targetsPrefix: '/targets/', signalsPrefix: `${prefix}signals/` };
    const parameters = createSecretParameters({ client: client(), prefix, ...others });
    expect(await parameters.present()).toEqual(new Set());
    await parameters.put('bot-token', 'xoxb-old');
    await parameters.put('bot-token', 'xoxb-new');
    await parameters.put('team-id', 'T1');
    expect(await parameters.present()).toEqual(new Set(['bot-token', 'team-id']));
    const Names = [`${prefix}bot-token`, `${prefix}team-id`];
    const { Parameters = [] } = await client().send(new GetParametersCommand({ Names, WithDecryption: true }));
    expect(Parameters.map(({ Type, Value }) => [Type, Value]).sort()).toEqual([
      ['SecureString', 'xoxb-new'],
      ['String', 'T1'],
    ]);
  });
}
