import { type AttributeValue, type DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { interfaces } from '@launchdarkly/node-server-sdk';

type Core = interfaces.PersistentDataStore;

/** What LaunchDarkly's SDK asks a store for, where nothing is written: a function needs `dynamodb:GetItem` and `Query`. */
export interface StoreOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** What the Relay Proxy puts before its namespaces, if anything. */
  readonly prefix?: string;
}

/** Somebody asked to write: the Relay Proxy writes this table, a function only reads it. */
export class StoreIsReadOnly extends Error {
  readonly code = 'store-is-read-only';
  constructor() {
    super('This store only reads. Let the Relay Proxy write the table, and set useLdd in the function.');
    this.name = 'StoreIsReadOnly';
  }
}

/**
 * Reads the flags that LaunchDarkly's Relay Proxy keeps in DynamoDB: one item for each flag, under the partition key
 * `namespace` and the sort key `key`, as JSON in `item`; a token named `$inited` says that the table is complete.
 * What cannot be read is told as not there, as the SDK wants it, and it then answers with the default.
 */
export function createReadOnlyStore({ client, table, prefix }: StoreOptions): Core {
  const prefixed = (name: string): string => (prefix === undefined ? name : `${prefix}:${name}`);
  const read = async (namespace: string, key: string) => {
    const Key = { namespace: { S: namespace }, key: { S: key } };
    return (await client.send(new GetItemCommand({ TableName: table, Key }))).Item;
  };
  const readAll = async (namespace: string) => {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: '#namespace = :namespace',
        ExpressionAttributeNames: { '#namespace': 'namespace' },
        ExpressionAttributeValues: { ':namespace': { S: namespace } },
      },
    );
    const items: Record<string, AttributeValue>[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  };
  return {
    get: (kind, key, callback) => {
      read(prefixed(kind.namespace), key).then(
        (item) => callback(item && described(item)),
        () => callback(undefined),
      );
    },
    getAll: (kind, callback) => {
      readAll(prefixed(kind.namespace)).then(
        (items) => callback(items.map((item) => ({ key: item.key?.S ?? '', item: described(item) }))),
        () => callback(undefined),
      );
    },
    initialized: (callback) => {
      read(prefixed('$inited'), prefixed('$inited')).then(
        (item) => callback(item !== undefined),
        () => callback(false),
      );
    },
    init: (_all, callback) => callback(new StoreIsReadOnly()),
    upsert: (_kind, _key, _item, callback) => callback(new StoreIsReadOnly()),
    close: () => client.destroy(),
    getDescription: () => 'DynamoDB, read only',
  };
}

function described({ version, item, deleted }: Record<string, AttributeValue>): interfaces.SerializedItemDescriptor {
  return {
    version: Number(version?.N ?? 0),
    deleted: deleted?.BOOL === true,
    ...(item?.S === undefined ? {} : { serializedItem: item.S }),
  };
}
