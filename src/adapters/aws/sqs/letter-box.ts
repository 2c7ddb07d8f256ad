import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, LetterQueue } from '../../../domain/dead-letter.ts';
import { type ReadLetter, readLetter } from './dead-letter-shape.ts';
import { receiveLetters } from './receive-letters.ts';

/** How long what was taken is not given to others, in seconds: long enough for a person to decide. */
const TAKEN_S = 300;

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
  readonly queueName: (queue: LetterQueue) => string;
  readonly functionName: (queue: LetterQueue) => string;
}

/** A letter that was taken out for a while. */
interface Taken extends ReadLetter {
  readonly receipt: string;
}

/** The dead letters of an installation, for who has AWS credentials. */
export function createLetterBox({ sqs, lambda, queueName, functionName }: Parts) {
  const urls = new Map<LetterQueue, Promise<string>>();

  const find = async (queue: LetterQueue): Promise<string> => {
    const QueueName = queueName(queue);
    try {
      return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
    } catch (cause) {
      // Over another protocol SQS has a longer name for it.
      const isMissing = cause instanceof QueueDoesNotExist || /NonExistentQueue/.test((cause as Error).name);
      throw isMissing ? new QueueMissing(QueueName, { cause }) : cause;
    }
  };

  const urlOf = (queue: LetterQueue): Promise<string> => {
    const url = urls.get(queue) ?? find(queue);
    urls.set(queue, url);
    return url;
  };

  return {
    /** How many wait. @throws QueueMissing */
    async count(queue: LetterQueue): Promise<number> {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: await urlOf(queue),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const { ApproximateNumberOfMessages = '0', ApproximateNumberOfMessagesNotVisible = '0' } = Attributes ?? {};
      return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
    },

    /** Takes out what waits in a queue, oldest first, for five minutes: then what is still there is visible again. @throws QueueMissing */
    async take(queue: LetterQueue): Promise<readonly Taken[]> {
      const home = await sqs.config.region();
      const messages = await receiveLetters(sqs, await urlOf(queue), TAKEN_S);
      return messages.map((message) => ({
        ...readLetter(queue, message, home),
        receipt: message.ReceiptHandle ?? '',
      }));
    },

    /** Lets others see at once what was taken. */
    async putBack({ queue, receipt }: Pick<Taken, 'queue' | 'receipt'>): Promise<void> {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: await urlOf(queue),
          ReceiptHandle: receipt,
          VisibilityTimeout: 0,
        }),
      );
    },

    /**
     * Hands a letter to the function it was for, and removes it once Lambda has accepted it. Where the removal fails it is
     * there still, and handed over again it counts once.
     */
    async replay({ queue, event, receipt }: Pick<Taken, keyof DeadLetter | 'event' | 'receipt'>): Promise<void> {
      await lambda.send(
        new InvokeCommand({
          FunctionName: functionName(queue),
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify(event)),
        }),
      );
      await sqs.send(new DeleteMessageCommand({ QueueUrl: await urlOf(queue), ReceiptHandle: receipt }));
    },
  };
}
