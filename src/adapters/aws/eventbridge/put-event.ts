import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** The source of every event that Serin puts on its bus. */
export const SOURCE = 'serin';

/** EventBridge answered, but did not take the event. */
export class BusRefused extends Error {
  readonly code = 'bus-refused';
  constructor(busName: string, what: string, why: string) {
    super(
      `The bus ${busName} did not take the ${what}: ${why}. Nothing was changed; try again, and check that the bus exists.`,
    );
    this.name = 'BusRefused';
  }
}

/** Puts one event on a bus: one PutEvents with one entry. @throws BusRefused */
export async function putEvent(
  { client, busName }: { readonly client: EventBridgeClient; readonly busName: string },
  DetailType: string,
  Detail: string,
): Promise<void> {
  const entry = { EventBusName: busName, Source: SOURCE, DetailType, Detail };
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  const taken = Entries?.[0];
  // PutEvents succeeds as a call when its entry failed.
  if (FailedEntryCount !== 0 || taken?.EventId === undefined) {
    const why = `${taken?.ErrorCode ?? 'no event id'} ${taken?.ErrorMessage ?? ''}`.trimEnd();
    throw new BusRefused(busName, DetailType.toLowerCase(), why);
  }
}
