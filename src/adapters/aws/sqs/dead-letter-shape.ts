import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { servicePattern } from '../../../command/limits.ts';
import { isApiCallEvent } from '../../../command/receive/api-call.ts';
import { healthSignalDetail, isHealthSignalEvent } from '../../../command/receive/health-signal.ts';
import { parseSignedCommand } from '../../../command/wire-format.ts';
import type { DeadLetter, DeadLetterQueue, DeadLetterSubject } from '../../../domain/dead-letter.ts';
import { parseAlarmEvent } from '../cloudwatch/alarm-event.ts';
import { parseTimerEvent } from '../scheduler/timer-event.ts';

/** The most characters kept of an error. */
const ERROR_LENGTH = 300;

/**
 * The record that Lambda writes to a failure destination. Source: "Capturing records of Lambda asynchronous invocations" in the
 * Lambda developer guide.
 */
const failureRecord = z.object({
  requestContext: z.object({ condition: z.string() }),
  requestPayload: z.unknown(),
  responsePayload: z.optional(z.unknown()),
});

/** The error that a function threw, as far as its runtime reports it: a record counts whatever is in here. */
const thrownShape = z.object({ errorType: z.nullish(z.string()), errorMessage: z.nullish(z.string()) });

/** A message of a dead-letter queue, read. */
export interface ParsedDeadLetter extends DeadLetter {
  /** The event that the function was, or would have been, invoked with; undefined when the message cannot be read. */
  readonly event: unknown;
}

/**
 * Reads a message of one of the three queues: the record of Lambda for an event that the function failed at, or what a rule or
 * a schedule could not deliver, which is the event itself with the error in the attributes.
 * @param home the region of Serin
 */
export function parseDeadLetter(queue: DeadLetterQueue, message: Message, home: string): ParsedDeadLetter {
  const { event, error } = readContent(message);
  return {
    queue,
    id: message.MessageId ?? '',
    at: Number(message.Attributes?.SentTimestamp ?? 0),
    about: findSubject(queue, event, home),
    error: error.slice(0, ERROR_LENGTH),
    event,
  };
}

function readContent({ Body = '', MessageAttributes = {} }: Message): {
  readonly event: unknown;
  readonly error: string;
} {
  let body: unknown;
  try {
    body = JSON.parse(Body);
  } catch {
    return { event: undefined, error: 'The message is not JSON.' };
  }
  const record = failureRecord.safeParse(body);
  if (!record.success) {
    const said = ['ERROR_CODE', 'ERROR_MESSAGE'].map((name) => MessageAttributes[name]?.StringValue ?? '');
    return { event: body, error: said.filter((text) => text !== '').join(': ') || 'It was not delivered.' };
  }
  const { requestContext, requestPayload, responsePayload } = record.data;
  const { errorType, errorMessage } = thrownShape.safeParse(responsePayload).data ?? {};
  const thrown = [errorType, errorMessage].filter((text) => !!text);
  return { event: requestPayload, error: thrown.join(': ') || requestContext.condition };
}

const busEvent = z.object({ 'detail-type': z.string(), detail: z.unknown() });
const apiCall = z.object({ eventName: z.string().check(z.regex(/^\w{1,100}$/)) });
const hookAnswer = z.object({ service: z.string().check(z.regex(servicePattern)) });

/** Finds the subject of an event, when it has the shape that the function takes; the function checks whether it is genuine. */
function findSubject(queue: DeadLetterQueue, event: unknown, home: string): DeadLetterSubject {
  try {
    if (queue === 'timer' && isApiCallEvent(event)) {
      return { kind: 'api-call', name: apiCall.parse(busEvent.parse(event).detail).eventName };
    }
    if (queue === 'timer') return { kind: 'timer', service: parseTimerEvent(event).service };
    if (queue === 'alarm' && isHealthSignalEvent(event)) {
      const { service, name } = healthSignalDetail.parse(busEvent.parse(event).detail);
      return { kind: 'health-signal', service, name };
    }
    if (queue === 'alarm') {
      const { name, value } = parseAlarmEvent(event, home);
      return { kind: 'alarm', alarm: name, value };
    }
    const { 'detail-type': type, detail } = busEvent.parse(event);
    if (type === 'Hook Answer') return { kind: 'hook-answer', service: hookAnswer.parse(detail).service };
    const { body } = parseSignedCommand(detail).command;
    return { kind: 'command', command: body.name, service: 'service' in body ? body.service : null };
  } catch {
    return { kind: 'unknown' };
  }
}
