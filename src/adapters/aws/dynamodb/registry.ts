import {
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Claim, type Registry, TargetClaimed } from '../../../ports/store.ts';
import { writeIfConditionHolds } from './conditional-write.ts';
import { sortKeys } from './sort-keys.ts';

/** One thing a service claims. */
interface Claimed {
  readonly kind: 'alarm' | 'target';
  /** The ARN of an alarm, or the name of a target. */
  readonly id: string;
}

/** The item by which the claim is looked up: by alarm or by target. */
const lookupKey = (service: string, { kind, id }: Claimed) =>
  kind === 'alarm'
    ? { pk: { S: `alarm#${id}` }, sk: { S: `service#${service}` } }
    : { pk: { S: `target#${id}` }, sk: { S: 'owner' } };

/** The item that says what a service claims. */
const claimKey = (service: string, { kind, id }: Claimed) => ({
  pk: { S: 'claims' },
  sk: { S: `${service}#${kind}#${id}` },
});

/** Reads the sort key of a claim: neither the name of a service nor a kind has a `#` in it. */
function parseClaimKey(key: string): Claimed & { readonly service: string } {
  const [service = '', kind = '', ...id] = key.split('#');
  return { service, kind: kind === 'alarm' ? 'alarm' : 'target', id: id.join('#') };
}

/** All that a service claims; targets first, since only they can be refused. */
const listClaimed = ({ alarmArns, targets }: Claim): readonly Claimed[] => [
  ...targets.map((id) => ({ kind: 'target', id }) as const),
  ...alarmArns.map((id) => ({ kind: 'alarm', id }) as const),
];

/** The condition under which a service may write a lookup item: nobody has it, or the service itself does. */
const ownershipCondition = (service: string) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR #service = :service',
  ExpressionAttributeNames: { '#service': 'service' },
  ExpressionAttributeValues: { ':service': { S: service } },
});

/**
 * Creates the registry in DynamoDB: the alarms that each service watches and the targets it owns. Each claim is two items: the one
 * that look-ups use, and one under `claims`, which is written first and removed last. So after any interruption the next
 * `register` finds all items.
 */
export function createRegistry({ client, table }: { client: DynamoDBClient; table: string }): Registry {
  const put = (Item: PutItemCommandInput['Item'], condition: object = {}) =>
    client.send(new PutItemCommand({ TableName: table, Item, ...condition }));
  const remove = (Key: DeleteItemCommandInput['Key'], condition: object = {}) =>
    client.send(new DeleteItemCommand({ TableName: table, Key, ...condition }));

  const claimsUnder = async (prefix: string | null) =>
    (await sortKeys({ client, table, pk: 'claims', prefix })).map(parseClaimKey);

  const readOwner = async (target: string): Promise<string | null> => {
    const Key = lookupKey('', { kind: 'target', id: target });
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item?.service?.S ?? null;
  };

  const refuseForeign = async (service: string, target: string) => {
    const owner = await readOwner(target);
    if (owner !== null && owner !== service) throw new TargetClaimed(target, owner);
  };

  const add = async (service: string, claimed: Claimed) => {
    await put(claimKey(service, claimed));
    const item = { ...lookupKey(service, claimed), service: { S: service } };
    if (await writeIfConditionHolds(put(item, ownershipCondition(service)))) return;
    await remove(claimKey(service, claimed));
    throw new TargetClaimed(claimed.id, (await readOwner(claimed.id)) ?? 'that was just removed');
  };

  const drop = async (service: string, claimed: Claimed) => {
    // A target that another service owns by now stays with it.
    await writeIfConditionHolds(remove(lookupKey(service, claimed), ownershipCondition(service)));
    await remove(claimKey(service, claimed));
  };

  return {
    async claims() {
      const claims = new Map<string, { service: string; alarmArns: string[]; targets: string[] }>();
      for (const { service, kind, id } of await claimsUnder(null)) {
        const claim = claims.get(service) ?? { service, alarmArns: [], targets: [] };
        claims.set(service, claim);
        (kind === 'alarm' ? claim.alarmArns : claim.targets).push(id);
      }
      return [...claims.values()];
    },

    async register(claim) {
      const { service } = claim;
      const wanted = listClaimed(claim);
      const kept = new Set(wanted.map((claimed) => claimKey(service, claimed).sk.S));
      const existing = await claimsUnder(`${service}#`);
      const gone = existing.filter((claimed) => !kept.has(claimKey(service, claimed).sk.S));
      // Asked before anything is written; the condition of each write decides when two services race.
      for (const { kind, id } of wanted) if (kind === 'target') await refuseForeign(service, id);
      // Also what is registered already: an earlier run may have ended between the two items of a claim.
      for (const claimed of wanted) await add(service, claimed);
      for (const claimed of gone) await drop(service, claimed);
    },

    owner: readOwner,
  };
}
