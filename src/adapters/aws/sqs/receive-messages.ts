import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** SQS gives ten messages at a time. */
const MAX_PER_CALL = 10;

/** The most requests of one read: a thousand messages. */
const ROUNDS = 100;

/**
 * Receives what is visible in a queue, until there is nothing more.
 * @param hiddenFor how long what was received is not given to others, in seconds; it comes back by itself
 */
export async function receiveMessages(
  client: SQSClient,
  QueueUrl: string,
  hiddenFor: number,
): Promise<readonly Message[]> {
  const found = new Map<string, Message>();
  for (let round = 0; round < ROUNDS; round++) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MAX_PER_CALL,
        VisibilityTimeout: hiddenFor,
        // Without a wait SQS asks some of its servers only, and may give nothing although something is there.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) found.set(message.MessageId ?? '', message);
  }
  return [...found.values()].sort((one, other) => sentTime(one) - sentTime(other));
}

const sentTime = ({ Attributes }: Message): number => Number(Attributes?.SentTimestamp ?? 0);
