import { EventBridgeClient, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { putEntriesBy } from '../../../../src/adapters/aws/eventbridge/put-entries.ts';
import { createRolloutEvents } from '../../../../src/adapters/aws/eventbridge/rollout-events.ts';
import type { RolloutEvent } from '../../../../src/domain/rollout/rollout-event.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { localConfig } from '../support/local-config.ts';

const EVENT: RolloutEvent = {
  ...{ v: 1, key: 'r-1#Rollout Completed#', type: 'Rollout Completed', at: 1_700_000_000_000, service: 'checkout' },
  ...{ rollout: 'r-1', stable: 'v53', canary: 'v54', startedBy: 'ada', status: 'completed', step: 7, steps: 6 },
  ...{ weight: 100, reason: null, approvedBy: null, card: null },
};

function aBus(answer: object) {
  const put: NonNullable<PutEventsCommandInput['Entries']> = [];
  const client = attach(new EventBridgeClient(localConfig), 'EventBridge', {
    PutEvents: ({ Entries = [] }: PutEventsCommandInput) => {
      put.push(...Entries);
      return answer;
    },
  } as never);
  return { put, events: createRolloutEvents({ put: putEntriesBy(client), busName: 'serin' }) };
}

it('puts an event of a rollout on the bus under its type', async () => {
  const { put, events } = aBus({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  await events.publish(EVENT);
  expect(put).toMatchObject([{ EventBusName: 'serin', Source: 'serin', DetailType: 'Rollout Completed' }]);
  expect(JSON.parse(put[0]?.Detail ?? '')).toEqual(EVENT);
});

it('throws when the bus did not take it, so that it is told later', async () => {
  const { events } = aBus({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
  await expect(events.publish(EVENT)).rejects.toMatchObject({ code: 'bus-refused' });
});
