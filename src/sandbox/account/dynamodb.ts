import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createTable } from '../../adapters/aws/dynamodb/table.ts';
import { type Observer, watch } from '../cloud/attach.ts';
import { close, listen } from '../server/listen.ts';

/** A DynamoDB on the loopback with Serin's table. */
export interface LocalDynamoDb {
  readonly client: DynamoDBClient;
  /** The client of the functions, whose calls the observer sees. */
  readonly watched: DynamoDBClient;
  readonly table: string;
  /** The address of the server. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const TABLE = 'serin-sandbox';

/** Tracks the requests being answered. Returns a function that waits until there are none. */
function watchRequests(server: Server): () => Promise<void> {
  const underWay = new Set<ServerResponse>();
  server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  return async () => {
    while (underWay.size > 0) await Promise.all([...underWay].map((response) => once(response, 'close')));
  };
}

/**
 * @param path A folder that keeps the data; null for a table that is gone when the sandbox ends.
 * @param observer Sees the calls of the functions, but not those of the sandbox itself.
 */
export async function startDynamoDb(path: string | null, observer: Observer): Promise<LocalDynamoDb> {
  const server = dynalite({ createTableMs: 0, ...(path === null ? {} : { path }) });
  const answered = watchRequests(server);
  const endpoint = await listen(server, 0);
  const config = {
    ...clientDefaults(),
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  };
  const client = new DynamoDBClient(config);
  const watched = watch(new DynamoDBClient(config), 'DynamoDB', observer);
  await createTable(client, TABLE);
  return {
    client,
    watched,
    table: TABLE,
    endpoint,
    close: async () => {
      // A request in progress crashes the process when dynalite's database closes.
      await answered();
      client.destroy();
      watched.destroy();
      await close(server);
    },
  };
}
