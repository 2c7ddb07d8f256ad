import {
  type HostedZone,
  ListHostedZonesByNameCommand,
  type ListHostedZonesByNameCommandOutput,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';

/** Tells whether resolvers are sent to a zone, as far as the zones above it in the same account say. */
export type Delegation =
  | { readonly kind: 'to-it' }
  | { readonly kind: 'elsewhere'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** A public zone and the name servers that Route 53 gave it. */
export interface Delegated {
  readonly name: string;
  readonly servers: readonly string[];
}

/** The pattern of Route 53's own name servers; others may be custom names for the same servers. */
const ROUTE53_SERVER = /^ns-\d+\.awsdns-\d+\./;

/** Compares the name servers of a zone with those that the nearest zone above it in the account sends resolvers to. */
export async function checkDelegation(client: Route53Client, zone: Delegated): Promise<Delegation> {
  for (const above of namesAbove(zone.name)) {
    const parents = await publicZones(client, above);
    const [parent] = parents;
    if (parent === undefined) continue;
    if (parents.length > 1)
      return { kind: 'unknown', why: `there are ${parents.length} public zones ${normalizeName(above)} above it` };
    return delegationIn(client, parent, zone);
  }
  return { kind: 'unknown', why: 'this account has no zone above it' };
}

/** The names from a name up to, and without, the zone that it lies in. */
export function namesBetween(name: string, zone: string): readonly string[] {
  const names: string[] = [];
  for (let one = name; one !== zone; one = one.slice(one.indexOf('.') + 1)) names.push(one);
  return names;
}

/** The public zones of the account with this name, spelt as Route 53 stores it. */
export async function publicZones(client: Route53Client, name: string): Promise<readonly HostedZone[]> {
  const zones: HostedZone[] = [];
  let from: { readonly DNSName: string; readonly HostedZoneId?: string } | null = { DNSName: name };
  while (from !== null) {
    const page: ListHostedZonesByNameCommandOutput = await client.send(new ListHostedZonesByNameCommand(from));
    zones.push(...(page.HostedZones ?? []));
    // Zones are listed in the order of their names: those of this name may go on on the next page.
    const goesOn = page.IsTruncated === true && page.NextDNSName === name && page.NextHostedZoneId !== undefined;
    from = goesOn ? { DNSName: name, HostedZoneId: page.NextHostedZoneId as string } : null;
  }
  return zones.filter((zone) => zone.Name === name && zone.Config?.PrivateZone !== true);
}

/** The NS record of a name in a zone; undefined when there is none. */
export async function nsRecord(
  client: Route53Client,
  zone: string,
  name: string,
): Promise<ResourceRecordSet | undefined> {
  const start = { StartRecordName: name, StartRecordType: 'NS', MaxItems: 1 } as const;
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: zone, ...start });
  const [first] = (await client.send(command)).ResourceRecordSets ?? [];
  return first?.Name === name && first.Type === 'NS' ? first : undefined;
}

/** The id of a zone without the path that the API returns it with. */
export function bareId(zone: HostedZone): string {
  return (zone.Id ?? '').replace('/hostedzone/', '');
}

async function delegationIn(client: Route53Client, parent: HostedZone, zone: Delegated): Promise<Delegation> {
  const id = bareId(parent);
  const cut = normalizeName(zone.name);
  const [, ...between] = namesBetween(zone.name, parent.Name ?? '');
  for (const name of between.toReversed()) {
    if (await nsRecord(client, id, name))
      return { kind: 'unknown', why: `the zone above it, ${id}, delegates ${normalizeName(name)} to others` };
  }
  const record = await nsRecord(client, id, zone.name);
  if (record === undefined)
    return { kind: 'elsewhere', why: `the zone above it, ${id}, does not delegate ${cut} to anybody` };
  const own = zone.servers.map(normalizeName);
  const servers = (record.ResourceRecords ?? []).map(({ Value }) => normalizeName(Value ?? ''));
  if (servers.every((server) => own.includes(server))) return { kind: 'to-it' };
  const list = servers.join(', ');
  if (!servers.some((server) => ROUTE53_SERVER.test(server))) {
    return {
      kind: 'unknown',
      why: `the zone above it, ${id}, delegates ${cut} to ${list}, which may be names for the same servers`,
    };
  }
  return { kind: 'elsewhere', why: `the zone above it, ${id}, delegates ${cut} to ${list}` };
}

/** The names above a name, the nearest first, without the root. */
function namesAbove(name: string): readonly string[] {
  const [, ...above] = namesBetween(name, '');
  return above;
}

/** A name without its dot at the end, in lower case. */
function normalizeName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
