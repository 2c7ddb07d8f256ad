import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../../../domain/dead-letter.ts';
import type { DeadLetters } from '../../../ports/dead-letters.ts';
import { parseDeadLetter } from './dead-letter-shape.ts';
import { receiveMessages } from './receive-messages.ts';

/**
 * The time a read hides the messages it receives, in seconds: as long as reading the rest of the queue takes. The alarm on the
 * depth tolerates one sample in a row that misses them.
 */
const LOOK_S = 5;

/** The dependencies of reading the queues. */
interface Parts {
  readonly client: SQSClient;
  readonly urls: Readonly<Record<DeadLetterQueue, string>>;
}

/** Creates the reader of dead letters, which leaves them in their queue. */
export function createDeadLetters({ client, urls }: Parts): DeadLetters {
  return {
    async waiting(queue) {
      const home = await client.config.region();
      const messages = await receiveMessages(client, urls[queue], LOOK_S);
      return messages.map((message) => {
        const { event: _, ...letter } = parseDeadLetter(queue, message, home);
        return letter;
      });
    },
  };
}
