import { parseService, ServiceInvalid, storedText } from '../../../config/read/stored-service.ts';
import { targetNames } from '../../../config/rules/target.ts';
import { cloudWatchAlarms } from '../../../domain/alarm/health-signal.ts';
import { alarmPlace } from '../../../domain/alarm/region.ts';
import type { EnvironmentId } from '../../../domain/environment/environment.ts';
import type { Service } from '../../../domain/service.ts';
import type { Claim } from '../../../ports/store.ts';
import { changes, contents } from './changes.ts';
import type { Current } from './current.ts';
import { planRemoval, type Removal, removalObstacle } from './plan-removal.ts';

/** The request: the services of a file, and the names of the services to remove. */
export interface Wanted {
  readonly services: readonly Service[];
  readonly remove: readonly string[];
}

/** The writes for one service. */
export interface ServiceChange {
  readonly service: string;
  readonly what: 'new' | 'changed' | 'unchanged';
  /** The differences, for people. Empty when there is nothing to write. */
  readonly lines: readonly string[];
  readonly text: string;
  readonly claim: Claim;
  /** The claim without the targets that move to other services of the file, written before all else; null when none moves. */
  readonly release: Claim | null;
  /** The environment that users are on, when the control center has to be created; null otherwise. */
  readonly begins: EnvironmentId | null;
}

/** The changes that `serin apply` would make, and the obstacles that prevent them. */
export interface ApplyPlan {
  readonly changes: readonly ServiceChange[];
  readonly removals: readonly Removal[];
  /** Services that are stored but neither in the file nor to be removed; they stay. */
  readonly others: readonly string[];
  readonly obstacles: readonly string[];
}

/** Compares the request with the account. */
export function planApply({ services, remove }: Wanted, current: Current): ApplyPlan {
  const inFile = services.map(({ name }) => name);
  const named = new Set([...inFile, ...remove]);
  return {
    changes: services.map((service) => planChange(service, current)),
    removals: remove.map((service) => planRemoval(service, current)),
    others: [...current.texts.keys()].filter((name) => !named.has(name)),
    obstacles: [
      ...removedButInFile(inFile, remove),
      ...current.records.flatMap((record) => removalObstacle(record)?.message ?? []),
      ...services.flatMap((service) => [
        ...missingAlarms(service, current.alarmArns),
        ...foreignTargets(service, current.claims, named),
      ]),
    ],
  };
}

function removedButInFile(inFile: readonly string[], remove: readonly string[]): readonly string[] {
  return remove
    .filter((name) => inFile.includes(name))
    .map((name) => `${name} is in the file, and --remove says that it goes. Take it out of one of the two.`);
}

function planChange(service: Service, { texts, claims, alarmArns, centers }: Current): ServiceChange {
  const before = texts.get(service.name);
  const claim: Claim = {
    service: service.name,
    alarmArns: service.alarms.flatMap((name) => alarmArns.get(name) ?? []),
    targets: targetNames(service),
  };
  const claimed = claims.find((other) => other.service === service.name);
  const kept = claimed?.targets.filter((target) => claim.targets.includes(target)) ?? [];
  const text = storedText(service);
  const begins = centers.get(service.name)?.is === 'missing' ? (service.environments?.stable ?? null) : null;
  const lines = [
    ...(before === undefined
      ? contents(service)
      : [...storedChanges(before, text, service), ...claimChanges(claimed, claim)]),
    ...(begins === null ? [] : [`control center: new, environment ${begins} is live`]),
  ];
  return {
    service: service.name,
    what: before === undefined ? 'new' : lines.length > 0 ? 'changed' : 'unchanged',
    lines,
    text,
    claim,
    release: claimed !== undefined && kept.length < claimed.targets.length ? { ...claim, targets: kept } : null,
    begins,
  };
}

/** Returns the differences from the stored text. Only equal texts count as unchanged; the lines only explain the difference. */
function storedChanges(before: string, after: string, service: Service): readonly string[] {
  if (before === after) return [];
  try {
    const lines = changes(parseService(JSON.parse(before)), service);
    return lines.length > 0 ? lines : [`stored text: - ${before}`, `stored text: + ${after}`];
  } catch (error) {
    if (!(error instanceof ServiceInvalid || error instanceof SyntaxError)) throw error;
    return ['what is stored cannot be read by this version, and is replaced'];
  }
}

/** Returns differences that the stored configuration does not show: a recreated alarm, or an apply that was interrupted. */
function claimChanges(claimed: Claim | undefined, wanted: Claim): readonly string[] {
  const before = new Set([...(claimed?.alarmArns ?? []), ...(claimed?.targets ?? [])]);
  const after = new Set([...wanted.alarmArns, ...wanted.targets]);
  const same = before.size === after.size && [...after].every((id) => before.has(id));
  return same ? [] : ['registry: brought in step'];
}

function missingAlarms({ name, alarms }: Service, arns: ReadonlyMap<string, string>): readonly string[] {
  return cloudWatchAlarms(alarms)
    .filter((alarm) => !arns.has(alarm))
    .map((alarm) =>
      alarmPlace(alarm).region === 'home'
        ? `The alarm ${alarm} of ${name} does not exist in this account and region. Create it, or correct the name; one in us-east-1 is us-east-1:${alarm}.`
        : `The alarm ${alarm} of ${name} does not exist in us-east-1 in this account. Create it, or correct the name; where Serin itself is in us-east-1, leave us-east-1: out.`,
    );
}

function foreignTargets(service: Service, claims: readonly Claim[], names: ReadonlySet<string>): readonly string[] {
  return targetNames(service).flatMap((target) => {
    const owner = claims.find((claim) => claim.service !== service.name && claim.targets.includes(target))?.service;
    if (owner === undefined || names.has(owner)) return [];
    return `The target ${target} of ${service.name} belongs to ${owner}, which is not in this file. If ${owner} is to go, say --remove ${owner} too; otherwise take the target from it first.`;
  });
}
