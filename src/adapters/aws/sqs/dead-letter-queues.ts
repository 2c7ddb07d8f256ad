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

/** How long what was taken is not given to others, in seconds: long enough for a person to decide. */
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

/** What the dead letters are worked on with. */
interface Parts {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly queueName: (queue: DeadLetterQueue) => string;
  readonly functionName: (queue: DeadLetterQueue) => string;
}

/** A letter that was taken out for a while. */
interface HeldDeadLetter extends ParsedDeadLetter {
  readonly receipt: string;
}

/** The dead letters of an installation, for who has AWS credentials. */
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
    /** How many wait. @throws QueueMissing */
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

    /** Takes out what waits in a queue, oldest first, for five minutes: then what is still there is visible again. @throws QueueMissing */
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
     * Hands a letter to the function it was for, and removes it once Lambda has accepted it. Where the removal fails it is
     * there still, and handed over again it counts once.
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
