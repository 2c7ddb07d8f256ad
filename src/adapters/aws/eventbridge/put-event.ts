import type { PutEventsCommandOutput, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** The source of the events that Serin puts on its bus, but for health signals, which others put there too. */
export const SOURCE = 'serin';

/** Puts entries on buses: one PutEvents. Throws what the call threw. */
export type PutEntries = (
  entries: PutEventsRequestEntry[],
) => Promise<Pick<PutEventsCommandOutput, 'FailedEntryCount' | 'Entries'>>;

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
  { put, busName, source = SOURCE }: { readonly put: PutEntries; readonly busName: string; readonly source?: string },
  DetailType: string,
  Detail: string,
): Promise<void> {
  const entry = { EventBusName: busName, Source: source, DetailType, Detail };
  const { FailedEntryCount, Entries } = await put([entry]);
  const taken = Entries?.[0];
  // PutEvents succeeds as a call when its entry failed.
  if (FailedEntryCount !== 0 || taken?.EventId === undefined) {
    const why = `${taken?.ErrorCode ?? 'no event id'} ${taken?.ErrorMessage ?? ''}`.trimEnd();
    throw new BusRefused(busName, DetailType.toLowerCase(), why);
  }
}
