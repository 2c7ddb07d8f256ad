import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromSqs, toAttributes } from '../../src/routing/carry-attributes.ts';
import { fromEventBridge, fromKinesis, toKinesis, toPayload } from '../../src/routing/carry-payload.ts';
import { type Moto, startMoto } from '../support/moto.ts';

const BAGGAGE = 'serin.order=canary~r-1~17~order-api:v54,userId=zo%C3%AB;private';
const ACCOUNT = '123456789012';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

/** What a request carries so that moto knows whom it is for; it checks no signature. */
const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});

/** One call in AWS's JSON protocol. */
async function json(service: string, target: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const headers = { ...signedFor(service), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  const response = await fetch(moto.url, { method: 'POST', headers, body: JSON.stringify(input) });
  expect([target, response.status]).toEqual([target, 200]);
  const text = await response.text();
  return text === '' ? {} : JSON.parse(text);
}

/** One call in AWS's query protocol. */
async function query(service: string, input: Readonly<Record<string, string>>): Promise<string> {
  const headers = { ...signedFor(service), 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ Version: '2010-03-31', ...input });
  const response = await fetch(moto.url, { method: 'POST', headers, body });
  expect([input.Action, response.status]).toEqual([input.Action, 200]);
  return response.text();
}

const aQueue = async (QueueName: string) =>
  (await json('sqs', 'AmazonSQS.CreateQueue', { QueueName })).QueueUrl as string;
async function received(QueueUrl: string): Promise<{ Body: string }> {
  const input = { QueueUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 2 };
  const { Messages = [] } = (await json('sqs', 'AmazonSQS.ReceiveMessage', input)) as { Messages?: { Body: string }[] };
  expect(Messages).toHaveLength(1);
  return Messages[0]!;
}

describe('on the wire, a baggage', () => {
  it('comes through SQS', async () => {
    const QueueUrl = await aQueue('orders');
    const MessageAttributes = toAttributes({ kind: { DataType: 'String', StringValue: 'x' } }, BAGGAGE);
    await json('sqs', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: '{}', MessageAttributes });
    expect(fromSqs(await received(QueueUrl))).toBe(BAGGAGE);
  });

  it.each(['true', 'false'])('comes through SNS to SQS, with raw delivery %s', async (raw) => {
    const name = `orders-raw-${raw}`;
    const QueueUrl = await aQueue(name);
    const topic = await query('sns', { Action: 'CreateTopic', Name: name });
    const TopicArn = /<TopicArn>(.*)<\/TopicArn>/.exec(topic)?.[1] ?? '';
    await query('sns', {
      Action: 'Subscribe',
      TopicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`,
      'Attributes.entry.1.key': 'RawMessageDelivery',
      'Attributes.entry.1.value': raw,
    });
    const { DataType, StringValue } = toAttributes({}, BAGGAGE).baggage!;
    await query('sns', {
      Action: 'Publish',
      TopicArn,
      Message: '{"order":7}',
      'MessageAttributes.entry.1.Name': 'baggage',
      'MessageAttributes.entry.1.Value.DataType': DataType,
      'MessageAttributes.entry.1.Value.StringValue': StringValue,
    });
    const message = await received(QueueUrl);
    expect(message.Body === '{"order":7}').toBe(raw === 'true');
    expect(fromSqs(message)).toBe(BAGGAGE);
  });

  it('comes through EventBridge to its targets', async () => {
    const QueueUrl = await aQueue('events');
    await json('events', 'AWSEvents.PutRule', { Name: 'orders', EventPattern: '{"source":["orders"]}' });
    const Targets = [{ Id: 'q', Arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:events` }];
    await json('events', 'AWSEvents.PutTargets', { Rule: 'orders', Targets });
    const Detail = JSON.stringify(toPayload({ order: 7 }, BAGGAGE));
    await json('events', 'AWSEvents.PutEvents', { Entries: [{ Source: 'orders', DetailType: 'Placed', Detail }] });
    expect(fromEventBridge(JSON.parse((await received(QueueUrl)).Body))).toBe(BAGGAGE);
  });

  it('comes through Kinesis', async () => {
    const StreamName = 'orders';
    const call = (name: string, input: object) => json('kinesis', `Kinesis_20131202.${name}`, input);
    await call('CreateStream', { StreamName, ShardCount: 1 });
    const Data = Buffer.from(toKinesis({ dish: 'crème brûlée' }, BAGGAGE)).toString('base64');
    const { ShardId } = await call('PutRecord', { StreamName, PartitionKey: 'p', Data });
    const start = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await call('GetShardIterator', start);
    const { Records } = (await call('GetRecords', { ShardIterator })) as unknown as { Records: { Data: string }[] };
    expect(Records.map(({ Data: data }) => fromKinesis({ kinesis: { data } }))).toEqual([BAGGAGE]);
  });
});
