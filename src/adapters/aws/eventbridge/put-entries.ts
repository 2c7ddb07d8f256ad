import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { PutEntries } from './put-event.ts';

/** Puts entries on buses by a client of the SDK. */
export function putEntriesBy(client: EventBridgeClient): PutEntries {
  return (Entries) => client.send(new PutEventsCommand({ Entries }));
}
