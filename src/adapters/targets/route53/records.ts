import { isDeepStrictEqual } from 'node:util';
import { ListResourceRecordSetsCommand, type ResourceRecordSet, type Route53Client } from '@aws-sdk/client-route-53';
import { TargetFault } from '../../../ports/target.ts';
import type { WeightPair } from '../weight-pairs.ts';
import { type Route53Config, storedName } from './config.ts';

/** The two records of a target, verbatim, by role. */
export interface RecordPair {
  readonly stable: ResourceRecordSet;
  readonly canary: ResourceRecordSet;
}

/** All records with the name and type of a target, of whatever routing policy. */
export async function readGroup(
  client: Route53Client,
  place: Pick<Route53Config, 'zone' | 'record' | 'type'>,
): Promise<readonly ResourceRecordSet[]> {
  const name = storedName(place.record);
  const group: ResourceRecordSet[] = [];
  let from: { StartRecordName?: string; StartRecordType?: ResourceRecordSet['Type']; StartRecordIdentifier?: string } =
    {
      StartRecordName: place.record,
      StartRecordType: place.type,
    };
  for (;;) {
    const page = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: place.zone, ...from }));
    const records = page.ResourceRecordSets ?? [];
    group.push(...records.filter((record) => record.Name === name && record.Type === place.type).map(verbatim));
    if (page.IsTruncated !== true || page.NextRecordName !== name || page.NextRecordType !== place.type) return group;
    from = {
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      ...(page.NextRecordIdentifier !== undefined && { StartRecordIdentifier: page.NextRecordIdentifier }),
    };
  }
}

/** Without the fields that the SDK leaves undefined, so that a copy that was kept as JSON compares equal. */
function verbatim(record: ResourceRecordSet): ResourceRecordSet {
  return JSON.parse(JSON.stringify(record)) as ResourceRecordSet;
}

/** The weights of the two records. */
export function readWeights({ stable, canary }: RecordPair): WeightPair {
  return { stable: stable.Weight ?? 0, canary: canary.Weight ?? 0 };
}

/** The same records with other weights; everything else as it is. */
export function withWeights({ stable, canary }: RecordPair, weights: WeightPair): RecordPair {
  return { stable: { ...stable, Weight: weights.stable }, canary: { ...canary, Weight: weights.canary } };
}

/**
 * The records that a baseline describes, as they are now.
 * @throws TargetFault when one of them is gone.
 */
export function presentPair(group: readonly ResourceRecordSet[], baseline: RecordPair, target: string): RecordPair {
  const find = ({ SetIdentifier }: ResourceRecordSet) => group.find((record) => record.SetIdentifier === SetIdentifier);
  const stable = find(baseline.stable);
  const canary = find(baseline.canary);
  if (stable && canary) return { stable, canary };
  const gone = (stable ? baseline.canary : baseline.stable).SetIdentifier;
  throw new TargetFault(
    'RecordMissing',
    `The record ${gone} of ${target} is gone. Create it again as the baseline in the thread shows it.`,
    true,
  );
}

/** The records of a name that take a share beside the two of a target. */
function othersIn(group: readonly ResourceRecordSet[], now: RecordPair): readonly ResourceRecordSet[] {
  return group.filter((record) => record !== now.stable && record !== now.canary && (record.Weight ?? 0) > 0);
}

/** The weights that the users of a name are given by: of the canary, and of everything else that the name has. */
export function weightsInGroup(group: readonly ResourceRecordSet[], now: RecordPair): WeightPair {
  const { stable, canary } = readWeights(now);
  const others = othersIn(group, now).reduce((sum, { Weight = 0 }) => sum + Weight, 0);
  return { stable: stable + others, canary };
}

/** Describes in words what somebody changed since the baseline, apart from the weights of the two records; null when nothing. */
export function describeDrift(
  baseline: RecordPair,
  now: RecordPair,
  group: readonly ResourceRecordSet[],
): string | null {
  const others = othersIn(group, now);
  const changes = [
    ...describeChanges(baseline.stable, now.stable),
    ...describeChanges(baseline.canary, now.canary),
    ...others.map((record) => `${record.SetIdentifier} takes a share beside them, with a weight of ${record.Weight}`),
  ];
  return changes.length === 0 ? null : changes.join('; ');
}

/** Returns the answer of a record, for people: its values, or the name it is an alias of. */
function describeAnswer(record: ResourceRecordSet): string {
  if (record.AliasTarget) return `the alias ${record.AliasTarget.DNSName} (zone ${record.AliasTarget.HostedZoneId})`;
  return (record.ResourceRecords ?? []).map(({ Value }) => Value).join(', ');
}

function describeChanges(before: ResourceRecordSet, now: ResourceRecordSet): readonly string[] {
  const who = before.SetIdentifier;
  const { Weight: _before, ...was } = before;
  const { Weight: _now, ...is } = now;
  if (isDeepStrictEqual(was, is)) return [];
  const changes: string[] = [];
  if (describeAnswer(was) !== describeAnswer(is))
    changes.push(`${who} now answers ${describeAnswer(is)}, it was ${describeAnswer(was)}`);
  if (was.TTL !== is.TTL)
    changes.push(`${who} has a TTL of ${is.TTL ?? 'its alias'}, it was ${was.TTL ?? 'its alias'}`);
  if (was.HealthCheckId !== is.HealthCheckId) {
    changes.push(`${who} has the health check ${is.HealthCheckId ?? 'none'}, it was ${was.HealthCheckId ?? 'none'}`);
  }
  return changes.length > 0
    ? changes
    : [`${who} has other settings: ${JSON.stringify(is)}, it was ${JSON.stringify(was)}`];
}
