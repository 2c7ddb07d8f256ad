import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createTable } from '../../src/adapters/aws/dynamodb/table.ts';

/** A DynamoDB in memory with Serin's table. */
export interface LocalTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  stop(): Promise<void>;
}

/** Starts dynalite on a free port of the loopback interface and creates the table in it. */
export async function startDynalite(): Promise<LocalTable> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTable(client, 'serin');
  return {
    client,
    table: 'serin',
    stop: async () => {
      client.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
