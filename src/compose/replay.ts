import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { createLetterBox } from '../adapters/aws/sqs/letter-box.ts';
import { systemClock } from './clock.ts';
import { deadLetterQueue, functionName } from './installation.ts';

/** What `serin replay` needs, with the credentials and the region of the environment. */
export function createReplay(name: string) {
  return {
    ...createLetterBox({
      sqs: new SQSClient(clientDefaults()),
      lambda: new LambdaClient(clientDefaults()),
      queueName: (queue) => deadLetterQueue(name, queue),
      functionName: (queue) => functionName(name, queue),
    }),
    now: systemClock.now,
  };
}
