import { GetHostedZoneCommand, type Route53Client } from '@aws-sdk/client-route-53';
import type { Finding } from '../../../domain/finding.ts';
import { type Findings, ifPossible } from '../finding.ts';
import { type Route53Config, storedName } from './config.ts';
import { bareId, checkDelegation, type Delegated, namesBetween, nsRecord, publicZones } from './delegation.ts';

/**
 * Checks that resolvers ask this hosted zone for the record, as far as the account shows. No name server is asked: the delegations
 * of the zones above are known only for zones in the same account.
 */
export async function zoneFindings(
  client: Route53Client,
  place: Route53Config,
  found: Findings,
): Promise<readonly Finding[]> {
  return ifPossible('route53:GetHostedZone', found, async () => {
    const { HostedZone: zone, DelegationSet } = await client.send(new GetHostedZoneCommand({ Id: place.zone }));
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
      ...below.map((suffix) => delegatedAwayFindings(client, place, suffix, found)),
      ...below.map((suffix) => ownZoneFindings(client, place, suffix, found)),
      delegationFindings(client, place, { name, servers: DelegationSet?.NameServers ?? [] }, found),
    ]);
    return looks.flat();
  });
}

/** The zone itself hands the name to other name servers: whatever it says below that is never asked. */
async function delegatedAwayFindings(
  client: Route53Client,
  place: Route53Config,
  suffix: string,
  found: Findings,
): Promise<readonly Finding[]> {
  if ((await nsRecord(client, place.zone, suffix)) === undefined) return [];
  return [notDelegatedFinding(place, `it delegates ${suffix} to other name servers`, found)];
}

/** A more specific public zone of the account that could answer instead. */
async function ownZoneFindings(
  client: Route53Client,
  place: Route53Config,
  suffix: string,
  found: Findings,
): Promise<readonly Finding[]> {
  return ifPossible('route53:ListHostedZonesByName', found, async () => {
    const [other] = await publicZones(client, suffix);
    return other ? [notDelegatedFinding(place, `${suffix} is a zone of its own, ${bareId(other)}`, found)] : [];
  });
}

/** Checks that resolvers are sent to this zone; when that is unknown, points out another zone with its name. */
async function delegationFindings(
  client: Route53Client,
  place: Route53Config,
  zone: Delegated,
  found: Findings,
): Promise<readonly Finding[]> {
  return ifPossible('route53:ListHostedZonesByName and route53:ListResourceRecordSets', found, async () => {
    const [zones, delegation] = await Promise.all([publicZones(client, zone.name), checkDelegation(client, zone)]);
    if (delegation.kind === 'elsewhere') return [notDelegatedFinding(place, delegation.why, found)];
    const rival = zones.find((other) => bareId(other) !== place.zone);
    if (rival === undefined || delegation.kind === 'to-it') return [];
    return [
      found.warns(
        'two-zones-of-one-name',
        `There is another public zone ${zone.name}, ${bareId(rival)}; only one of them is asked, and Serin cannot tell which: ${delegation.why}.`,
        `Check that the name servers of ${zone.name} are those of ${place.zone}, or delete the zone that is not used.`,
      ),
    ];
  });
}

function notDelegatedFinding(place: Route53Config, why: string, found: Findings): Finding {
  return found.blocks(
    'zone-not-delegated',
    `Resolvers do not ask the zone ${place.zone} for ${place.record}: ${why}.`,
    'Set `zone` to the zone that answers for this name.',
  );
}
