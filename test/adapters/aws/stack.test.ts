import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { createStack } from '../../../src/adapters/aws/stack.ts';
import { functionName, installation } from '../../../src/compose/installation.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { localConfig } from './support/local-config.ts';

/** A stack whose functions answer as Lambda does. */
function answering(answer: (input: InvokeCommandInput) => object) {
  return createStack({
    clients: {
      cloudwatch: new CloudWatchClient(localConfig),
      dynamodb: new DynamoDBClient(localConfig),
      eventbridge: new EventBridgeClient(localConfig),
      scheduler: new SchedulerClient(localConfig),
      lambda: attach(new LambdaClient(localConfig), 'Lambda', { Invoke: answer }),
    },
    names: installation('serin'),
    functionName: (which) => functionName('serin', which),
  });
}

describe('a function that is called', () => {
  it('gets the event, and its answer comes back', async () => {
    const asked: unknown[] = [];
    const stack = answering(({ FunctionName, Payload }) => {
      asked.push([FunctionName, JSON.parse(Buffer.from(Payload as Uint8Array).toString())]);
      return { Payload: Buffer.from('{"statusCode":401}') };
    });
    expect(await stack.invoke('slack', { body: '' })).toEqual({ answer: { statusCode: 401 } });
    expect(asked).toEqual([['serin-slack', { body: '' }]]);
  });

  it('answers null when it gives nothing back', async () => {
    expect(await answering(() => ({ Payload: Buffer.from('null') })).invoke('timer', {})).toEqual({ answer: null });
    expect(await answering(() => ({})).invoke('timer', {})).toEqual({ answer: null });
  });

  it('says what it threw', async () => {
    const thrown = { FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"no table"}') };
    expect(await answering(() => thrown).invoke('alarm', {})).toEqual({ error: 'no table' });
    expect(await answering(() => ({ FunctionError: 'Unhandled' })).invoke('alarm', {})).toEqual({ error: 'Unhandled' });
  });
});
