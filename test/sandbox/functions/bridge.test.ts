import { expect, it } from 'vitest';
import type { Call } from '../../../src/sandbox/cloud/attach.ts';
import { createBridge } from '../../../src/sandbox/functions/bridge.ts';

const calls: Call[] = [];
const observer = {
  after: (call: Call) => {
    calls.push(call);
  },
};
const models = { SSM: { GetParameter: ({ Name }: { Name: string }) => ({ Parameter: { Name, at: new Date(5) } }) } };

const later: unknown[] = [];

function aBridge(invoke: (event: unknown) => Promise<unknown>) {
  const one = { invoke, invokeLater: (event: unknown) => later.push(event) };
  return createBridge({ models, observer, functions: { worker: one, alarm: one, timer: one } });
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

it.each(['worker', 'alarm', 'timer'])('takes an event for the %s function, which is invoked later', async (name) => {
  const input = { FunctionName: `serin-${name}`, InvocationType: 'Event', Payload: Buffer.from(`{"for":"${name}"}`) };
  expect(await aBridge(() => Promise.reject(new Error('now')))('Lambda', 'Invoke', input)).toEqual({ StatusCode: 202 });
  expect(later.at(-1)).toEqual({ for: name });
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
