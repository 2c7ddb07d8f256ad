import { HEADER } from './baggage.ts';
import { parseOrNull, textAt } from './json.ts';

/** A message attribute as SendMessage and Publish take it. */
export interface MessageAttribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/**
 * The attributes of a message to SQS or SNS, with the baggage in the attribute `baggage`, where OpenTelemetry puts it too. A
 * message has room for ten attributes, and SNS drops one with more on its way to SQS with raw delivery: nine are yours.
 */
export function toAttributes<A extends object>(
  attributes: A,
  baggage: string,
): A & { readonly baggage?: MessageAttribute } {
  return baggage === '' ? attributes : { ...attributes, [HEADER]: { DataType: 'String', StringValue: baggage } };
}

/**
 * The baggage of a message from SQS, as Lambda hands over its records and as ReceiveMessage gives them. One that SNS sent
 * has it in its attributes with raw delivery, and in its body without. Empty where there is none.
 */
export function fromSqs(message: unknown): string {
  return (
    textAt(message, 'messageAttributes', HEADER, 'stringValue') ||
    textAt(message, 'MessageAttributes', HEADER, 'StringValue') ||
    fromEnvelope(textAt(message, 'body') || textAt(message, 'Body'))
  );
}

/** Returns the baggage in the envelope that SNS adds to a message for SQS when raw delivery is off; empty when there is none. */
function fromEnvelope(body: string): string {
  const envelope = body.includes(`"${HEADER}"`) ? parseOrNull(body) : null;
  return textAt(envelope, 'Type') === 'Notification' ? textAt(envelope, 'MessageAttributes', HEADER, 'Value') : '';
}

/** The baggage of a message from SNS, as Lambda hands over its records; empty where there is none. */
export function fromSns(record: unknown): string {
  return textAt(record, 'Sns', 'MessageAttributes', HEADER, 'Value');
}
