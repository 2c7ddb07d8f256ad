import { isIPv4, isIPv6 } from 'node:net';
import type { DnsChange, DnsPlace, DnsRecord } from './dns.ts';

/** The weighted pair that the command has to create. */
export interface WantedPair {
  readonly place: DnsPlace;
  /** The set identifier of the record that is there, and of the new one. */
  readonly identifier: string;
  readonly canaryIdentifier: string;
  /** The answer of the new record: values, or the name it is an alias of with the id of that name's zone. */
  readonly canary: { readonly values: readonly string[] } | { readonly zone: string; readonly name: string };
  /** The TTL of both records in seconds; null keeps that of the record. */
  readonly ttl: number | null;
}

/** The changes to write, or every problem that prevents them. */
export type AdoptPlan =
  | {
      readonly before: readonly DnsRecord[];
      readonly after: readonly DnsRecord[];
      readonly changes: readonly DnsChange[];
      readonly warnings: readonly string[];
    }
  | { readonly problems: readonly string[] };

/** The sum of the two weights; Route 53 splits in proportion, so weights that add up to 100 read like percent. */
const ALL = 100;

/** The TTL of a new record beside an alias, which has none; AWS advises 60 s or less for records that change. */
const USUAL_TTL = 60;

/** The routing policies other than simple, by the field that shows them (Route 53 API Reference, ResourceRecordSet). */
const POLICIES = {
  Weight: 'weighted',
  Region: 'latency',
  Failover: 'failover',
  GeoLocation: 'geolocation',
  GeoProximityLocation: 'geoproximity',
  MultiValueAnswer: 'multivalue',
  CidrRoutingConfig: 'IP-based',
  TrafficPolicyInstanceId: 'made by a traffic policy',
} as const satisfies Partial<Record<keyof DnsRecord, string>>;

/**
 * Plans to replace a simple record by two weighted ones in one batch. Route 53 allows no simple record beside weighted ones of
 * the same name, and two batches would leave a moment without any. The plan keeps the record's own values, alias, health check
 * and TTL.
 */
export function planAdopt(group: readonly DnsRecord[], wanted: WantedPair, zoneName: string): AdoptPlan {
  const [simple] = group;
  const problems = [...wantedProblems(wanted, zoneName), ...simpleProblems(group, wanted)];
  if (simple === undefined || problems.length > 0) return { problems };
  const { canary, identifier, canaryIdentifier } = wanted;
  const ttl = wanted.ttl ?? simple.TTL ?? USUAL_TTL;
  const stable: DnsRecord = {
    ...simple,
    ...(simple.TTL === undefined ? {} : { TTL: ttl }),
    SetIdentifier: identifier,
    Weight: ALL,
  };
  const added: DnsRecord = {
    Name: simple.Name,
    Type: simple.Type,
    SetIdentifier: canaryIdentifier,
    Weight: 0,
    ...('values' in canary
      ? { TTL: ttl, ResourceRecords: canary.values.map((Value) => ({ Value })) }
      : {
          AliasTarget: {
            HostedZoneId: canary.zone,
            DNSName: canary.name,
            EvaluateTargetHealth: simple.AliasTarget?.EvaluateTargetHealth ?? false,
          },
        }),
  };
  if (describeAnswer(stable) === describeAnswer(added)) {
    return { problems: [`Both records would answer ${describeAnswer(stable)}: there is nothing to split.`] };
  }
  return {
    before: group,
    after: [stable, added],
    changes: batch(group, [stable, added]),
    warnings: planWarnings(stable),
  };
}

/** Plans the undo: the record that has all the weight becomes a simple one again, and the other one is deleted. */
export function planUndo(
  group: readonly DnsRecord[],
  place: DnsPlace,
  identifiers: readonly [string, string],
): AdoptPlan {
  const pair = group.filter(({ SetIdentifier }) => identifiers.includes(SetIdentifier ?? ''));
  const [holder, ...others] = pair.filter(({ Weight = 0 }) => Weight > 0);
  if (pair.length !== 2 || group.length !== 2) {
    const there = group.map(({ SetIdentifier }) => SetIdentifier ?? 'a simple record').join(', ') || 'none';
    return { problems: [`${place.record} is not the pair ${identifiers.join(' and ')}: there is ${there}.`] };
  }
  if (holder === undefined || others.length > 0) {
    return {
      problems: [`${place.record} is split at the moment. Roll back, or give one record all the weight first.`],
    };
  }
  const { SetIdentifier: _identifier, Weight: _weight, ...simple } = holder;
  return { before: group, after: [simple], changes: batch(group, [simple]), warnings: [] };
}

function batch(before: readonly DnsRecord[], after: readonly DnsRecord[]): readonly DnsChange[] {
  return [
    ...before.map((ResourceRecordSet) => ({ Action: 'DELETE', ResourceRecordSet }) as const),
    ...after.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet }) as const),
  ];
}

function simpleProblems(group: readonly DnsRecord[], { place, identifier, canaryIdentifier }: WantedPair) {
  const [simple, ...others] = group;
  if (simple === undefined) {
    return [`The zone ${place.zone} has no ${place.type} record ${place.record}. Check --zone, --record and --type.`];
  }
  if (others.length === 0 && usedPolicies(simple).length === 0 && simple.SetIdentifier === undefined) return [];
  const identifiers = group.map(({ SetIdentifier }) => SetIdentifier ?? '');
  if (group.length === 2 && [identifier, canaryIdentifier].every((one) => identifiers.includes(one))) {
    return [
      `${place.record} is the pair ${identifier} and ${canaryIdentifier} already: put it into serin.yml as a target.`,
    ];
  }
  const policies = [...new Set(group.flatMap(usedPolicies))].join(', ');
  return [
    `${place.record} is no simple record: its routing is ${policies || 'not simple'}. Serin splits between two weighted records only; change the routing by hand.`,
  ];
}

function usedPolicies(record: DnsRecord): readonly string[] {
  const fields = Object.keys(POLICIES) as (keyof typeof POLICIES)[];
  return fields.flatMap((field) => (record[field] === undefined ? [] : [POLICIES[field]]));
}

function wantedProblems({ place, identifier, canaryIdentifier, canary, ttl }: WantedPair, zoneName: string) {
  const problems: string[] = [];
  const name = `${place.record.toLowerCase().replace(/\.$/, '')}.`;
  if (name !== zoneName && !name.endsWith(`.${zoneName}`)) {
    problems.push(`${place.record} is not inside the zone ${place.zone}, which is ${zoneName}`);
  }
  if (place.type === 'CNAME' && name === zoneName) {
    problems.push(`${place.record} is the apex of its zone, where DNS allows no CNAME. Use --type A with an alias.`);
  }
  if (identifier === canaryIdentifier) problems.push('The two set identifiers have to differ.');
  if (ttl !== null && !(Number.isInteger(ttl) && ttl >= 0 && ttl <= 2_147_483_647)) {
    problems.push('--ttl is a whole number of seconds, from 0 to 2147483647.');
  }
  return 'values' in canary ? [...problems, ...valueProblems(place, canary.values)] : problems;
}

function valueProblems({ type }: DnsPlace, values: readonly string[]): readonly string[] {
  const fits = { A: isIPv4, AAAA: isIPv6, CNAME: (value: string) => /^([\w-]{1,63}\.)+[\w-]{1,63}\.?$/.test(value) };
  const is = { A: 'an IPv4 address', AAAA: 'an IPv6 address', CNAME: 'a full name' };
  const wrong = values.filter((value) => !fits[type](value)).map((value) => `${value} is not ${is[type]}.`);
  if (values.length === 0) return ['Say what the new record answers: --canary-value, or --canary-alias.'];
  return type === 'CNAME' && values.length > 1 ? [...wrong, 'A CNAME has one value.'] : wrong;
}

function planWarnings(stable: DnsRecord): readonly string[] {
  if (stable.HealthCheckId === undefined && stable.AliasTarget?.EvaluateTargetHealth !== true) return [];
  return [
    'The record has a health check: while it fails, Route 53 answers with the canary, although that has no weight. Take the check off, or give the canary one too.',
  ];
}

/** Returns the answer of a record as text for people. */
export function describeAnswer({ AliasTarget, ResourceRecords = [] }: DnsRecord): string {
  if (AliasTarget !== undefined) return `alias of ${AliasTarget.DNSName}`;
  return ResourceRecords.map(({ Value }) => Value).join(' ');
}
