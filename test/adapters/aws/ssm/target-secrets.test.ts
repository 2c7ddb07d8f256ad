import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { readParametersBy } from '../../../../src/adapters/aws/ssm/read-parameters.ts';
import { createSecretParameters } from '../../../../src/adapters/aws/ssm/secret-parameters.ts';
import { createLaunchDarklyToken } from '../../../../src/adapters/aws/ssm/target-secrets.ts';
import { attach, type Call } from '../../../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../../../src/sandbox/cloud/ssm.ts';
import { createHandClock } from '../support/hand-clock.ts';

function anAccount() {
  const clock = createHandClock(Date.UTC(2026, 0, 5, 9));
  const calls: Call[] = [];
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const { model } = createSsmModel({ now: clock.now });
  const ssm = new SSMClient({ region: 'us-east-1', credentials });
  const client = attach(ssm, 'SSM', model, {
    after: (call) => {
      calls.push(call);
    },
  });
  const parameters = createSecretParameters({
    ...{ client, prefix: '/serin/slack/' },
    ...{ targetsPrefix: '/serin/targets/', signalsPrefix: '/serin/signals/' },
  });
  const token = createLaunchDarklyToken({ parameters: readParametersBy(client), clock, prefix: '/serin/targets/' });
  const reads = () => calls.filter(({ operation }) => operation === 'GetParameters').length;
  return { clock, client, parameters, token, reads };
}

it('is found where serin secrets put it, encrypted, apart from what Slack needs', async () => {
  const { client, parameters, token } = anAccount();
  await parameters.put('launchdarkly-token', 'api-first');
  expect(await token(false)).toBe('api-first');
  expect([...(await parameters.present())]).toEqual(['launchdarkly-token']);
  await expect(
    client.send(
      new PutParameterCommand({ Name: '/serin/targets/launchdarkly-token', Value: 'x', Type: 'SecureString' }),
    ),
  ).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
});

it('is read once, and again after an hour or when it is not taken', async () => {
  const { clock, parameters, token, reads } = anAccount();
  await parameters.put('launchdarkly-token', 'api-first');
  expect([await token(false), await token(false), reads()]).toEqual(['api-first', 'api-first', 1]);
  await parameters.put('launchdarkly-token', 'api-second');
  expect([await token(true), reads()]).toEqual(['api-second', 2]);
  clock.advance(61 * 60_000);
  expect([await token(false), reads()]).toEqual(['api-second', 3]);
});

it('names the command that stores it when it is not there', async () => {
  await expect(anAccount().token(false)).rejects.toMatchObject({
    code: 'secrets-missing',
    message: expect.stringMatching(/\/serin\/targets\/launchdarkly-token.*serin secrets/),
  });
});
