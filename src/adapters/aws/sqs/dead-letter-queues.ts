import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetterQueue } from '../../../domain/dead-letter.ts';
import { type ParsedDeadLetter, parseDeadLetter } from './dead-letter-shape.ts';
import { receiveMessages } from './receive-messages.ts';

/** The time a received dead letter is hidden from others, in seconds: long enough for a person to decide. */
const HIDDEN_SECONDS = 300;

/** There is no such queue here. */
export class QueueMissing extends Error {
  readonly code = 'queue-missing';
  constructor(name: string, options: ErrorOptions) {
    super(
      `There is no queue ${name} in this account and region. Set AWS_REGION, name the installation with --name, or deploy Serin.`,
      options,
    );
    this.name = 'QueueMissing';
  }
}

/** The dependencies of working on dead letters. */
interface Parts {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly queueName: (queue: DeadLetterQueue) => string;
  readonly functionName: (queue: DeadLetterQueue) => string;
}

/** A dead letter that was received and is hidden for a while. */
interface HeldDeadLetter extends ParsedDeadLetter {
  readonly receipt: string;
}

/** Creates the access to an installation's dead letters, for a person with AWS credentials. */
export function createDeadLetterQueues({ sqs, lambda, queueName, functionName }: Parts) {
  const urls = new Map<DeadLetterQueue, Promise<string>>();

  const find = async (queue: DeadLetterQueue): Promise<string> => {
    const QueueName = queueName(queue);
    try {
      return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
    } catch (cause) {
      // Over another protocol SQS has a longer name for it.
      const isMissing = cause instanceof QueueDoesNotExist || /NonExistentQueue/.test((cause as Error).name);
      throw isMissing ? new QueueMissing(QueueName, { cause }) : cause;
    }
  };

  const queueUrl = (queue: DeadLetterQueue): Promise<string> => {
    const url = urls.get(queue) ?? find(queue);
    urls.set(queue, url);
    return url;
  };

  return {
    /** Counts the waiting dead letters. @throws QueueMissing */
    async count(queue: DeadLetterQueue): Promise<number> {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: await queueUrl(queue),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const { ApproximateNumberOfMessages = '0', ApproximateNumberOfMessagesNotVisible = '0' } = Attributes ?? {};
      return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
    },

    /**
     * Receives the waiting dead letters, oldest first, and hides them for five minutes; those that remain are visible again then.
     *
     * @throws QueueMissing
     */
    async take(queue: DeadLetterQueue): Promise<readonly HeldDeadLetter[]> {
      const home = await sqs.config.region();
      const messages = await receiveMessages(sqs, await queueUrl(queue), HIDDEN_SECONDS);
      return messages.map((message) => ({
        ...parseDeadLetter(queue, message, home),
        receipt: message.ReceiptHandle ?? '',
      }));
    },

    /** Lets others see at once what was taken. */
    async putBack({ queue, receipt }: Pick<HeldDeadLetter, 'queue' | 'receipt'>): Promise<void> {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: await queueUrl(queue),
          ReceiptHandle: receipt,
          VisibilityTimeout: 0,
        }),
      );
    },

    /**
     * Invokes the function a dead letter was for, and removes it once Lambda has accepted it. After a failed removal it remains,
     * and counts once when it is replayed again.
     */
    async replay({
      queue,
      event,
      receipt,
    }: Pick<HeldDeadLetter, keyof DeadLetter | 'event' | 'receipt'>): Promise<void> {
      await lambda.send(
        new InvokeCommand({
          FunctionName: functionName(queue),
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify(event)),
        }),
      );
      await sqs.send(new DeleteMessageCommand({ QueueUrl: await queueUrl(queue), ReceiptHandle: receipt }));
    },
  };
}
