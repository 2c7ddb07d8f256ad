import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  paginateListHostedZones,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { FoundRecords, Looked } from '../../ports/survey.ts';
import { ifAllowed } from '../shared/if-allowed.ts';

/** The weighted records of every zone, by name and type. */
export async function surveyRecords(
  client: Route53Client,
  seen: (count: number) => void,
): Promise<Looked<FoundRecords>> {
  const found: FoundRecords[] = [];
  const leftOut: string[] = [];
  await ifAllowed('route53:ListHostedZones', leftOut, async () => {
    for (const zone of await listZones(client)) {
      await ifAllowed(`route53:ListResourceRecordSets of ${zone}`, leftOut, async () => {
        found.push(...groupRecords(zone, await listRecords(client, zone)));
      });
      seen(found.length);
    }
  });
  return { found, leftOut };
}

async function listZones(client: Route53Client): Promise<readonly string[]> {
  const zones: string[] = [];
  for await (const { HostedZones = [] } of paginateListHostedZones({ client }, {})) {
    zones.push(...HostedZones.map(({ Id = '' }) => Id.replace('/hostedzone/', '')));
  }
  return zones;
}

async function listRecords(client: Route53Client, HostedZoneId: string): Promise<readonly ResourceRecordSet[]> {
  const records: ResourceRecordSet[] = [];
  let from: Partial<ListResourceRecordSetsCommandInput> | null = {};
  while (from !== null) {
    const page: ListResourceRecordSetsCommandOutput = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId, ...from }),
    );
    records.push(...(page.ResourceRecordSets ?? []));
    from = page.IsTruncated === true ? nextPage(page) : null;
  }
  return records;
}

function nextPage({ NextRecordName, NextRecordType, NextRecordIdentifier }: ListResourceRecordSetsCommandOutput) {
  return {
    StartRecordName: NextRecordName,
    StartRecordType: NextRecordType,
    StartRecordIdentifier: NextRecordIdentifier,
  };
}

function groupRecords(zone: string, records: readonly ResourceRecordSet[]): readonly FoundRecords[] {
  const groups = new Map<string, ResourceRecordSet[]>();
  for (const record of records.filter(({ Weight }) => Weight !== undefined)) {
    const key = JSON.stringify([record.Name, record.Type]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((group) => ({
    zone,
    record: displayRecordName(group[0]),
    type: group[0]?.Type ?? '',
    identifiers: group.flatMap(({ SetIdentifier }) => SetIdentifier ?? []),
    healthChecks: group.flatMap(({ HealthCheckId }) => HealthCheckId ?? []),
  }));
}

/** As people write it: without the dot at the end, the `*` that Route 53 escapes as itself. */
function displayRecordName(record: ResourceRecordSet | undefined): string {
  return (record?.Name ?? '').replace(/\.$/, '').replace(/^\\052\./, '*.');
}
