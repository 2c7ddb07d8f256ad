import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { createDeadLetters } from '../../adapters/aws/sqs/dead-letters.ts';
import type { DeadLetters } from '../../ports/dead-letters.ts';

/** Creates the reader of the dead-letter queues, with a client of its own. */
export function deadLetterReader(
  config: SQSClientConfig,
  urls: Parameters<typeof createDeadLetters>[0]['urls'],
): DeadLetters {
  return createDeadLetters({ client: new SQSClient(config), urls });
}
