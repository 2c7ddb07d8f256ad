import {
  type AttributeValue,
  type BatchGetItemCommandInput,
  ConditionalCheckFailedException,
  type DeleteItemCommandInput,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Model } from '../../src/sandbox/cloud/attach.ts';

type Item = Record<string, AttributeValue>;

/** All items, by partition key and sort key. */
export type Items = Map<string, Map<string, Item>>;

/** Called with every item that was written, and what was there before. */
export type OnPut = (before: Item | undefined, after: Item) => void;

/** The conditions that Serin's adapters write, word for word. Another one is an error, never a condition that holds. */
const CONDITIONS: Readonly<
  Record<string, (item: Item | undefined, values: Readonly<Record<string, AttributeValue>>) => boolean>
> = {
  'attribute_not_exists(pk)': (item) => item === undefined,
  'revision = :expected': (item, values) =>
    item?.revision?.N !== undefined && item.revision.N === values[':expected']?.N,
  'attribute_not_exists(pk) OR #service = :service': (item, values) =>
    item === undefined || item.service?.S === values[':service']?.S,
};

/**
 * DynamoDB with one table in memory: the five operations that Serin uses, conditions included. Passes the store's contract.
 * @param partitions what is in the table; may be filled from outside, with more than a server takes in a minute
 */
export function createMemoryDynamoDb(onPut: OnPut = () => undefined, partitions: Items = new Map()): Model {
  const partition = (pk = ''): Map<string, Item> => {
    const known = partitions.get(pk) ?? new Map<string, Item>();
    partitions.set(pk, known);
    return known;
  };
  const check = (
    item: Item | undefined,
    { ConditionExpression, ExpressionAttributeValues = {} }: PutItemCommandInput | DeleteItemCommandInput,
  ): void => {
    if (ConditionExpression === undefined) return;
    const condition = CONDITIONS[ConditionExpression];
    if (condition === undefined) throw new TypeError(`The table in memory does not know ${ConditionExpression}.`);
    if (!condition(item, ExpressionAttributeValues))
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  };
  return {
    GetItem: ({ Key = {} }: GetItemCommandInput) => {
      const item = partition(Key.pk?.S).get(Key.sk?.S ?? '');
      return item === undefined ? {} : { Item: item };
    },
    BatchGetItem: ({ RequestItems = {} }: BatchGetItemCommandInput) => {
      const found = (keys: readonly Item[]) =>
        keys.flatMap(({ pk, sk }) => {
          const item = partition(pk?.S).get(sk?.S ?? '');
          return item === undefined ? [] : [item];
        });
      return {
        Responses: Object.fromEntries(Object.entries(RequestItems).map(([name, { Keys = [] }]) => [name, found(Keys)])),
        UnprocessedKeys: {},
      };
    },
    PutItem: (input: PutItemCommandInput) => {
      const item = input.Item ?? {};
      const items = partition(item.pk?.S);
      const before = items.get(item.sk?.S ?? '');
      check(before, input);
      items.set(item.sk?.S ?? '', item);
      onPut(before, item);
      return {};
    },
    DeleteItem: (input: DeleteItemCommandInput) => {
      const items = partition(input.Key?.pk?.S);
      const sk = input.Key?.sk?.S ?? '';
      check(items.get(sk), input);
      items.delete(sk);
      return {};
    },
    Query: ({ ExpressionAttributeValues = {}, ScanIndexForward = true }: QueryCommandInput) => {
      const { ':pk': pk, ':prefix': prefix } = ExpressionAttributeValues;
      const items = [...partition(pk?.S).entries()].filter(([sk]) => sk.startsWith(prefix?.S ?? ''));
      const ordered = items.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
      return { Items: ScanIndexForward ? ordered : ordered.reverse() };
    },
  };
}
