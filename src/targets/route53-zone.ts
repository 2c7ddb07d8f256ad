import {
  GetHostedZoneCommand,
  type HostedZone,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { Finding } from '../rollout/record.ts';
import { type Findings, ifPossible } from './finding.ts';
import type { Route53Config } from './route53-config.ts';
import { storedName } from './route53-records.ts';

/**
 * Whether the hosted zone is the one that resolvers ask for the record. The account does not show what the parent of a
 * zone delegates to, so two public zones of one name can only be pointed out.
 */
export async function zoneFindings(
  client: Route53Client,
  place: Route53Config,
  found: Findings,
): Promise<readonly Finding[]> {
  return ifPossible('route53:GetHostedZone', found, async () => {
    const { HostedZone: zone } = await client.send(new GetHostedZoneCommand({ Id: place.zone }));
    const name = zone?.Name ?? '';
    const record = storedName(place.record);
    if (record !== name && !record.endsWith(`.${name}`)) {
      return [
        found.blocks(
          'record-outside-zone',
          `${place.record} is not inside the zone ${place.zone}, which is ${name}`,
          'Set `zone` to the hosted zone that holds the record.',
        ),
      ];
    }
    if (zone?.Config?.PrivateZone === true) {
      return [
        found.warns(
          'private-zone',
          `The zone ${name} (${place.zone}) is private: only resolvers inside its VPCs see this split.`,
          'Set `zone` to the public zone if the users are on the internet.',
        ),
      ];
    }
    const below = namesBetween(record, name);
    const looks = await Promise.all([
      ...below.map((suffix) => delegatedAway(client, place, suffix, found)),
      ...[name, ...below].map((suffix) => rivals(client, place, { suffix, zone: name }, found)),
    ]);
    return looks.flat();
  });
}

/** The names from the record up to, and without, the zone: where a more specific zone could begin. */
function namesBetween(record: string, zone: string): readonly string[] {
  const names: string[] = [];
  for (let name = record; name !== zone; name = name.slice(name.indexOf('.') + 1)) {
    names.push(name);
  }
  return names;
}

/** The zone itself hands the name to other name servers: whatever it says below that is never asked. */
async function delegatedAway(
  client: Route53Client,
  place: Route53Config,
  suffix: string,
  found: Findings,
): Promise<readonly Finding[]> {
  const { ResourceRecordSets: [first] = [] } = await client.send(
    new ListResourceRecordSetsCommand({
      HostedZoneId: place.zone,
      StartRecordName: suffix,
      StartRecordType: 'NS',
      MaxItems: 1,
    }),
  );
  if (first?.Name !== suffix || first.Type !== 'NS') return [];
  return [notAsked(place, `it delegates ${suffix} to other name servers`, found)];
}

/** Other public zones of the account that could answer instead. */
async function rivals(
  client: Route53Client,
  place: Route53Config,
  { suffix, zone }: { readonly suffix: string; readonly zone: string },
  found: Findings,
): Promise<readonly Finding[]> {
  return ifPossible('route53:ListHostedZonesByName', found, async () => {
    const { HostedZones: zones = [] } = await client.send(new ListHostedZonesByNameCommand({ DNSName: suffix }));
    const rival = zones.find(
      (candidate) =>
        candidate.Name === suffix && bareId(candidate) !== place.zone && candidate.Config?.PrivateZone !== true,
    );
    if (!rival) return [];
    if (suffix !== zone) return [notAsked(place, `${suffix} is a zone of its own, ${bareId(rival)}`, found)];
    return [
      found.warns(
        'two-zones-of-one-name',
        `There is another public zone ${suffix}, ${bareId(rival)}; only one of them can be delegated to.`,
        `Check that the name servers of ${suffix} are those of ${place.zone}, or delete the zone that is not used.`,
      ),
    ];
  });
}

function notAsked(place: Route53Config, why: string, found: Findings): Finding {
  return found.blocks(
    'zone-not-delegated',
    `Resolvers do not ask the zone ${place.zone} for ${place.record}: ${why}`,
    'Set `zone` to the zone that answers for this name.',
  );
}

function bareId(zone: HostedZone): string {
  return (zone.Id ?? '').replace('/hostedzone/', '');
}
