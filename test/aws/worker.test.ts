import {
  type InvokeCommandInput,
  LambdaClient,
  LambdaServiceException,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { stsEndpoint } from '../../src/aws/identity-request.ts';
import { createWorker } from '../../src/aws/worker.ts';
import { objectionTo } from '../../src/command/caller-proof.ts';
import { parseCall } from '../../src/command/caller-wire-format.ts';
import { CALLERS } from '../../src/sandbox/callers.ts';
import { type Answering, divert } from '../../src/sandbox/cloud/attach.ts';
import { provenBy } from './a-caller.ts';
import { localConfig } from './local-config.ts';

const NOW = Date.UTC(2026, 0, 5, 9);

function ask(answer: Answering) {
  const client = divert(new LambdaClient(localConfig), 'Lambda', answer);
  const parts = { functionName: 'serin-worker', installation: 'serin', endpoint: stsEndpoint, now: () => NOW };
  return createWorker({ client, ...parts }).ask({ name: 'list' }, '0123456789abcdef');
}

const failing = (error: Error) => ask(() => Promise.reject(error));
const answering = (payload: string, more = {}) => ask(async () => ({ Payload: Buffer.from(payload), ...more }));
const service = (name: string, $fault: 'client' | 'server') =>
  new LambdaServiceException({ name, $fault, message: 'because', $metadata: {} });

describe('the command line', () => {
  it('calls the worker with a command and a proof that the worker takes', async () => {
    const body = { name: 'pause', service: 'checkout' } as const;
    const call = await provenBy({ credentials: CALLERS.pipeline, sts: stsEndpoint('eu-west-1'), now: () => NOW, body });
    const { command, proof } = parseCall({ ...call });
    expect(command).toEqual({ v: 1, installation: 'serin', key: '0123456789abcdef', issuedAt: NOW, body });
    expect(objectionTo(command, proof, { installation: 'serin', now: NOW })).toBe(null);
  });

  it('calls the function of the installation, and waits for its answer', async () => {
    const asked: unknown[] = [];
    const answer = await ask(async (operation, input) => {
      asked.push(operation, (input as InvokeCommandInput).FunctionName, (input as InvokeCommandInput).InvocationType);
      return { Payload: Buffer.from('{"v":1,"text":"Done."}') };
    });
    expect(asked).toEqual(['Invoke', 'serin-worker', undefined]);
    expect(answer).toMatchObject({ text: 'Done.' });
  });

  it.each([
    [new ResourceNotFoundException({ Type: 'User', message: 'no', $metadata: {} }), 'worker-missing', 'AWS_REGION'],
    [service('AccessDeniedException', 'client'), 'worker-forbidden', 'lambda:InvokeFunction'],
    [new TooManyRequestsException({ message: 'busy', $metadata: {} }), 'worker-silent', 'ask again'],
    [service('ServiceException', 'server'), 'worker-silent', 'ask again'],
    [Object.assign(new Error('timed out'), { name: 'TimeoutError' }), 'worker-silent', 'timed out'],
    [Object.assign(new Error('reset'), { errno: -104 }), 'worker-silent', 'reset'],
  ])('says of %s what it means, and what to do', async (error, code, said) => {
    await expect(failing(error)).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
  });

  it('leaves what the SDK says of credentials as it is', async () => {
    const error = service('UnrecognizedClientException', 'client');
    await expect(failing(error)).rejects.toBe(error);
  });

  it('takes a function that failed for silence, without the words of the failure', async () => {
    const failed = answering('{"errorMessage":"a stack"}', { FunctionError: 'Unhandled' });
    await expect(failed).rejects.toMatchObject({ code: 'worker-silent' });
    await expect(failed).rejects.not.toThrow(/a stack/);
  });

  it.each(['null', '{"v":2}', ''])('says that a worker which answers %j is of another version', async (payload) => {
    await expect(answering(payload)).rejects.toMatchObject({ code: 'worker-differs' });
  });
});

it.each([
  ['eu-west-1', 'https://sts.eu-west-1.amazonaws.com/'],
  ['us-gov-west-1', 'https://sts.us-gov-west-1.amazonaws.com/'],
  ['cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn/'],
])('finds STS of %s', (region, address) => {
  expect(stsEndpoint(region)).toBe(address);
});
