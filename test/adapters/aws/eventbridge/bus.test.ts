import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { beforeEach, describe, expect, it } from 'vitest';
import { createBus } from '../../../../src/adapters/aws/eventbridge/bus.ts';
import { putEntriesBy } from '../../../../src/adapters/aws/eventbridge/put-entries.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { type BusEvent, createEventBridgeModel } from '../../../../src/sandbox/cloud/eventbridge.ts';
import { aCommand } from '../support/a-command.ts';
import { localConfig } from '../support/local-config.ts';
import { busContract } from './bus-contract.ts';

describe('the bus in the model of EventBridge', () => {
  let client: EventBridgeClient;
  let delivered: BusEvent[];
  let calls: string[];
  beforeEach(() => {
    delivered = [];
    calls = [];
    const { model } = createEventBridgeModel({
      now: () => 1_700_000_000_000,
      busName: 'serin',
      deliver: (event) => delivered.push(event),
    });
    client = attach(new EventBridgeClient(localConfig), 'EventBridge', model, {
      before: ({ operation }) => {
        calls.push(operation);
      },
    });
  });

  busContract(() => putEntriesBy(client));

  it('brings the command to the other end as it was, in one call', async () => {
    await createBus({ put: putEntriesBy(client), busName: 'serin' }).send(aCommand());
    expect(delivered).toMatchObject([{ source: 'serin', 'detail-type': 'Command', detail: aCommand() }]);
    expect(calls).toEqual(['PutEvents']);
  });

  it('does not send a command that is too large', async () => {
    await expect(
      createBus({ put: putEntriesBy(client), busName: 'serin' }).send(aCommand('x'.repeat(256 * 1024))),
    ).rejects.toThrow();
    expect(calls).toEqual([]);
  });

  it.each([
    ['an entry failed', { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }] }],
    ['a failed entry is counted', { FailedEntryCount: 1, Entries: [{ EventId: 'e1' }] }],
    ['there is no event id', { FailedEntryCount: 0, Entries: [] }],
    ['the answer is empty', {}],
  ])('throws when the call succeeds but %s', async (_what, answer) => {
    const odd = attach(new EventBridgeClient(localConfig), 'EventBridge', { PutEvents: () => answer });
    await expect(createBus({ put: putEntriesBy(odd), busName: 'serin' }).send(aCommand())).rejects.toMatchObject({
      code: 'bus-refused',
    });
  });
});
