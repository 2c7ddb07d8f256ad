import { GetHostedZoneCommand, type ResourceRecordSet, type Route53Client } from '@aws-sdk/client-route-53';
import type { Clock } from '../../../ports/clock.ts';
import { TargetChanged } from '../../../ports/target.ts';
import { faulting } from '../fault.ts';
import type { Route53Config } from './config.ts';
import { readGroup } from './records.ts';
import { createZoneWriter, isInSync, isMismatch, route53Api } from './write.ts';

/** A record by its place. */
type Place = Pick<Route53Config, 'zone' | 'record' | 'type'>;

/** A change of a batch that replaces records: nothing is overwritten that was not read. */
interface Replacement {
  readonly Action: 'CREATE' | 'DELETE';
  readonly ResourceRecordSet: ResourceRecordSet;
}

/** The interval between checks of a change, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

/** Route 53 for turning records into targets: reads a group of whatever policy, changes it in one batch, waits for the change. */
export function createRoute53Adoption({ client, clock }: { readonly client: Route53Client; readonly clock: Clock }) {
  const write = createZoneWriter(client, clock);
  const recordName = ({ record, type }: Place): string => `${record} ${type}`;
  return {
    zoneName: (zone: string): Promise<string> =>
      faulting(route53Api, zone, async () => {
        const { HostedZone } = await client.send(new GetHostedZoneCommand({ Id: zone }));
        return HostedZone?.Name ?? '';
      }),
    group: (place: Place): Promise<readonly ResourceRecordSet[]> =>
      faulting(route53Api, recordName(place), () => readGroup(client, place)),
    change: (place: Place, changes: readonly Replacement[]): Promise<string> =>
      faulting(route53Api, recordName(place), async () => {
        try {
          return (await write(place.zone, changes)) ?? '';
        } catch (error) {
          throw isMismatch(error) ? new TargetChanged(recordName(place), { cause: error }) : error;
        }
      }),
    inSync: async (change: string, patience: number): Promise<boolean> => {
      const until = clock.now() + patience;
      for (;;) {
        if (await faulting(route53Api, change, () => isInSync(client, change))) return true;
        if (clock.now() + LOOK_EVERY_MS > until) return false;
        await clock.wait(LOOK_EVERY_MS);
      }
    },
  };
}
