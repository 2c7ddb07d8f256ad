import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../../../domain/dead-letter.ts';
import type { DeadLetters } from '../../../ports/dead-letters.ts';
import { parseDeadLetter } from './dead-letter-shape.ts';
import { receiveMessages } from './receive-messages.ts';

/**
 * How long a look hides what it sees, in seconds: as long as reading the rest of the queue takes. The alarm on the depth stands
 * one sample in a row that misses it.
 */
const LOOK_S = 5;

/** What the queues are read with. */
interface Parts {
  readonly client: SQSClient;
  readonly urls: Readonly<Record<DeadLetterQueue, string>>;
}

/** Looks into the dead letters and leaves them there. */
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
