import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { createRoute53Target } from '../../../../src/adapters/targets/route53/target.ts';
import type { TestClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import type { TargetWorld } from '../target-contract.ts';

/** One weighted record, with nothing special about it. */
export function aRecord(
  identifier: string,
  weight: number,
  changes: Partial<ResourceRecordSet> = {},
): ResourceRecordSet {
  return {
    Name: 'app.example.com.',
    Type: 'A',
    SetIdentifier: identifier,
    Weight: weight,
    TTL: 60,
    ResourceRecords: [{ Value: identifier === 'primary' ? '1.2.3.4' : '4.3.2.1' }],
    ...changes,
  };
}

/** The configuration of `aRecord`'s two records. */
export function aRoute53Config(zone: string) {
  return { kind: 'route53', zone, record: 'app.example.com', type: 'A', identifiers: ['primary', 'canary'] } as const;
}

/** A zone with `app.example.com`, all weight on `primary`, driven by nothing but the API. */
export async function aRoute53World(
  client: Route53Client,
  clock: TestClock,
  { zone, removeZone }: { readonly zone: string; removeZone(): Promise<void> },
): Promise<TargetWorld> {
  const put = async (...records: readonly ResourceRecordSet[]): Promise<void> => {
    const Changes = records.map((ResourceRecordSet) => ({ Action: 'UPSERT' as const, ResourceRecordSet }));
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
  };
  const list = async (): Promise<readonly ResourceRecordSet[]> => {
    const { ResourceRecordSets = [] } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }));
    return ResourceRecordSets.filter(({ Name }) => Name === 'app.example.com.').toSorted((a, b) =>
      (a.SetIdentifier ?? '').localeCompare(b.SetIdentifier ?? ''),
    );
  };
  await put(aRecord('primary', 100), aRecord('canary', 0));
  return {
    target: createRoute53Target({ client, clock }),
    clock,
    ask: anAsk(aRoute53Config(zone)),
    look: list,
    split: (weight) => put(aRecord('primary', 200 - 2 * weight), aRecord('canary', 2 * weight)),
    async change() {
      const [canary, primary] = await list();
      await put(
        { ...(primary as ResourceRecordSet), ResourceRecords: [{ Value: '9.9.9.9' }] },
        canary as ResourceRecordSet,
      );
    },
    remove: removeZone,
  };
}
