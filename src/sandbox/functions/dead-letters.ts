import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { deadLetterAlarm, deadLetterQueueName, functionName } from '../../compose/installation.ts';
import { type DeadLetterQueue, letterQueues } from '../../domain/dead-letter.ts';
import { type Account, NAMES } from '../account/account.ts';
import { metricId } from '../cloud/cloudwatch/evaluate.ts';
import { queueUrl } from '../cloud/sqs.ts';
import type { VirtualClock } from '../time/clock.ts';
import type { DeadLetter } from './function.ts';

/** The URLs of the dead-letter queues, by function. */
export const letterUrls = Object.fromEntries(
  letterQueues.map((queue) => [queue, queueUrl(deadLetterQueueName(NAMES.installation, queue))]),
) as Readonly<Record<DeadLetterQueue, string>>;

const MINUTE_MS = 60_000;
const queueMetric = (queue: DeadLetterQueue) => ({
  Namespace: 'AWS/SQS',
  MetricName: 'ApproximateNumberOfMessagesVisible',
  Dimensions: [{ Name: 'QueueName', Value: deadLetterQueueName(NAMES.installation, queue) }],
});

/** Returns a function that records a dead letter in `all` and, as Lambda does, in the queue of the function. */
export function createFailureRecorder(
  { clients: { sqs } }: Account,
  all: DeadLetter[],
): (letter: DeadLetter) => Promise<void> {
  return async (letter) => {
    all.push(letter);
    const queue = letterQueues.find((name) => functionName(NAMES.installation, name) === letter.function);
    if (queue === undefined) return;
    const record = {
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: letter.event,
      responsePayload: { errorMessage: letter.error },
    };
    await sqs.send(new SendMessageCommand({ QueueUrl: letterUrls[queue], MessageBody: JSON.stringify(record) }));
  };
}

/** Creates the alarms of stack/watch.yml on the depth of the dead-letter queues, and records the samples that they watch. */
export async function watchDeadLetterQueues(account: Account, clock: VirtualClock): Promise<void> {
  for (const queue of letterQueues) {
    await account.clients.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: deadLetterAlarm(NAMES.installation, queue),
        AlarmDescription: `What the ${queue} function did not take waits in its dead letters`,
        ...queueMetric(queue),
        ...{ Statistic: 'Maximum', Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 1, Threshold: 1 },
        ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
      }),
    );
  }
  clock.every(MINUTE_MS, () => {
    for (const queue of letterQueues) {
      const depth = account.sqs.depth(deadLetterQueueName(NAMES.installation, queue));
      account.cloudwatch.metrics.record(metricId(queueMetric(queue)), clock.now() - 1, depth, 1);
    }
  });
}
