import type { LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { createDeadLetterQueues } from '../../../src/adapters/aws/sqs/dead-letter-queues.ts';
import { createDeadLetters } from '../../../src/adapters/aws/sqs/dead-letters.ts';
import { type Deviations, rules } from './contract.ts';

/** Where the rules are tried: a queue that is there and empty, and what sees invocations. */
export interface LetterPlace {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  /** The name of a queue of its own, which is empty. */
  readonly queue: string;
  /** The URL of it. */
  readonly url: string;
  /** What Lambda accepted, by function. */
  readonly invoked: readonly { readonly name: string; readonly type: string; readonly event: unknown }[];
}

const WAKE = { service: 'checkout', rollout: 'r-1', seq: 3, step: 0, generation: 1, at: 60_000 };
const record = (event: unknown) =>
  JSON.stringify({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: event,
    responsePayload: { errorType: 'Throttled', errorMessage: 'not now' },
  });

/** What looking at, taking and replaying dead letters do on an SQS. */
export function lettersContract(place: () => Promise<LetterPlace>, deviations: Deviations = {}): void {
  const it = rules(deviations);

  const opened = async (bodies: readonly string[]) => {
    const { sqs, lambda, queue, url, invoked } = await place();
    for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
    const urls = { worker: url, alarm: url, timer: url };
    const box = createDeadLetterQueues({
      sqs,
      lambda,
      queueName: () => queue,
      functionName: (name) => `serin-${name}`,
    });
    return { box, letters: createDeadLetters({ client: sqs, urls }), invoked };
  };

  it('looks at more letters than SQS gives at a time, and leaves them there', async () => {
    const { box, letters } = await opened(Array.from({ length: 12 }, (_, seq) => record({ ...WAKE, seq })));
    const waiting = await letters.waiting('timer');
    expect(new Set(waiting.map(({ id }) => id)).size).toBe(12);
    expect(waiting[0]).toMatchObject({ about: { kind: 'timer', service: 'checkout' }, error: 'Throttled: not now' });
    expect(waiting[0]?.at).toBeGreaterThan(0);
    expect(await box.count('timer')).toBe(12);
  });

  it('gives a letter to one who takes, until it is put back', async () => {
    const { box } = await opened([record(WAKE)]);
    const [taken] = await box.take('timer');
    expect(taken).toMatchObject({ queue: 'timer', event: WAKE });
    expect(await box.take('timer')).toEqual([]);
    expect(await box.count('timer')).toBe(1);
    if (taken !== undefined) await box.putBack(taken);
    expect(await box.take('timer')).toHaveLength(1);
  });

  it('hands a letter to its function as an event, and removes it', async () => {
    const { box, invoked } = await opened([record(WAKE)]);
    const [taken] = await box.take('timer');
    if (taken !== undefined) await box.replay(taken);
    expect(invoked).toEqual([{ name: 'serin-timer', type: 'Event', event: WAKE }]);
    expect(await box.count('timer')).toBe(0);
  });

  it('says which queue is missing', async () => {
    const { sqs, lambda } = await place();
    const box = createDeadLetterQueues({ sqs, lambda, queueName: () => 'absent', functionName: () => 'f' });
    await expect(box.take('worker')).rejects.toMatchObject({
      code: 'queue-missing',
      message: expect.stringContaining('no queue absent'),
    });
  });
}
