// A database change in two steps around a rollout, as two Lambda functions made of this one file (docs/reference/steps.md).
//
// Orders have a `total` as text, which the new version reads as a number of cents. `shop-expand` (DIRECTION=expand) adds the
// number beside the text before anybody has the new version; `shop-contract` (DIRECTION=contract) takes the text away when
// nobody has the old one. Both can be called again at any time: what is done already is left alone.
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

const changes = {
  expand: (order) => ({
    UpdateExpression: 'SET totalCents = :cents',
    ConditionExpression: 'attribute_not_exists(totalCents)',
    ExpressionAttributeValues: { ':cents': { N: String(Math.round(Number(order.total.S) * 100)) } },
  }),
  contract: () => ({ UpdateExpression: 'REMOVE #total', ExpressionAttributeNames: { '#total': 'total' } }),
};

/** Which orders a direction has still to do. */
const left = {
  expand: (order) => order.total !== undefined && order.totalCents === undefined,
  contract: (order) => order.total !== undefined,
};

/**
 * The function that Serin calls.
 *
 * @param direction `expand` or `contract`
 */
export function createHandler({ dynamodb, events, table, bus, direction }) {
  /** Changes every order that is left; says how many there were. */
  async function change() {
    let changed = 0;
    let next;
    do {
      const page = await dynamodb.send(new ScanCommand({ TableName: table, ExclusiveStartKey: next }));
      for (const order of page.Items.filter(left[direction])) {
        const Key = { id: order.id };
        await dynamodb.send(new UpdateItemCommand({ TableName: table, Key, ...changes[direction](order) }));
        changed += 1;
      }
      next = page.LastEvaluatedKey;
    } while (next !== undefined);
    return `${changed} orders changed`;
  }

  return async ({ service, rollout, step, call, token }) => {
    const answer = await change().then(
      (text) => ({ ok: true, text }),
      (error) => ({ ok: false, text: String(error) }),
    );
    // Serin waits 20 seconds for what is returned. After that only the event tells it; both together count once.
    const Detail = JSON.stringify({ v: 1, service, rollout, step, call, token, ...answer });
    const entry = { EventBusName: bus, Source: 'serin.hook', DetailType: 'Hook Answer', Detail };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
    return answer;
  };
}

/** What Lambda calls. */
export async function handler(event) {
  const { TABLE: table, SERIN_BUS: bus, DIRECTION: direction } = process.env;
  const clients = { dynamodb: new DynamoDBClient(), events: new EventBridgeClient() };
  return createHandler({ ...clients, table, bus, direction })(event);
}
