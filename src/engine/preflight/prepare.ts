import { blockingFinding } from '../../domain/blocking-finding.ts';
import type { EnvironmentRoles } from '../../domain/environment/environment.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Requester } from '../../domain/people/person.ts';
import { withPlan } from '../../domain/plan/named-plan.ts';
import { planShares } from '../../domain/plan/plan.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import type { CommandBody } from '../../ports/inbound/command.ts';
import { type Inspection, TargetFault } from '../../ports/target.ts';
import { splitConflictFindings } from '../../rollout/preflight/split-conflicts.ts';
import type { Deps } from '../deps.ts';
import { rolloutId } from '../ids.ts';
import { readAlarmStates } from '../reconcile/read-alarm-states.ts';
import { readStartRestrictions } from '../restrictions/read-freeze.ts';
import { channelFindings } from './channel-findings.ts';
import { findComponents } from './components.ts';
import { findSides } from './environments.ts';
import { hookFindings } from './hook-findings.ts';
import { metricSources } from './metric-sources.ts';
import { nothingChanged } from './nothing-changed.ts';
import { resolveDrains } from './resolve-drains.ts';
import { sharedFindings } from './shared-findings.ts';
import { firstBake, staleFindings } from './stale-findings.ts';

/** A start, and whether it may take nothing but what is under way, as for a deployment that something else began. */
export type StartBody = Extract<CommandBody, { name: 'start' }> & {
  readonly by: Requester;
  readonly onlyUnderWay?: true;
};

interface Inspected {
  readonly state: TargetState;
  readonly weight: number;
  readonly ids: Inspection['ids'] | undefined;
  /** True when the target keeps its version and takes no part. */
  readonly unchanged: boolean;
  readonly findings: readonly Finding[];
}

function plannedWeights(service: Service): readonly number[] {
  return [...new Set([0, 100, ...planShares(service.plan).map(({ share }) => share)])];
}

function asUnread(name: string, config: TargetConfig, splits: TargetState['splits'], fault: TargetFault): Inspected {
  const state: TargetState = {
    name,
    config,
    frozen: null,
    baseline: [],
    stable: '?',
    canary: '?',
    splits,
    expressed: {},
    notes: [],
    change: null,
    observed: null,
  };
  const finding = blockingFinding(
    fault.code,
    name,
    fault.message,
    'Check that the target exists and that Serin may read it, then start again.',
  );
  const findings = [fault.permanent ? finding : { ...finding, passes: true as const }];
  return { state, weight: 0, ids: undefined, unchanged: false, findings };
}

/** The part of the inspection that is the same for each target. */
interface Asked {
  /** The id of the rollout that would start. */
  readonly id: string;
  readonly body: StartBody;
  readonly roles: EnvironmentRoles | null;
}

async function inspect(deps: Deps, service: Service, config: TargetConfig, asked: Asked): Promise<Inspected> {
  const { id, body, roles } = asked;
  const kind = deps.kind(config.kind);
  const name = kind.name(config);
  const unit = kind.heedsArm?.(config) ? 'arm' : kind.splits;
  const weights = plannedWeights(service);
  try {
    const { splits = unit, ...inspection } = await kind.target.inspect({
      rollout: id,
      config,
      label: body.label,
      explicit: body.explicit,
      roles,
      adopt: body.adopt,
      ...(body.onlyUnderWay && { onlyUnderWay: true }),
      keepsUnchanged: service.unchanged === 'keep',
      weights,
      firstBakeMs: firstBake(service),
    });
    const { frozen, baseline, stable, canary, weight, expressed, notes, findings, staleMs, ids, unchanged } =
      inspection;
    const inexact = weights.flatMap((wanted, i) =>
      expressed[i] === undefined || expressed[i] === wanted ? [] : [[String(wanted), expressed[i]] as const],
    );
    const state: TargetState = {
      name,
      config,
      frozen,
      baseline,
      stable,
      canary,
      splits,
      expressed: Object.fromEntries(inexact),
      notes,
      change: null,
      observed: null,
    };
    return {
      ...{ state, weight, ids, unchanged: unchanged === true },
      findings: [...findings, ...staleFindings(name, staleMs, service)],
    };
  } catch (error) {
    if (!(error instanceof TargetFault)) throw error;
    return asUnread(name, config, unit, error);
  }
}

/** Blocks unless the target is registered as this service's: only then its alarms are looked up and no other service moves it. */
async function claimFinding(deps: Deps, service: Service, target: TargetState): Promise<readonly Finding[]> {
  const owner = await deps.registry.owner(target.name);
  if (owner === service.name) return [];
  if (owner === null)
    return [
      blockingFinding(
        'not-applied',
        target.name,
        `${target.name} is not registered.`,
        'Run `serin apply` with the current serin.yml.',
      ),
    ];
  return [
    blockingFinding(
      'target-claimed',
      target.name,
      `${target.name} belongs to the service ${owner}.`,
      'Remove it from one of the two services and apply that.',
    ),
  ];
}

/** Blocks when an adopted split lies above the first shift: a plan only rises. */
function aboveFirstShift(deps: Deps, weight: number, { plan, targets }: Service): readonly Finding[] {
  const first = planShares(plan)[0]?.share ?? 100;
  if (weight <= first) return [];
  const message = `The canary has ${weight}% already, and the first shift of the plan is to ${first}%.`;
  const onlyRises = targets.some(({ kind }) => deps.kind(kind).target.underWay !== undefined);
  const remedy = onlyRises
    ? 'Let the deployment finish, or roll it back in ECS.'
    : `Lower it to ${first}% or less by hand, or change the plan, then start again.`;
  return [blockingFinding('above-first-shift', null, message, remedy)];
}

function shareFindings(deps: Deps, inspected: readonly Inspected[], service: Service): readonly Finding[] {
  const shares = new Set(inspected.map(({ weight }) => weight));
  if (shares.size < 2) return aboveFirstShift(deps, inspected[0]?.weight ?? 0, service);
  const list = inspected.map(({ state, weight }) => `${state.name}: ${weight}%`).join(', ');
  return [
    blockingFinding(
      'shares-differ',
      null,
      `The targets do not start from the same share: ${list}.`,
      'Bring all of them to the same share by hand, then start again.',
    ),
  ];
}

async function readStartAlarms(deps: Deps, service: Service): Promise<Pick<Draft, 'alarms' | 'findings'>> {
  try {
    return { alarms: await readAlarmStates(deps, service.name, service.alarms), findings: [] };
  } catch (error) {
    deps.log.warn({ service: service.name, error: String(error) }, 'the alarms could not be read for a start');
    const finding = blockingFinding(
      'alarms-unreadable',
      null,
      'CloudWatch did not return the alarm states.',
      'Try again in a minute.',
    );
    return { alarms: [], findings: [{ ...finding, passes: true }] };
  }
}

/** Blocks explicit choices for functions or records that are not this service's: they would have no effect, unnoticed. */
function pairFindings(deps: Deps, service: Service, body: StartBody): readonly Finding[] {
  const known = service.targets.map((config) => deps.kind(config.kind).choice(config));
  return Object.keys(body.explicit)
    .filter((key) => !known.includes(key))
    .map((key) =>
      blockingFinding(
        'unknown-pair',
        key,
        `${key} is not part of ${service.name}.`,
        `Name one of ${[...new Set(known)].join(', ')}, exactly as in serin.yml.`,
      ),
    );
}

/**
 * Prepares a rollout as it would start: resolves versions, freezes baselines, and finds everything that blocks it. Reads only.
 * Reads targets, alarms, claims, hooks and the channel at the same time.
 *
 * @param key of the start
 * @throws when CloudWatch or the table cannot be read
 */
export async function prepare(deps: Deps, live: Service, key: string, body: StartBody): Promise<Draft> {
  const service = withPlan(live, body.plan);
  const id = rolloutId(service.name, key);
  const sides = await findSides(deps, service);
  const asked: Asked = { id, body, roles: sides.roles };
  const [all, alarms, channel, components, hooks, restrictions] = await Promise.all([
    Promise.all(service.targets.map((config) => inspect(deps, service, config, asked))),
    readStartAlarms(deps, service),
    channelFindings(deps, service),
    findComponents(deps, service, sides.roles?.canary ?? null, body.label),
    hookFindings(deps, service),
    readStartRestrictions(deps, service, body.by),
  ]);
  const inspected = all.filter(({ unchanged }) => !unchanged);
  const targets = inspected.map(({ state }) => state);
  const drains = resolveDrains(service, targets[0]?.name ?? service.name, inspected[0]?.ids);
  const armVersions = (name: string) => {
    const ids = inspected.find(({ state }) => deps.kind(state.config.kind).choice(state.config) === name)?.ids;
    return ids === undefined ? undefined : ([ids.stable, ids.canary] as const);
  };
  const [claims, shared, metrics] = await Promise.all([
    Promise.all(targets.map((target) => claimFinding(deps, service, target))),
    sharedFindings(deps, service, armVersions),
    metricSources(deps, service, targets, { roles: sides.roles, ids: inspected[0]?.ids }),
  ]);
  return {
    id,
    canary: body.label,
    service: { ...service, plan: drains.plan },
    environments: sides.environments,
    targets,
    components: components.digests,
    weight: inspected[0]?.weight ?? 0,
    findings: [
      ...sides.findings,
      ...all.flatMap(({ findings }) => findings),
      ...nothingChanged(all, body.label),
      ...shareFindings(deps, inspected, service),
      ...splitConflictFindings(targets, service.plan),
      ...components.findings,
      ...claims.flat(),
      ...channel,
      ...hooks,
      ...drains.findings,
      ...shared,
      ...metrics.findings,
      ...alarms.findings,
      ...pairFindings(deps, service, body),
    ],
    alarms: alarms.alarms,
    arms: inspected.flatMap(({ state, ids }) =>
      ids === undefined ? [] : [{ name: deps.kind(state.config.kind).choice(state.config), ...ids }],
    ),
    sources: metrics.sources,
    ...(metrics.custom.length > 0 && { custom: metrics.custom }),
    ...(metrics.load !== null && { load: metrics.load }),
    ...restrictions,
    force: body.force,
    fix: body.fix === true,
    ...(body.notes !== undefined && { notes: body.notes }),
    ...(body.plan !== undefined && { planName: body.plan }),
  };
}
