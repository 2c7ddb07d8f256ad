import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalTable, startDynalite } from '../../support/dynalite.ts';
import { scriptOf } from './draw-script.ts';
import type { TableCall } from './world/account.ts';
import { run } from './world/world.ts';

let local: LocalTable;
beforeEach(async () => {
  local = await startDynalite();
});
afterEach(() => local.stop());

/** Items in the order of their keys: a batch has no order of its own. */
function byKey(items: readonly object[]): readonly string[] {
  return items.map((item) => JSON.stringify(Object.entries(item).toSorted())).toSorted();
}

/** What a call is answered by a real server: the items, or the name of the error. */
async function asked(client: DynamoDBClient, { operation, input }: TableCall): Promise<unknown> {
  const given = { ...(input as object), TableName: local.table } as never;
  try {
    switch (operation) {
      case 'GetItem':
        return (await client.send(new GetItemCommand(given))).Item ?? null;
      case 'BatchGetItem': {
        const { Keys } = Object.values((input as { readonly RequestItems: object }).RequestItems)[0] as {
          readonly Keys: [];
        };
        const RequestItems = { [local.table]: { Keys, ConsistentRead: true } };
        const { Responses = {} } = await client.send(new BatchGetItemCommand({ RequestItems }));
        return byKey(Object.values(Responses).flat());
      }
      case 'Query':
        return (await client.send(new QueryCommand(given))).Items ?? [];
      case 'PutItem':
        await client.send(new PutItemCommand(given));
        return 'done';
      case 'DeleteItem':
        await client.send(new DeleteItemCommand(given));
        return 'done';
    }
    throw new TypeError(`The table in memory is asked for ${operation}, and nobody said what dynalite answers.`);
  } catch (error) {
    return (error as Error).name;
  }
}

function answered({ operation, output, refused }: TableCall): unknown {
  if (refused !== null) return refused;
  const { Item, Items, Responses } = output as {
    readonly Item?: unknown;
    readonly Items?: unknown;
    readonly Responses?: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  };
  if (operation === 'BatchGetItem') return byKey(Object.values(Responses ?? {}).flat());
  return operation === 'GetItem' ? (Item ?? null) : operation === 'Query' ? (Items ?? []) : 'done';
}

it.each([1, 12, 72, 87, 139, 261, 434, 628])(
  'answers every call of world %i from memory as dynalite does',
  async (seed) => {
    const calls: TableCall[] = [];
    await run(scriptOf(seed), (call) => calls.push(structuredClone(call)));
    expect(calls.length).toBeGreaterThan(10);
    for (const [n, call] of calls.entries())
      expect(await asked(local.client, call), `${n + 1}: ${call.operation}`).toEqual(answered(call));
  },
);
