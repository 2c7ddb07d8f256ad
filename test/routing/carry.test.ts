import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromSns, fromSqs, toAttributes } from '../../src/routing/carry-attributes.ts';
import { fromHttp, toHttp } from '../../src/routing/carry-http.ts';
import { fromEventBridge, fromInvoke, fromKinesis, toKinesis, toPayload } from '../../src/routing/carry-payload.ts';
import { toClientContext } from '../../src/routing/client-context.ts';

const BAGGAGE = 'serin.order=canary~r-1~17~order-api:v54,userId=alice';

/** The records that Lambda hands over, as far as they matter. Source: the events of each service in Lambda's developer guide. */
const sqsRecord = (attributes: ReturnType<typeof toAttributes>, body = '{}') => ({
  messageId: 'm-1',
  body,
  attributes: { ApproximateReceiveCount: '1' },
  messageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
      name,
      { stringValue: StringValue, stringListValues: [], binaryListValues: [], dataType: DataType },
    ]),
  ),
  eventSource: 'aws:sqs',
});
const snsAttributes = (attributes: ReturnType<typeof toAttributes>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
      name,
      { Type: DataType, Value: StringValue },
    ]),
  );
const kinesisRecord = (data: Uint8Array) => ({
  kinesis: { partitionKey: 'p', data: Buffer.from(data).toString('base64') },
  eventSource: 'aws:kinesis',
});
const clientContextOf = (encoded: string | undefined) => ({
  clientContext: encoded === undefined ? undefined : JSON.parse(Buffer.from(encoded, 'base64').toString()),
});

describe('a baggage', () => {
  it('comes through HTTP, whatever the case of the header and however many there are', () => {
    expect(fromHttp(toHttp({ accept: '*/*' }, BAGGAGE))).toBe(BAGGAGE);
    expect(fromHttp({ Baggage: 'a=1', cookie: 'b=2' })).toBe('a=1');
    expect(fromHttp({ baggage: ['a=1', 'b=2'] })).toBe('a=1,b=2');
    expect(fromHttp(new Headers([...['a=1', 'b=2'].map((each) => ['Baggage', each] as [string, string])]))).toBe(
      'a=1, b=2',
    );
    expect(fromHttp(new Headers())).toBe('');
    expect(toHttp({ BAGGAGE: 'old=1', accept: '*/*' }, BAGGAGE)).toEqual({ accept: '*/*', baggage: BAGGAGE });
  });

  it('comes through EventBridge in the detail', () => {
    const detail = toPayload({ order: 7 }, BAGGAGE);
    expect(fromEventBridge({ source: 'orders', 'detail-type': 'Placed', detail })).toBe(BAGGAGE);
    expect(detail).toEqual({ order: 7, _baggage: BAGGAGE });
  });

  it('comes through SQS in a message attribute, beside others, for Lambda and for ReceiveMessage', () => {
    const attributes = toAttributes({ kind: { DataType: 'String', StringValue: 'x' } }, BAGGAGE);
    expect(Object.keys(attributes)).toEqual(['kind', 'baggage']);
    expect(fromSqs(sqsRecord(attributes))).toBe(BAGGAGE);
    expect(fromSqs({ Body: '{}', MessageAttributes: attributes })).toBe(BAGGAGE);
  });

  it('comes through SNS in a message attribute', () => {
    const MessageAttributes = snsAttributes(toAttributes({}, BAGGAGE));
    expect(fromSns({ EventSource: 'aws:sns', Sns: { Type: 'Notification', Message: '{}', MessageAttributes } })).toBe(
      BAGGAGE,
    );
  });

  it('comes through SNS to SQS with raw delivery as an attribute, and without it in the envelope', () => {
    const attributes = toAttributes({}, BAGGAGE);
    expect(fromSqs(sqsRecord(attributes))).toBe(BAGGAGE);
    const envelope = { Type: 'Notification', Message: '{}', MessageAttributes: snsAttributes(attributes) };
    expect(fromSqs(sqsRecord({}, JSON.stringify(envelope)))).toBe(BAGGAGE);
  });

  it("is not taken from a message's own content that looks like an envelope of another type", () => {
    const MessageAttributes = snsAttributes(toAttributes({}, BAGGAGE));
    expect(fromSqs(sqsRecord({}, JSON.stringify({ Type: 'Order', MessageAttributes })))).toBe('');
  });

  it('comes through Kinesis in the data, in any language', () => {
    const data = toKinesis({ dish: 'crème brûlée 🍮' }, BAGGAGE);
    expect(fromKinesis(kinesisRecord(data))).toBe(BAGGAGE);
    expect(JSON.parse(new TextDecoder().decode(data))).toEqual({ dish: 'crème brûlée 🍮', _baggage: BAGGAGE });
  });

  it('comes through an invocation in the payload, and in the client context where the payload must stay as it is', () => {
    expect(fromInvoke(toPayload({ order: 7 }, BAGGAGE), {})).toBe(BAGGAGE);
    expect(fromInvoke({ order: 7 }, clientContextOf(toClientContext(BAGGAGE)))).toBe(BAGGAGE);
    expect(fromInvoke({ order: 7 }, { clientContext: { custom: { baggage: BAGGAGE } } })).toBe(BAGGAGE);
  });

  it('leaves out of a client context what does not fit into it: others first, decisions last', () => {
    const decision = 'serin.order=canary~r-1~17';
    const large = `a=${'x'.repeat(3000)},${decision}`;
    expect(toClientContext(large)?.length).toBeLessThanOrEqual(3583);
    expect(fromInvoke({}, clientContextOf(toClientContext(large)))).toBe(decision);
    expect(toClientContext(`serin.order=${'x'.repeat(3000)}`)).toBeUndefined();
    expect(toClientContext('')).toBeUndefined();
  });

  it('that is empty leaves everything as it was', () => {
    expect(toHttp({ accept: '*/*' }, '')).toEqual({ accept: '*/*' });
    expect(toAttributes({}, '')).toEqual({});
    expect(toPayload({ order: 7 }, '')).toEqual({ order: 7 });
  });

  it('is empty where something else comes in than what was sent, and nothing throws', () => {
    const carriers = [fromEventBridge, fromSqs, fromSns, fromKinesis, (value: unknown) => fromInvoke(value, value)];
    const shaped = fc.oneof(
      fc.anything(),
      fc.string().map((body) => ({ body, kinesis: { data: body }, Sns: body, detail: body })),
      fc.json().map((body) => ({ body: `${body}"baggage"`, kinesis: { data: btoa('"_baggage"'), body } })),
    );
    fc.assert(
      fc.property(shaped, (value) => {
        expect(carriers.map((from) => from(value))).toEqual(carriers.map(() => ''));
      }),
    );
    expect(fromHttp(undefined)).toBe('');
  });
});
