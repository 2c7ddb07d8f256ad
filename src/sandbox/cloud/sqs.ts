import { randomUUID } from 'node:crypto';
import {
  type ChangeMessageVisibilityCommandInput,
  type DeleteMessageCommandInput,
  type GetQueueAttributesCommandInput,
  type GetQueueUrlCommandInput,
  type Message,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { Model } from './attach.ts';

/** A message in a queue, with the receipt of its receiver. */
interface Kept {
  readonly id: string;
  readonly body: string;
  readonly attributes: SendMessageCommandInput['MessageAttributes'];
  readonly sentAt: number;
  readonly visibleFrom: number;
  /** The handle of the newest receive; older handles are not valid any more. */
  readonly receipt: string | null;
}

/** A model of SQS's standard queues. */
export interface SqsCloud {
  readonly model: Model;
  /** Returns the number of visible messages in a queue. */
  depth(queue: string): number;
}

/** The dependencies of the model. */
interface World {
  now(): number;
  /** The names of all queues. */
  readonly queues: readonly string[];
}

const BASE = 'https://sqs.us-east-1.amazonaws.com/123456789012/';

/** Returns the URL of a queue of the model. */
export const queueUrl = (name: string): string => BASE + name;

/** Creates a model of SQS. Messages come oldest first, which SQS does not promise; a receive does not wait; nothing expires. */
export function createSqsModel({ now, queues }: World): SqsCloud {
  const all = new Map<string, readonly Kept[]>(queues.map((name) => [name, []]));
  const isVisible = ({ visibleFrom }: Kept): boolean => visibleFrom <= now();

  const nameIn = (url = ''): string => {
    const name = url.slice(BASE.length);
    if (url.startsWith(BASE) && all.has(name)) return name;
    throw new QueueDoesNotExist({ message: 'The specified queue does not exist.', $metadata: {} });
  };
  const messagesIn = (name: string): readonly Kept[] => all.get(name) ?? [];

  /** Changes the message that a handle was received with; does nothing when it was deleted or received again. */
  const change = (url: string | undefined, receipt: string | undefined, to: (kept: Kept) => readonly Kept[]) => {
    const name = nameIn(url);
    if (receipt === undefined || receipt === '')
      throw new ReceiptHandleIsInvalid({ message: 'The input receipt handle is invalid.', $metadata: {} });
    all.set(
      name,
      messagesIn(name).flatMap((kept) => (kept.receipt === receipt ? to(kept) : [kept])),
    );
    return {};
  };

  return {
    depth: (queue) => messagesIn(queue).filter(isVisible).length,
    model: {
      GetQueueUrl: ({ QueueName = '' }: GetQueueUrlCommandInput) => ({
        QueueUrl: queueUrl(nameIn(queueUrl(QueueName))),
      }),
      SendMessage({ QueueUrl, MessageBody = '', MessageAttributes }: SendMessageCommandInput) {
        const name = nameIn(QueueUrl);
        const kept: Kept = {
          ...{ id: randomUUID(), body: MessageBody, attributes: MessageAttributes, receipt: null },
          ...{ sentAt: now(), visibleFrom: now() },
        };
        all.set(name, [...messagesIn(name), kept]);
        return { MessageId: kept.id };
      },
      ReceiveMessage({ QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout = 30 }: ReceiveMessageCommandInput) {
        const name = nameIn(QueueUrl);
        const visibleFrom = now() + VisibilityTimeout * 1000;
        const given = new Map(
          messagesIn(name)
            .filter(isVisible)
            .slice(0, MaxNumberOfMessages)
            .map((kept) => [kept.id, { ...kept, visibleFrom, receipt: randomUUID() }] as const),
        );
        all.set(
          name,
          messagesIn(name).map((kept) => given.get(kept.id) ?? kept),
        );
        return given.size === 0 ? {} : { Messages: [...given.values()].map(toReceived) };
      },
      ChangeMessageVisibility: ({
        QueueUrl,
        ReceiptHandle,
        VisibilityTimeout = 0,
      }: ChangeMessageVisibilityCommandInput) =>
        change(QueueUrl, ReceiptHandle, (kept) => [{ ...kept, visibleFrom: now() + VisibilityTimeout * 1000 }]),
      DeleteMessage: ({ QueueUrl, ReceiptHandle }: DeleteMessageCommandInput) =>
        change(QueueUrl, ReceiptHandle, () => []),
      GetQueueAttributes({ QueueUrl }: GetQueueAttributesCommandInput) {
        const kept = messagesIn(nameIn(QueueUrl));
        const visible = kept.filter(isVisible).length;
        return {
          Attributes: {
            ApproximateNumberOfMessages: String(visible),
            ApproximateNumberOfMessagesNotVisible: String(kept.length - visible),
          },
        };
      },
    },
  };
}

function toReceived({ id, body, attributes, sentAt, receipt }: Kept): Message {
  return {
    MessageId: id,
    ReceiptHandle: receipt ?? '',
    Body: body,
    Attributes: { SentTimestamp: String(sentAt) },
    ...(attributes !== undefined && { MessageAttributes: attributes }),
  };
}
