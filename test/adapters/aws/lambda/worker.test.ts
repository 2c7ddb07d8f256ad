import {
  type InvokeCommandInput,
  LambdaClient,
  LambdaServiceException,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createWorker } from '../../../../src/adapters/aws/lambda/worker.ts';
import { RegionUnusable, stsEndpoint } from '../../../../src/adapters/aws/sts/identity-request.ts';
import { proofObjection } from '../../../../src/command/caller-proof.ts';
import { parseCall } from '../../../../src/command/caller-wire-format.ts';
import { CALLERS } from '../../../../src/sandbox/account/callers.ts';
import { type Answering, divert } from '../../../../src/sandbox/cloud/attach.ts';
import { provenBy } from '../support/a-caller.ts';
import { localConfig } from '../support/local-config.ts';

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
    expect(proofObjection(command, proof, { installation: 'serin', now: NOW })).toBe(null);
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

describe('the address of STS', () => {
  it.each([
    ['eu-west-1', 'https://sts.eu-west-1.amazonaws.com/'],
    ['us-east-1', 'https://sts.us-east-1.amazonaws.com/'],
    ['mx-central-1', 'https://sts.mx-central-1.amazonaws.com/'],
    ['us-gov-west-1', 'https://sts.us-gov-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn/'],
    ['eusc-de-east-1', 'https://sts.eusc-de-east-1.amazonaws.eu/'],
    ['us-iso-east-1', 'https://sts.us-iso-east-1.c2s.ic.gov/'],
    ['us-isob-east-1', 'https://sts.us-isob-east-1.sc2s.sgov.gov/'],
  ])('is in the partition of %s', (region, address) => {
    expect(stsEndpoint(region)).toBe(address);
  });

  it('goes by the region alone, whatever the environment says of endpoints', () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:2');
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
    expect(stsEndpoint('eu-west-1')).toBe('https://sts.eu-west-1.amazonaws.com/');
    vi.unstubAllEnvs();
  });

  it.each([
    '',
    'evil.example/',
    'evil.example#',
    'evil.example?',
    'a@evil.example/',
    'evil.example:80/',
    'evil.example\\',
  ])('is made from no region that would choose the host, as %j', (region) => {
    expect(() => stsEndpoint(region)).toThrow(RegionUnusable);
  });

  it('is one of AWS for whatever text it takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (region) => {
        const address = attempt(() => stsEndpoint(region));
        expect(address).toSatisfy((one) => one === null || /^https:\/\/sts\.[^/]+\.amazonaws\.com\/$/.test(one));
      }),
    );
  });
});

function attempt(make: () => string): string | null {
  try {
    return make();
  } catch {
    return null;
  }
}
