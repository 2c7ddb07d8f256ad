import {
  EventBridgeServiceException,
  type PutEventsCommandInput,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { Model } from './attach.ts';

/** The most entries of one PutEvents, and the most bytes of all of them. */
const MAX_ENTRIES = 10;
const MAX_ENTRY_BYTES = 256 * 1024;

/** An event as EventBridge hands it to the targets of its rules. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** The dependencies of the model. */
interface World {
  now(): number;
  /** The only bus; an entry for another one fails. */
  readonly busName: string;
  /** Takes each event after PutEvents was answered, in order. Must not throw. */
  deliver(event: BusEvent): void;
}

/** Creates a model of EventBridge: a bus that takes events and delivers them later. */
export function createEventBridgeModel({ now, busName, deliver }: World): { readonly model: Model } {
  let taken = 0;

  const take = (entry: PutEventsRequestEntry): PutEventsResultEntry => {
    const refusal = entryRefusal(entry, busName);
    if (refusal !== null) return refusal;
    taken += 1;
    const id = `00000000-0000-4000-8000-${String(taken).padStart(12, '0')}`;
    const event = toBusEvent(entry, id, now());
    queueMicrotask(() => deliver(event));
    return { EventId: id };
  };

  return {
    model: {
      PutEvents({ Entries = [] }: PutEventsCommandInput) {
        if (Entries.length < 1 || Entries.length > MAX_ENTRIES)
          throw validationException(`Entries must have 1 to ${MAX_ENTRIES}.`);
        if (Entries.reduce((sum, entry) => sum + entrySize(entry), 0) >= MAX_ENTRY_BYTES) {
          throw validationException('Total size of the entries in the request is over the limit.');
        }
        const results = Entries.map(take);
        return {
          FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
          Entries: results,
        };
      },
    },
  };
}

function validationException(message: string): EventBridgeServiceException {
  return new EventBridgeServiceException({ name: 'ValidationException', $fault: 'client', $metadata: {}, message });
}

/** Returns the size of an entry. Source: "Calculating PutEvents event entry size" in the EventBridge user guide. */
function entrySize({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsRequestEntry): number {
  return Buffer.byteLength(Source + DetailType + Detail + Resources.join('')) + (Time === undefined ? 0 : 14);
}

function entryRefusal(entry: PutEventsRequestEntry, busName: string): PutEventsResultEntry | null {
  const refuseEntry = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  const { EventBusName, Source = '', DetailType = '', Detail = '' } = entry;
  if (EventBusName !== busName) return refuseEntry('InvalidArgument', `Event bus ${EventBusName} does not exist.`);
  if (Source === '')
    return refuseEntry('InvalidArgument', 'Parameter Source is not valid. Reason: Source is required.');
  if (Source.startsWith('aws.'))
    return refuseEntry('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (DetailType === '')
    return refuseEntry('InvalidArgument', 'Parameter DetailType is not valid. Reason: it is required.');
  return isJsonObject(Detail) ? null : refuseEntry('MalformedDetail', 'Detail is malformed.');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function toBusEvent(entry: PutEventsRequestEntry, id: string, at: number): BusEvent {
  const { DetailType = '', Source = '', Resources = [], Detail = '', Time = new Date(at) } = entry;
  return {
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: '123456789012',
    time: `${Time.toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: Resources,
    detail: JSON.parse(Detail),
  };
}
