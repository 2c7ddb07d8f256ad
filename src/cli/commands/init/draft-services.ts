import { commonFields, targetSchema } from '../../../config/schema/common-fields.ts';
import { alarmPlace } from '../../../domain/alarm/region.ts';
import type { TargetConfig } from '../../../domain/service.ts';
import type { FoundAlarm, FoundForward, FoundFunction, FoundRecords } from '../../../ports/survey.ts';

/** One service of a drafted serin.yml. */
export interface DraftService {
  readonly name: string;
  readonly target: TargetConfig;
  /** The change that a person has to make in the target; null where none. */
  readonly change: string | null;
  /** The alarms that watch the target and fit into the service. */
  readonly alarms: readonly string[];
  /** The alarms that watch the target and do not fit. */
  readonly moreAlarms: readonly string[];
}

/** The resources found in an account, without the lookups that AWS denied. */
export interface Findings {
  readonly functions: readonly FoundFunction[];
  readonly records: readonly FoundRecords[];
  readonly forwards: readonly FoundForward[];
  readonly alarms: readonly FoundAlarm[];
}

/** The drafted services, and a line for each resource that cannot become one. */
export interface DraftParts {
  readonly services: readonly DraftService[];
  readonly unfit: readonly string[];
}

interface Candidate {
  /** The text from which the service name is made. */
  readonly after: string;
  readonly target: TargetConfig;
  readonly change?: string;
  watches(alarm: FoundAlarm): boolean;
}

/** Bytes of a service's 4096 that its alarms may take in a draft; the rest of it always fits beside them. */
const ALARM_BYTES = 1500;

/** The placeholder for a target group: a start refuses it, since no action has a group of this name. */
const NO_GROUP = 'name-of-a-second-group';

/** Makes a service of every alias, of every pair of weighted records, and of every action that forwards to one or two target groups. */
export function draftServices({ functions, records, forwards, alarms }: Findings): DraftParts {
  const parts = [
    ...functions.flatMap(functionCandidates),
    ...records.map(recordCandidate),
    ...forwards.map(forwardCandidate),
  ];
  const names = new Set<string>();
  const services: DraftService[] = [];
  for (const part of parts) {
    if (typeof part === 'string') continue;
    const name = uniqueName(part.after, names);
    names.add(name);
    const { target, change = null } = part;
    services.push({ name, target, change, ...fitAlarms(watchingAlarms(alarms, part.watches)) });
  }
  return { services, unfit: parts.filter((part) => typeof part === 'string') };
}

/** Returns the names of the alarms that watch a target. A composite alarm does where an alarm in its rule does, at any depth. */
function watchingAlarms(alarms: readonly FoundAlarm[], watches: Candidate['watches']): readonly string[] {
  const watching = new Set(alarms.filter(watches).map(({ name }) => name));
  for (let size = -1; size < watching.size; ) {
    size = watching.size;
    for (const { name, alarms: parts } of alarms) if (parts.some((part) => watching.has(part))) watching.add(name);
  }
  return alarms.flatMap(({ name }) => (watching.has(name) ? [name] : []));
}

function functionCandidates({ name, aliases }: FoundFunction): readonly (Candidate | string)[] {
  if (aliases.length === 0) return [`${name} has no alias: publish a version, and give callers an alias of it`];
  return aliases.map((alias): Candidate | string => {
    if (alias.version === '$LATEST')
      return `${name}:${alias.name} points to $LATEST: let it point to a published version`;
    const target = { kind: 'lambda-alias', function: name, alias: alias.name };
    if (!targetSchema.safeParse(target).success) return `${name}:${alias.name} cannot be written into a serin.yml`;
    return {
      after: aliases.length === 1 ? name : `${name}-${alias.name}`,
      target,
      watches: (alarm) => isAlarmOnAlias(alarm, name, alias.name),
    };
  });
}

function recordCandidate({ zone, record, type, identifiers, healthChecks }: FoundRecords): Candidate | string {
  const called = `${record} ${type} in ${zone}`;
  if (identifiers.length !== 2) return `${called} has ${identifiers.length} weighted records: Serin shifts between two`;
  const target = { kind: 'route53', zone, record, type, identifiers };
  if (!targetSchema.safeParse(target).success) return `${called} cannot be written into a serin.yml`;
  return {
    after: record.split('.')[0] ?? '',
    target,
    watches: ({ metrics, expressions }) =>
      metrics.some(
        ({ HostedZoneId = '', HealthCheckId = '' }) => HostedZoneId === zone || healthChecks.includes(HealthCheckId),
      ) || [zone, ...healthChecks].some((id) => expressions.some((expression) => mentions(expression, id))),
  };
}

function forwardCandidate(forward: FoundForward): Candidate | string {
  const { place, loadBalancer, groups } = forward;
  const [one = '', other] = groups.map(({ name }) => name);
  const called = 'rule' in place ? place.rule : place.listener;
  if (groups.length > 2) return `${called} forwards to ${groups.length} target groups: Serin shifts between two`;
  const target = { kind: 'alb', ...place, groups: [one, other ?? NO_GROUP] };
  if (!targetSchema.safeParse(target).success) return `${called} cannot be written into a serin.yml`;
  return {
    after: other === undefined ? one : commonWords(one, other) || loadBalancer,
    target,
    ...(other === undefined && {
      change: `only ${one} is in the action: put a second target group into it with a weight of 0, and name it here`,
    }),
    watches: (alarm) => isAlarmOnForward(alarm, forward),
  };
}

/** Returns the words with which both names begin: `orders` for `orders-blue` and `orders-green`. */
function commonWords(one: string, other: string): string {
  const [words, others] = [one.split('-'), other.split('-')];
  const end = words.findIndex((word, index) => word !== others[index]);
  return words.slice(0, end === -1 ? words.length : end).join('-');
}

/**
 * Tells whether an alarm watches what an action forwards. An alarm on the load balancer as a whole counts for each of its actions; an
 * alarm on another target group does not.
 */
function isAlarmOnForward({ metrics, expressions }: FoundAlarm, { dimension, groups }: FoundForward): boolean {
  const ours = groups.map((group) => group.dimension);
  return (
    metrics.some(({ LoadBalancer, TargetGroup }) =>
      TargetGroup === undefined ? LoadBalancer === dimension : ours.includes(TargetGroup),
    ) ||
    expressions.some(
      (expression) =>
        ours.some((group) => expression.includes(group)) ||
        (expression.includes(dimension) && !expression.includes('targetgroup/')),
    )
  );
}

/**
 * Tells whether an alarm watches an alias. An alarm on the function as a whole counts for each of its aliases; an alarm on
 * another alias does not.
 */
function isAlarmOnAlias({ name: called, metrics, expressions }: FoundAlarm, name: string, alias: string): boolean {
  // A function of this name in another region is another function.
  if (alarmPlace(called).region !== 'home') return false;
  const resources = [undefined, name, `${name}:${alias}`];
  return (
    metrics.some(({ FunctionName, Resource }) => FunctionName === name && resources.includes(Resource)) ||
    expressions.some((expression) => mentions(expression, name))
  );
}

/** Tells whether a name appears in an expression as a whole word. */
function mentions(expression: string, name: string): boolean {
  return expression.split(/[^\w-]+/).includes(name);
}

/** Returns an unused name for a service, of at most 40 characters, as in serin.yml. */
export function uniqueName(after: string, taken: ReadonlySet<string>): string {
  const plain =
    after
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+/, '')
      .slice(0, 36)
      .replace(/-$/, '') || 'service';
  let name = plain;
  for (let n = 2; taken.has(name); n++) name = `${plain}-${n}`;
  return name;
}

function fitAlarms(names: readonly string[]): Pick<DraftService, 'alarms' | 'moreAlarms'> {
  const alarms: string[] = [];
  let room = ALARM_BYTES;
  for (const name of names) {
    room -= new TextEncoder().encode(JSON.stringify(name)).length + 1;
    if (room >= 0 && commonFields.alarms.safeParse([...alarms, name]).success) alarms.push(name);
  }
  return { alarms, moreAlarms: names.filter((name) => !alarms.includes(name)) };
}
