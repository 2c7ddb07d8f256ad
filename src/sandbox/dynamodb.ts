import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { clientDefaults } from '../aws/client-defaults.ts';
import { createTable } from '../aws/table.ts';
import { close, listen } from './listen.ts';

/** A DynamoDB on the loopback with Serin's table. */
export interface LocalDynamoDb {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Where it is. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const TABLE = 'serin-sandbox';

/** @param path A folder that keeps the data; null for a table that is gone when the sandbox ends. */
export async function startDynamoDb(path: string | null): Promise<LocalDynamoDb> {
  const server = dynalite({ createTableMs: 0, ...(path === null ? {} : { path }) });
  const endpoint = await listen(server, 0);
  const client = new DynamoDBClient({
    ...clientDefaults(),
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  await createTable(client, TABLE);
  return {
    client,
    table: TABLE,
    endpoint,
    close: async () => {
      client.destroy();
      await close(server);
    },
  };
}
