import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DeleteItemCommandInput,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Model } from '../../src/sandbox/cloud/attach.ts';

type Item = Record<string, AttributeValue>;
interface Conditional {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

/** A table with `pk` and `sk`, as far as Serin calls it, for so many items that a server would take minutes to fill. */
export interface DynamoDbModel {
  readonly model: Model;
  /** All items, as JSON, by partition key and sort key. */
  readonly items: Map<string, Map<string, string>>;
}

/** Conditions are alternatives of `attribute_not_exists(pk)` and `name = :value`; anything else is not known here. */
function holds(item: Item | undefined, { ConditionExpression: text, ...input }: Conditional): boolean {
  if (text === undefined) return true;
  return text.split(' OR ').some((one) => {
    if (one === 'attribute_not_exists(pk)') return item === undefined;
    const [, name = '', value = ''] = /^(#?\w+) = (:\w+)$/.exec(one) ?? [];
    if (name === '') throw new TypeError(`The model of DynamoDB knows no condition ${one}.`);
    const attribute = item?.[input.ExpressionAttributeNames?.[name] ?? name];
    return JSON.stringify(attribute) === JSON.stringify(input.ExpressionAttributeValues?.[value]);
  });
}

export function createDynamoDbModel(): DynamoDbModel {
  const items: DynamoDbModel['items'] = new Map();
  const keyOf = ({ pk, sk }: Item): readonly [string, string] => [pk?.S ?? '', sk?.S ?? ''];
  const find = (key: Item): Item | undefined => {
    const [pk, sk] = keyOf(key);
    const text = items.get(pk)?.get(sk);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const check = (key: Item, input: Conditional): void => {
    if (holds(find(key), input)) return;
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  };
  const model: Model = {
    GetItem: ({ Key = {} }: GetItemCommandInput) => ({ Item: find(Key) }),
    PutItem({ Item = {}, ...input }: PutItemCommandInput) {
      check(Item, input);
      const [pk, sk] = keyOf(Item);
      items.set(pk, (items.get(pk) ?? new Map()).set(sk, JSON.stringify(Item)));
      return {};
    },
    DeleteItem({ Key = {}, ...input }: DeleteItemCommandInput) {
      check(Key, input);
      const [pk, sk] = keyOf(Key);
      items.get(pk)?.delete(sk);
      return {};
    },
    Query({ ExpressionAttributeValues: values = {}, ScanIndexForward: isUp = true }: QueryCommandInput) {
      const prefix = values[':prefix']?.S ?? '';
      const found = [...(items.get(values[':pk']?.S ?? '') ?? [])].filter(([sk]) => sk.startsWith(prefix)).sort();
      return { Items: (isUp ? found : found.toReversed()).map(([, text]) => JSON.parse(text)) };
    },
  };
  return { model, items };
}
