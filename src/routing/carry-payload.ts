import { parseOrNull, textAt } from './json.ts';

/** The field of a payload that holds the baggage, where a medium has nothing beside the payload. */
const FIELD = '_baggage';

/** Anything that JSON has in braces. */
export type Payload = Readonly<Record<string, unknown>>;

/**
 * A payload that carries the baggage in its field `_baggage`: the detail of an event for EventBridge, the payload of an
 * invocation of a Lambda function. It reaches also who is invoked asynchronously.
 */
export function toPayload<P extends Payload>(payload: P, baggage: string): P & { readonly _baggage?: string } {
  return baggage === '' ? payload : { ...payload, [FIELD]: baggage };
}

/** The baggage of an event of EventBridge, as its targets get it; empty where there is none. */
export function fromEventBridge(event: unknown): string {
  return textAt(event, 'detail', FIELD);
}

/**
 * The baggage of an invocation of a Lambda function: from the client context if there is one (OpenTelemetry writes `Custom` or
 * `custom`, by its version), otherwise from the payload;
 * empty where there is none.
 * @param context the second argument of the handler
 */
export function fromInvoke(payload: unknown, context?: unknown): string {
  return (
    textAt(context, 'clientContext', 'Custom', 'baggage') ||
    textAt(context, 'clientContext', 'custom', 'baggage') ||
    textAt(payload, FIELD)
  );
}

/**
 * The data of a record for a Kinesis stream, which has nothing beside its data: JSON in UTF-8, with the baggage in the field
 * `_baggage`.
 */
export function toKinesis(payload: Payload, baggage: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(toPayload(payload, baggage)));
}

/** The baggage of a record of a Kinesis stream, as Lambda hands it over; empty where there is none, or no JSON. */
export function fromKinesis(record: unknown): string {
  const text = utf8(textAt(record, 'kinesis', 'data'));
  return text.includes(`"${FIELD}"`) ? textAt(parseOrNull(text), FIELD) : '';
}

function utf8(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
  } catch {
    return '';
  }
}
