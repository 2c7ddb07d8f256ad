import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { parseDeadLetter } from '../../../src/adapters/aws/sqs/dead-letter-shape.ts';
import { sign } from '../../../src/command/mac.ts';
import { deadLetterSubjectText } from '../../../src/domain/dead-letter.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { createSqsModel, queueUrl } from '../../../src/sandbox/cloud/sqs.ts';
import { aCommand } from '../../command/a-command.ts';
import { type LetterPlace, lettersContract } from './dead-letter-queues-contract.ts';

const CONFIG = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

describe('dead letters on the model of SQS', () => {
  lettersContract(async () => {
    const invoked: LetterPlace['invoked'][number][] = [];
    const { model } = createSqsModel({ now: () => 1000, queues: ['serin-dead-letters'] });
    const lambda = attach(new LambdaClient(CONFIG), 'Lambda', {
      Invoke: ({ FunctionName, InvocationType, Payload }: Record<string, string>) => {
        invoked.push({
          name: String(FunctionName),
          type: String(InvocationType),
          event: JSON.parse(Buffer.from(Payload ?? '').toString()),
        });
        return { StatusCode: 202 };
      },
    });
    const sqs = attach(new SQSClient(CONFIG), 'SQS', model);
    return { sqs, lambda, queue: 'serin-dead-letters', url: queueUrl('serin-dead-letters'), invoked };
  });
});

const KEY = 'k'.repeat(32);
const busEvent = (type: string, detail: unknown) => ({ source: 'serin', 'detail-type': type, detail });
const alarmEvent = {
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx'],
  detail: { alarmName: 'checkout-5xx', state: { value: 'ALARM', timestamp: '2026-01-05T09:00:00.000+0000' } },
};
const read = (queue: 'worker' | 'alarm' | 'timer', body: unknown, home = 'us-east-1') =>
  parseDeadLetter(queue, { MessageId: 'm', Body: JSON.stringify(body), Attributes: { SentTimestamp: '5' } }, home);

describe('a dead letter', () => {
  it('of a command says what was asked of which service, and nothing of what a person typed or what proves it', () => {
    const signed = sign(aCommand({ name: 'rollback', service: 'checkout', rollout: null, at: null, text: 'why' }), KEY);
    const { event, ...letter } = read('worker', {
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: busEvent('Command', signed),
      responsePayload: { errorType: 'InternalServerError', errorMessage: 'away' },
    });
    expect(letter).toEqual({
      ...{ queue: 'worker', id: 'm', at: 5, error: 'InternalServerError: away' },
      about: { kind: 'command', command: 'rollback', service: 'checkout' },
    });
    expect(event).toEqual(busEvent('Command', signed));
    expect(deadLetterSubjectText(letter.about)).toBe('the command rollback of checkout');
  });

  it('of an answer of a hook says of which service', () => {
    const { about } = read('worker', busEvent('Hook Answer', { service: 'checkout', token: 'secret' }));
    expect(about).toEqual({ kind: 'hook-answer', service: 'checkout' });
  });

  it('that a rule could not deliver is the event itself, with the error beside it', () => {
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    const letter = parseDeadLetter(
      'alarm',
      {
        Body: JSON.stringify(alarmEvent),
        MessageAttributes: { ERROR_CODE: attribute('NO_PERMISSIONS'), ERROR_MESSAGE: attribute('not allowed') },
      },
      'eu-west-1',
    );
    expect(letter).toMatchObject({
      about: { kind: 'alarm', alarm: 'us-east-1:checkout-5xx', value: 'ALARM' },
      error: 'NO_PERMISSIONS: not allowed',
      event: alarmEvent,
    });
  });

  it('whose event came too late for a try says that', () => {
    const { error } = read('timer', { requestContext: { condition: 'EventAgeExceeded' }, requestPayload: {} });
    expect(error).toBe('EventAgeExceeded');
  });

  it.each([
    ['null in the place of its name', { errorType: null, errorMessage: 'away' }, 'away'],
    ['null in the place of its words', { errorType: 'Runtime.ExitError', errorMessage: null }, 'Runtime.ExitError'],
    ['null in both places', { errorType: null, errorMessage: null }, 'RetriesExhausted'],
    ['no error', null, 'RetriesExhausted'],
    ['a text', 'Task timed out', 'RetriesExhausted'],
    ['a number for its words', { errorMessage: 1 }, 'RetriesExhausted'],
  ])('of an event that failed with %s is read all the same', (_what, responsePayload, error) => {
    const letter = read('worker', {
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: busEvent('Hook Answer', { service: 'checkout' }),
      responsePayload,
    });
    expect(letter).toMatchObject({ about: { kind: 'hook-answer', service: 'checkout' }, error });
  });

  it('names the call that may have changed a target, and nothing else of it', () => {
    const detail = { eventName: 'UpdateAlias20150331', requestParameters: { description: 'typed' } };
    const event = { source: 'aws.lambda', 'detail-type': 'AWS API Call via CloudTrail', detail };
    const { about } = read('timer', event);
    expect(about).toEqual({ kind: 'api-call', name: 'UpdateAlias20150331' });
    expect(deadLetterSubjectText(about)).toBe('a call of UpdateAlias20150331, which may have changed a target');
    expect(read('timer', { ...event, detail: { eventName: '<!channel>' } }).about).toEqual({ kind: 'unknown' });
  });

  it('names the service and the signal of a health signal, and nothing else of it', () => {
    const detail = { v: 1, service: 'checkout', name: 'datadog', health: 'unhealthy', value: 'typed' };
    const event = { source: 'serin.signal', 'detail-type': 'Health Signal', time: '2026-01-05T09:00:00Z', detail };
    const { about } = read('alarm', event);
    expect(about).toEqual({ kind: 'health-signal', service: 'checkout', name: 'datadog' });
    expect(deadLetterSubjectText(about)).toBe('the health signal datadog of checkout');
    expect(read('alarm', { ...event, detail: { ...detail, health: 'bad' } }).about).toEqual({ kind: 'unknown' });
  });

  it.each(['worker', 'alarm', 'timer'] as const)(
    'of the %s function that nobody can make sense of is unknown',
    (queue) => {
      expect(
        read(queue, busEvent('Command', { command: { body: { name: 'rollback', service: '<!here>' } } })).about,
      ).toEqual({
        kind: 'unknown',
      });
      expect(parseDeadLetter(queue, { Body: 'not JSON' }, 'us-east-1')).toMatchObject({
        event: undefined,
        about: { kind: 'unknown' },
      });
    },
  );
});
