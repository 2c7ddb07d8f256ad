import { createHash } from 'node:crypto';
import {
  type ChangeInfo,
  type ChangeResourceRecordSetsCommandInput,
  type GetChangeCommandInput,
  type GetHostedZoneCommandInput,
  type HostedZone,
  InvalidChangeBatch,
  type ListHostedZonesByNameCommandInput,
  type ListHostedZonesCommandInput,
  type ListResourceRecordSetsCommandInput,
  NoSuchChange,
  NoSuchHostedZone,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Model } from '../attach.ts';
import { createHealthChecks, type HealthChecks } from './health-checks.ts';
import { applyBatch, isInside, listKey, storedName, toStoredRecord } from './records.ts';

/**
 * The time for which an answer of an alias record is cached, in seconds (Route 53 Developer Guide, "Choosing between alias and
 * non-alias records").
 */
const ALIAS_TTL = 60;

/** The answer to a resolver. */
export interface Answer {
  /** The set identifier of the record that answered; null for a simple record. */
  readonly identifier: string | null;
  /** Addresses, or the name an alias or CNAME stands for. */
  readonly values: readonly string[];
  /** The time for which a resolver keeps the answer, in seconds. */
  readonly ttl: number;
}

/** Route 53 of one account. */
export interface Route53Cloud extends HealthChecks {
  /** Creates a zone and returns its name servers; the delegation from the zone above is not checked. */
  createZone(zone: { readonly id: string; readonly name: string; readonly private?: boolean }): readonly string[];
  deleteZone(id: string): void;
  /** Puts a record in a zone, in sync at once and without the API's checks, as if it had been there for years. */
  createRecord(zoneId: string, record: ResourceRecordSet): void;
  /** Returns the share of one identifier in percent, as the API has it; all weights zero are equal shares. */
  share(name: string, type: string, identifier: string): number;
  /**
   * Returns the answer to a resolver now. Only changes that are in sync count, and the most specific public zone answers.
   * @param random from 0 to below 1; picks among weighted records.
   * @returns null when there is no such name.
   */
  answer(name: string, type: string, random: number): Answer | null;
}

interface Zone {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  /** The records that the API lists. */
  records: readonly ResourceRecordSet[];
  /** The records that the name servers answer with, oldest first: an entry counts from `at` on. */
  served: { readonly at: number; readonly records: readonly ResourceRecordSet[] }[];
}

/**
 * Creates a model of Route 53: hosted zones, weighted records, change batches that are all or nothing, and changes that take
 * time to reach the name servers. Health checks have a state, and take no part in the answers.
 * @param syncMs the time for which a change is PENDING, in milliseconds; Route 53 says "usually within 60 seconds".
 */
export function createRoute53Model(world: { now(): number; syncMs?: number }): Route53Cloud {
  const zones = new Map<string, Zone>();
  const checks = createHealthChecks(world);
  const zone = (id: string | undefined): Zone => {
    const found = zones.get(bareId(id));
    if (found) return found;
    throw new NoSuchHostedZone({ message: `No hosted zone found with ID: ${bareId(id)}`, $metadata: {} });
  };
  const group = (name: string, type: string, records: (zone: Zone) => readonly ResourceRecordSet[]) => {
    const answering = [...zones.values()]
      .filter((candidate) => !candidate.isPrivate && isInside(storedName(name), candidate.name))
      .toSorted((a, b) => b.name.length - a.name.length)[0];
    if (!answering) return [];
    return records(answering).filter((record) => record.Name === storedName(name) && record.Type === type);
  };
  return {
    ...checks,
    model: {
      ...checks.model,
      ...zoneOperations(zones, zone),
      ...recordOperations(zone, { now: world.now, syncMs: world.syncMs ?? 30_000 }),
    },
    createZone({ id, name, private: isPrivate = false }) {
      zones.set(id, { id, name: storedName(name), isPrivate, records: [], served: [{ at: 0, records: [] }] });
      return nameServers(id);
    },
    deleteZone: (id) => zones.delete(id),
    createRecord(zoneId, record) {
      const target = zone(zoneId);
      target.records = [...target.records, toStoredRecord(record)].toSorted((a, b) =>
        listKey(a) < listKey(b) ? -1 : 1,
      );
      target.served = [{ at: 0, records: target.records }];
    },
    share(name, type, identifier) {
      const shares = recordShares(group(name, type, ({ records }) => records));
      return 100 * (shares.find(({ record }) => record.SetIdentifier === identifier)?.share ?? 0);
    },
    answer(name, type, random) {
      const shares = recordShares(group(name, type, (answering) => recordsServedAt(answering, world.now())));
      const picked = pick(shares, random);
      return picked ? toAnswer(picked.record) : null;
    },
  };
}

function zoneOperations(zones: ReadonlyMap<string, Zone>, zone: (id: string | undefined) => Zone): Model {
  return {
    GetHostedZone({ Id }: GetHostedZoneCommandInput) {
      const found = zone(Id);
      const DelegationSet = { NameServers: nameServers(found.id) };
      return { HostedZone: describeZone(found), ...(!found.isPrivate && { DelegationSet }) };
    },
    ListHostedZones({ Marker, MaxItems = 100 }: ListHostedZonesCommandInput) {
      const listed = [...zones.values()];
      const from = Number(Marker ?? 0);
      const next = from + MaxItems;
      const more = next < listed.length ? { IsTruncated: true, NextMarker: String(next) } : { IsTruncated: false };
      return { HostedZones: listed.slice(from, next).map(describeZone), MaxItems, ...more };
    },
    ListHostedZonesByName({ DNSName = '', HostedZoneId = '', MaxItems = 100 }: ListHostedZonesByNameCommandInput) {
      const place = (name: string, id: string) => `${listKey({ Name: name })} ${id}`;
      const from = place(DNSName === '' ? '' : storedName(DNSName), HostedZoneId);
      const listed = [...zones.values()]
        .map((zone) => ({ zone, at: place(zone.name, zone.id) }))
        .filter(({ at }) => at >= from)
        .toSorted((a, b) => (a.at < b.at ? -1 : 1));
      const next = listed[MaxItems]?.zone;
      return {
        HostedZones: listed.slice(0, MaxItems).map(({ zone }) => describeZone(zone)),
        IsTruncated: next !== undefined,
        MaxItems,
        ...(next && { NextDNSName: next.name, NextHostedZoneId: next.id }),
      };
    },
  };
}

function recordOperations(
  zone: (id: string | undefined) => Zone,
  { now, syncMs }: { now(): number; readonly syncMs: number },
): Model {
  const submitted = new Map<string, number>();
  const changeInfo = (id: string): ChangeInfo => {
    const at = submitted.get(id);
    if (at === undefined) throw new NoSuchChange({ message: `Could not find resource with ID: ${id}`, $metadata: {} });
    return { Id: `/change/${id}`, Status: now() >= at + syncMs ? 'INSYNC' : 'PENDING', SubmittedAt: new Date(at) };
  };
  return {
    ListResourceRecordSets(input: ListResourceRecordSetsCommandInput) {
      const start = listKey({
        Name: input.StartRecordName === undefined ? '' : storedName(input.StartRecordName),
        Type: input.StartRecordType,
        SetIdentifier: input.StartRecordIdentifier,
      });
      const listed = zone(input.HostedZoneId).records.filter((record) => listKey(record) >= start);
      const limit = input.MaxItems ?? 300;
      const next = listed[limit];
      return {
        ResourceRecordSets: structuredClone(listed.slice(0, limit)),
        IsTruncated: next !== undefined,
        MaxItems: limit,
        ...(next && { NextRecordName: next.Name, NextRecordType: next.Type, NextRecordIdentifier: next.SetIdentifier }),
      };
    },
    ChangeResourceRecordSets({ HostedZoneId, ChangeBatch }: ChangeResourceRecordSetsCommandInput) {
      const target = zone(HostedZoneId);
      const outcome = applyBatch(target.name, target.records, ChangeBatch?.Changes ?? []);
      if ('problems' in outcome) throw invalidChangeBatch(outcome.problems);
      target.records = outcome.records;
      target.served.push({ at: now() + syncMs, records: outcome.records });
      const id = `C${String(submitted.size + 1).padStart(13, '0')}`;
      submitted.set(id, now());
      return { ChangeInfo: changeInfo(id) };
    },
    GetChange: ({ Id }: GetChangeCommandInput) => ({ ChangeInfo: changeInfo(bareId(Id)) }),
  };
}

/** Returns the records that the name servers know at a moment, and forgets older ones. */
function recordsServedAt(zone: Zone, now: number): readonly ResourceRecordSet[] {
  const current = zone.served.findLastIndex(({ at }) => at <= now);
  zone.served.splice(0, Math.max(current, 0));
  return zone.served[0]?.records ?? [];
}

function recordShares(group: readonly ResourceRecordSet[]) {
  const total = group.reduce((sum, record) => sum + (record.Weight ?? 0), 0);
  return group.map((record) => ({ record, share: total === 0 ? 1 / group.length : (record.Weight ?? 0) / total }));
}

function pick<T extends { readonly share: number }>(shares: readonly T[], random: number): T | undefined {
  let upTo = 0;
  for (const candidate of shares) {
    upTo += candidate.share;
    if (random < upTo) return candidate;
  }
  // The shares may add up to a little less than 1.
  return shares.findLast(({ share }) => share > 0);
}

function toAnswer(record: ResourceRecordSet): Answer {
  return {
    identifier: record.SetIdentifier ?? null,
    values: record.AliasTarget
      ? [record.AliasTarget.DNSName as string]
      : (record.ResourceRecords ?? []).map(({ Value }) => Value as string),
    ttl: record.TTL ?? ALIAS_TTL,
  };
}

function describeZone(zone: Zone): HostedZone {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.id,
    Config: { PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: zone.records.length,
  };
}

/** Returns four servers under four top-level domains, as Route 53 gives each zone; the same in every run. */
function nameServers(zone: string): string[] {
  const number = createHash('sha256').update(zone).digest().readUInt16BE() % 2048;
  return ['com', 'net', 'org', 'co.uk'].map((domain) => `ns-${number}.awsdns-${number % 64}.${domain}`);
}

/** Returns an id without the path that the API returns it with; the API accepts both. */
function bareId(id: string | undefined): string {
  return (id ?? '').replace(/^\/(hostedzone|change)\//, '');
}

function invalidChangeBatch(problems: readonly string[]): InvalidChangeBatch {
  return new InvalidChangeBatch({ message: `[${problems.join(', ')}]`, messages: [...problems], $metadata: {} });
}
