import { expect, it } from 'vitest';
import { createBridge } from '../../src/sandbox/bridge.ts';
import type { Call } from '../../src/sandbox/cloud/attach.ts';

const calls: Call[] = [];
const observer = {
  after: (call: Call) => {
    calls.push(call);
  },
};
const models = { SSM: { GetParameter: ({ Name }: { Name: string }) => ({ Parameter: { Name, at: new Date(5) } }) } };

function aBridge(invoke: (event: unknown) => Promise<unknown>) {
  return createBridge({ models, observer, worker: { invoke } });
}

const toWorker = (event: unknown) => ({ FunctionName: 'serin-worker', Payload: Buffer.from(JSON.stringify(event)) });
const payloadOf = (output: object) => JSON.parse(String((output as { readonly Payload: Buffer }).Payload));

it('answers from the models, where observers see it', async () => {
  const output = await aBridge(async () => null)('SSM', 'GetParameter', { Name: '/a' });
  expect(output).toEqual({ Parameter: { Name: '/a', at: new Date(5) } });
  expect(calls).toMatchObject([{ service: 'SSM', operation: 'GetParameter', error: null }]);
});

it('gives a payload to the worker, and its answer back', async () => {
  const output = await aBridge(async (event) => ({ took: event }))('Lambda', 'Invoke', toWorker({ serin: 1 }));
  expect(output).toMatchObject({ StatusCode: 200 });
  expect(payloadOf(output)).toEqual({ took: { serin: 1 } });
});

it('answers null for a worker that answers nothing', async () => {
  expect(payloadOf(await aBridge(async () => undefined)('Lambda', 'Invoke', toWorker({})))).toBe(null);
});

it('answers for a worker that throws as Lambda does', async () => {
  const output = await aBridge(() => Promise.reject(new RangeError('no')))('Lambda', 'Invoke', toWorker({}));
  expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(payloadOf(output)).toEqual({ errorType: 'RangeError', errorMessage: 'no' });
});

it.each([
  ['Lambda', 'Invoke', { FunctionName: 'checkout-api' }, { name: 'ResourceNotFoundException', $fault: 'client' }],
  ['SSM', 'PutParameter', {}, { code: 'unknown-operation' }],
  ['S3', 'GetObject', {}, { code: 'unknown-operation' }],
])('throws for %s %s %j', async (service, operation, input, error) => {
  await expect(aBridge(async () => null)(service, operation, input)).rejects.toMatchObject(error);
});
