import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** A flag as LaunchDarkly's SDKs have it, `old` for everybody but the arm of the canary. */
export function anSdkFlag(key: string, version: number, share: number) {
  return {
    key,
    version,
    on: true,
    salt: `salt-of-${key}`,
    variations: ['old', 'new'],
    offVariation: 0,
    targets: [],
    prerequisites: [],
    rules: [
      {
        id: 'serin',
        variation: 1,
        clauses: [{ contextKind: 'user', attribute: 'serin-arm', op: 'in', values: ['canary'], negate: false }],
      },
    ],
    fallthrough: {
      rollout: {
        contextKind: 'user',
        variations: [
          { variation: 1, weight: share * 1000 },
          { variation: 0, weight: 100_000 - share * 1000 },
        ],
      },
    },
  };
}

/** A DynamoDB with flags in it, as the Relay Proxy would write them. */
export interface FlagsTable {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly table: string;
  put(flag: ReturnType<typeof anSdkFlag>): Promise<void>;
  /** Says that the table is complete. */
  complete(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFlagsTable(): Promise<FlagsTable> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const TableName = 'flags';
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'namespace', AttributeType: 'S' },
        { AttributeName: 'key', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'namespace', KeyType: 'HASH' },
        { AttributeName: 'key', KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { TableName });
  const put = async (namespace: string, key: string, more: Record<string, { S: string } | { N: string }> = {}) => {
    await client.send(
      new PutItemCommand({ TableName, Item: { namespace: { S: namespace }, key: { S: key }, ...more } }),
    );
  };
  return {
    client,
    endpoint,
    table: TableName,
    put: (flag) => put('features', flag.key, { version: { N: `${flag.version}` }, item: { S: JSON.stringify(flag) } }),
    complete: () => put('$inited', '$inited'),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
