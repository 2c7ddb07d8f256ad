import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { EnvironmentId, EnvironmentRoles } from '../../../domain/environment/environment.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { InspectRequest } from '../../../ports/target.ts';
import type { Findings } from '../finding.ts';
import { identifierPair, type Route53Config, storedName } from './config.ts';
import { sideProblem } from './environments.ts';
import type { RecordPair } from './records.ts';

/** The two records by role, or what prevents it. */
export interface Roles {
  /** Null when the two records are not both there. */
  readonly pair: RecordPair | null;
  readonly findings: readonly Finding[];
}

/** Finds the two records of a target in the group and tells stable from canary by their weights. */
export function rolesIn(
  group: readonly ResourceRecordSet[],
  place: Route53Config,
  ask: Pick<InspectRequest, 'explicit' | 'adopt' | 'roles'>,
  found: Findings,
): Roles {
  const [one, other] = identifierPair(place).map((identifier) => group.find((r) => r.SetIdentifier === identifier));
  if (!one || !other) return { pair: null, findings: [missingRecordFinding(group, place, found)] };
  const { pair, findings } = assign(one, other, { place, ask, found });
  return { pair, findings: [...groupFindings(group, [one, other], place, found), ...findings] };
}

function missingRecordFinding(group: readonly ResourceRecordSet[], place: Route53Config, found: Findings): Finding {
  const { record, type, zone } = place;
  const identifiers = identifierPair(place);
  if (group.length === 0) {
    return found.blocks(
      'record-missing',
      `The zone ${zone} has no ${type} record ${record}.`,
      `Create two weighted records for it, with the set identifiers ${identifiers.join(' and ')}.`,
    );
  }
  const weighted = group.filter(({ Weight }) => Weight !== undefined);
  if (weighted.length === 0) {
    return found.blocks(
      'record-not-weighted',
      `${record} ${type} is not weighted: it has ${group[0]?.SetIdentifier === undefined ? 'a simple record' : 'another routing policy'}.`,
      `Replace it by two weighted records, with the set identifiers ${identifiers.join(' and ')}.`,
    );
  }
  const present = weighted.map(({ SetIdentifier }) => SetIdentifier as string);
  const missing = identifiers.filter((identifier) => !present.includes(identifier));
  return found.blocks(
    'identifier-missing',
    `${record} ${type} has no record with the set identifier ${missing.join(' or ')}; there is ${present.join(', ')}.`,
    'Create the missing record with a weight of 0, or correct `identifiers`.',
  );
}

function groupFindings(
  group: readonly ResourceRecordSet[],
  pair: readonly ResourceRecordSet[],
  place: Route53Config,
  found: Findings,
): readonly Finding[] {
  const findings: Finding[] = [];
  const lifetimes = new Set(group.flatMap(({ TTL }) => (TTL === undefined ? [] : [TTL])));
  if (lifetimes.size > 1) {
    findings.push(
      found.blocks(
        'mixed-ttl',
        `The records of ${place.record} have different TTLs: ${[...lifetimes].join(' s, ')} s.`,
        'Give all of them the same TTL, 60 s or less.',
      ),
    );
  }
  if (group.some(({ Weight }) => Weight === undefined)) {
    findings.push(
      found.blocks(
        'record-not-weighted',
        `Not every record of ${place.record} is weighted.`,
        'Make all of them weighted.',
      ),
    );
  }
  for (const { SetIdentifier, Weight } of group.filter(
    (record) => !pair.includes(record) && (record.Weight ?? 0) > 0,
  )) {
    findings.push(
      found.blocks(
        'third-identifier',
        `${SetIdentifier} takes a share of ${place.record} too, with a weight of ${Weight}.`,
        `Set its weight to 0; Serin splits between ${identifierPair(place).join(' and ')} only.`,
      ),
    );
  }
  return findings;
}

interface Setting {
  readonly place: Route53Config;
  readonly ask: Pick<InspectRequest, 'explicit' | 'adopt' | 'roles'>;
  readonly found: Findings;
}

function assign(one: ResourceRecordSet, other: ResourceRecordSet, setting: Setting): Roles {
  const { place, ask, found } = setting;
  if (ask.roles !== null) return assignEnvironments({ a: one, b: other }, ask.roles, setting);
  if ('a' in place.identifiers) {
    const problem = found.blocks(
      'sides-without-environments',
      `${place.record} has its identifiers by environment, and the service has no environments.`,
      'Add `environments` to the service, or write `identifiers` as a list.',
    );
    return { pair: { stable: one, canary: other }, findings: [problem] };
  }
  const [heavy, light] = (one.Weight ?? 0) >= (other.Weight ?? 0) ? [one, other] : [other, one];
  const named = findExplicit(setting.ask.explicit, setting.place.record);
  const swapped = named !== undefined && named === heavy.SetIdentifier;
  const problem = roleProblem(heavy, light, named, setting);
  return {
    pair: swapped ? { stable: light, canary: heavy } : { stable: heavy, canary: light },
    findings: problem === null ? [] : [problem],
  };
}

/** With environments the control center says which is which, and the weights have to agree. */
function assignEnvironments(
  records: Readonly<Record<EnvironmentId, ResourceRecordSet>>,
  roles: EnvironmentRoles,
  { place, ask, found }: Setting,
): Roles {
  const pair = { stable: records[roles.stable], canary: records[roles.canary] };
  const problem = sideProblem(pair, roles, {
    place,
    adopt: ask.adopt,
    found,
    named: findExplicit(ask.explicit, place.record),
  });
  return { pair, findings: problem === null ? [] : [problem] };
}

function roleProblem(
  heavy: ResourceRecordSet,
  light: ResourceRecordSet,
  named: string | undefined,
  { place, ask, found }: Setting,
): Finding | null {
  if (named !== undefined && !identifierPair(place).includes(named)) {
    const remedy = 'Name one of them.';
    return found.blocks('unknown-identifier', `${named} is not one of ${identifierPair(place).join(' and ')}.`, remedy);
  }
  if (heavy.Weight === 0) {
    return found.blocks(
      'no-weight',
      `All weights of ${place.record} are 0; Route 53 then answers with both equally.`,
      'Give the record that users should have a weight above 0.',
    );
  }
  if (light.Weight === 0) {
    if (named !== heavy.SetIdentifier) return null;
    return found.blocks(
      'canary-holds-weight',
      `${named} holds all the weight already: it is stable, not the canary.`,
      `Leave \`${place.record}=${named}\` out, or move the weight first.`,
    );
  }
  const tie = heavy.Weight === light.Weight && named === undefined;
  if (ask.adopt && !tie) return null;
  const split = `${heavy.SetIdentifier} has a weight of ${heavy.Weight}, ${light.SetIdentifier} of ${light.Weight}`;
  return found.blocks(
    tie ? 'tie' : 'split-present',
    `${place.record} is split already: ${split}.`,
    `Add \`adopt\`${tie ? `, with \`${place.record}=<identifier of the canary>\`,` : ''} to take it over (back then means 0% for the canary), or set one of the weights to 0.`,
  );
}

/** Finds the identifier that was named for the record, in whatever spelling. */
function findExplicit(explicit: InspectRequest['explicit'], record: string): string | undefined {
  return Object.entries(explicit).find(([key]) => storedName(key) === storedName(record))?.[1];
}
