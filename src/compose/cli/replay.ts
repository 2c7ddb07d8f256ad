import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createDeadLetterQueues } from '../../adapters/aws/sqs/dead-letter-queues.ts';
import { systemClock } from '../clock.ts';
import { deadLetterQueueName, functionName } from '../installation.ts';

/** Creates the dependencies of `serin replay`, with the credentials and the region of the environment. */
export function createReplay(name: string) {
  return {
    ...createDeadLetterQueues({
      sqs: new SQSClient(clientDefaults()),
      lambda: new LambdaClient(clientDefaults()),
      queueName: (queue) => deadLetterQueueName(name, queue),
      functionName: (queue) => functionName(name, queue),
    }),
    now: systemClock.now,
  };
}
