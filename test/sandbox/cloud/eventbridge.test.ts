import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { beforeEach, describe, expect, it } from 'vitest';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { type BusEvent, createEventBridgeModel } from '../../../src/sandbox/cloud/eventbridge.ts';

const NOW = Date.UTC(2026, 9, 2, 17, 4, 40, 989);

describe('the model of EventBridge', () => {
  let client: EventBridgeClient;
  let happened: (BusEvent | 'answered')[];
  beforeEach(() => {
    happened = [];
    const { model } = createEventBridgeModel({
      now: () => NOW,
      busName: 'serin',
      deliver: (event) => happened.push(event),
    });
    client = attach(new EventBridgeClient({ region: 'us-east-1' }), 'EventBridge', {
      PutEvents: (input: never) => {
        const answer = model.PutEvents?.(input);
        happened.push('answered');
        return answer;
      },
    });
  });

  const anEntry = (over: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
    EventBusName: 'serin',
    Source: 'serin',
    DetailType: 'Command',
    Detail: '{"n":1}',
    ...over,
  });
  const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

  it('delivers an event in the form that targets get, after it answered', async () => {
    const { Entries, FailedEntryCount } = await put(anEntry({ Resources: ['arn:a'] }));
    expect(FailedEntryCount).toBe(0);
    expect(happened).toEqual([
      'answered',
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Command',
        source: 'serin',
        account: '123456789012',
        time: '2026-10-02T17:04:40Z',
        region: 'us-east-1',
        resources: ['arn:a'],
        detail: { n: 1 },
      },
    ]);
  });

  it('gives each event an id of its own and keeps their order', async () => {
    await put(anEntry(), anEntry({ Detail: '{"n":2}' }));
    const events = happened.filter((one) => one !== 'answered');
    expect(events.map(({ detail }) => detail)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ['another bus', { EventBusName: 'other' }, 'InvalidArgument'],
    ['no bus', { EventBusName: undefined }, 'InvalidArgument'],
    ['no source', { Source: '' }, 'InvalidArgument'],
    ['no detail type', { DetailType: undefined }, 'InvalidArgument'],
    ['a source of AWS', { Source: 'aws.cloudwatch' }, 'NotAuthorizedForSourceException'],
    ['a detail that is not JSON', { Detail: 'hello' }, 'MalformedDetail'],
    ['a detail that is not an object', { Detail: '[1]' }, 'MalformedDetail'],
  ])('fails the entry with %s and takes the others', async (_what, over, ErrorCode) => {
    const answer = await put(anEntry(over), anEntry({ Detail: '{"n":2}' }));
    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode }, { EventId: expect.any(String) }] });
    expect(happened).toEqual(['answered', expect.objectContaining({ detail: { n: 2 } })]);
  });

  it('refuses entries that have 256 KB together', async () => {
    const half = JSON.stringify({ text: 'x'.repeat(128 * 1024) });
    await expect(put(anEntry({ Detail: half }), anEntry({ Detail: half }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(put(anEntry({ Detail: half }))).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  it.each([0, 11])('refuses %i entries', async (count) => {
    await expect(put(...Array.from({ length: count }, () => anEntry()))).rejects.toThrow('Entries must have 1 to 10');
  });
});
