import { isDeepStrictEqual } from 'node:util';
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';

/** The limit of weighted records with one name and type (Route 53 Developer Guide, "Quotas"). */
const MAX_WEIGHTED = 100;

/** The outcome of a change batch for a zone: the new records, or the problems for which nothing was changed. */
export type BatchOutcome =
  | { readonly records: readonly ResourceRecordSet[] }
  | { readonly problems: readonly string[] };

/** Returns a name as Route 53 stores it: lower case, a dot at the end, `*` written as an octal escape. */
export function storedName(name: string): string {
  const lower = name.toLowerCase().replace('*', '\\052');
  return lower.endsWith('.') ? lower : `${lower}.`;
}

/**
 * Applies a change batch as Route 53 does: change by change, all or nothing. DELETE has to match every value, CREATE
 * refuses what exists, UPSERT takes both.
 */
export function applyBatch(
  zone: string,
  records: readonly ResourceRecordSet[],
  changes: readonly Change[],
): BatchOutcome {
  const problems: string[] = [];
  let after = [...records];
  for (const { Action, ResourceRecordSet } of changes) {
    const wanted = toStoredRecord(ResourceRecordSet as ResourceRecordSet);
    const present = after.find((record) => sameKey(record, wanted));
    const problem = changeProblem(Action, wanted, present) ?? recordProblem(zone, wanted);
    if (problem !== null) problems.push(problem);
    after = after.filter((record) => record !== present);
    if (Action !== 'DELETE') after.push(wanted);
  }
  for (const key of new Set(changes.map(({ ResourceRecordSet }) => groupKey(ResourceRecordSet)))) {
    problems.push(...groupProblems(after.filter((record) => groupKey(record) === key)));
  }
  return problems.length > 0 ? { problems } : { records: after.toSorted(byNameThenType) };
}

/** Returns a record as Route 53 gives it back: the stored name, and no empty fields. */
export function toStoredRecord(record: ResourceRecordSet): ResourceRecordSet {
  return { ...(JSON.parse(JSON.stringify(record)) as ResourceRecordSet), Name: storedName(record.Name ?? '') };
}

/** True when `name` lies in the zone or is its apex; both as stored. */
export function isInside(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

function changeProblem(
  action: Change['Action'],
  wanted: ResourceRecordSet,
  present: ResourceRecordSet | undefined,
): string | null {
  if (action === 'CREATE' && present)
    return `Tried to create resource record set ${label(wanted)} but it already exists`;
  if (action !== 'DELETE') return null;
  if (!present) return `Tried to delete resource record set ${label(wanted)} but it was not found`;
  if (isDeepStrictEqual(withSortedValues(present), withSortedValues(wanted))) return null;
  return `Tried to delete resource record set ${label(wanted)} but the values provided do not match the current values`;
}

function recordProblem(zone: string, record: ResourceRecordSet): string | null {
  const { Weight: weight } = record;
  if (!isInside(record.Name as string, zone))
    return `RRSet with DNS name ${record.Name} is not permitted in zone ${zone}`;
  if (weight !== undefined && !(Number.isInteger(weight) && weight >= 0 && weight <= 255)) {
    return `The weight of ${label(record)} has to be an integer from 0 to 255, it was ${weight}`;
  }
  if ((record.AliasTarget === undefined) === (record.ResourceRecords === undefined || record.TTL === undefined)) {
    return `Expected exactly one of AliasTarget, or TTL and ResourceRecords, in ${label(record)}`;
  }
  return null;
}

function groupProblems(group: readonly ResourceRecordSet[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const problems: string[] = [];
  const weighted = group.filter((record) => record.Weight !== undefined);
  if (weighted.length > MAX_WEIGHTED) problems.push(`More than ${MAX_WEIGHTED} weighted records for ${first.Name}`);
  if (group.length > 1 && weighted.length < group.length) {
    problems.push(`RRSet ${label(first)} cannot be created as other RRSets exist with the same name and type`);
  }
  const lifetimes = new Set(weighted.flatMap((record) => (record.TTL === undefined ? [] : [record.TTL])));
  if (lifetimes.size > 1) problems.push(`The weighted records of ${first.Name} must have the same TTL`);
  return problems;
}

function groupKey(record: ResourceRecordSet | undefined): string {
  return `${storedName(record?.Name ?? '')} ${record?.Type}`;
}

function sameKey(a: ResourceRecordSet, b: ResourceRecordSet): boolean {
  return a.Name === b.Name && a.Type === b.Type && a.SetIdentifier === b.SetIdentifier;
}

function label(record: ResourceRecordSet): string {
  const identifier = record.SetIdentifier === undefined ? '' : `, set-identifier='${record.SetIdentifier}'`;
  return `[name='${record.Name}', type='${record.Type}'${identifier}]`;
}

/** Returns a record with its values sorted, because their order means nothing. */
function withSortedValues(record: ResourceRecordSet): ResourceRecordSet {
  if (record.ResourceRecords === undefined) return record;
  return {
    ...record,
    ResourceRecords: record.ResourceRecords.toSorted((a, b) => (a.Value ?? '').localeCompare(b.Value ?? '')),
  };
}

/** Sorts records as Route 53 lists them: by the labels of the name from the right, then by type, then by set identifier. */
function byNameThenType(a: ResourceRecordSet, b: ResourceRecordSet): number {
  return listKey(a) < listKey(b) ? -1 : 1;
}

/** Returns the place of a record, or of the start of a listing, in the order of Route 53's lists. */
export function listKey(record: Partial<ResourceRecordSet>): string {
  const labels = (record.Name ?? '').split('.').reverse().join('\u0001');
  return [labels, record.Type ?? '', record.SetIdentifier ?? ''].join('\u0000');
}
