import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { OpenPause } from '../../../domain/target/open-pause.ts';
import type { Way } from '../../../domain/target/way.ts';
import { withoutFullStop } from '../../../domain/wording.ts';
import { tenths } from './shares.ts';
import type { Strategy } from './steps.ts';

type Status = NonNullable<ServiceDeployment['status']>;

/** The goal that the last shift gave a deployment: a share in percent, or its end; null where Serin has not moved it. */
export type DeploymentGoal = number | 'end' | null;

/** A pause of a deployment that waits for `ContinueServiceDeployment`. */
export interface Pause {
  readonly hookId: string;
  /** The moment of its timeout in milliseconds since the epoch; null where ECS names none. */
  readonly expiresAt: number | null;
  /** True when ECS goes on by itself then; else it rolls back. */
  readonly thenContinues: boolean;
}

/** The state of a deployment in the terms of a rollout. */
export interface Standing {
  /** The share of the canary in percent; of a rolling deployment that starts its tasks, the share that it goes to. */
  readonly weight: number;
  /** False while ECS is on its way to another share, or to the pause behind it. */
  readonly isSettled: boolean;
  /** The share that ECS is on its way to, or at whose end it will pause; null while it waits or has nothing to do. */
  readonly towards: Way | null;
  readonly promoted: boolean;
  readonly atBaseline: boolean;
  /** The reason why the deployment is not as it was left, in words. */
  readonly drift: string | null;
  /** The reason for which the deployment is rolled back, in words; null while it is not. */
  readonly wentBack: string | null;
}

const NOTHING = { towards: null, promoted: false, atBaseline: false, drift: null, wentBack: null } as const;

/** The place of the traffic of a deployment: before its first step, in its steps, behind them, or with nothing left to decide. */
type Part = 'before' | 'steps' | 'behind' | 'done';

/** The parts in which the stages of a deployment lie (Amazon ECS API Reference, ServiceDeployment, `lifecycleStage`). */
const PARTS: Readonly<Record<string, Part>> = {
  RECONCILE_SERVICE: 'before',
  PRE_SCALE_UP: 'before',
  SCALE_UP: 'before',
  POST_SCALE_UP: 'before',
  TEST_TRAFFIC_SHIFT: 'before',
  POST_TEST_TRAFFIC_SHIFT: 'before',
  PRE_PRODUCTION_TRAFFIC_SHIFT: 'steps',
  PRODUCTION_TRAFFIC_SHIFT: 'steps',
  POST_PRODUCTION_TRAFFIC_SHIFT: 'behind',
  BAKE_TIME: 'done',
  CLEAN_UP: 'done',
};

/** A rolling deployment has no shares: users get the new tasks as they start. */
const ROLLING_PARTS: Readonly<Record<string, Part>> = { ...PARTS, SCALE_UP: 'steps', POST_SCALE_UP: 'behind' };

function strategyOf({ deploymentConfiguration: configuration }: ServiceDeployment): Strategy {
  return configuration?.strategy ?? 'ROLLING';
}

function partOf(deployment: ServiceDeployment): Part {
  const parts = strategyOf(deployment) === 'ROLLING' ? ROLLING_PARTS : PARTS;
  return parts[deployment.lifecycleStage ?? ''] ?? 'before';
}

/** Returns the pauses at which a deployment waits now. */
export function openPauses({ lifecycleHookDetails: hooks = [] }: ServiceDeployment): readonly Pause[] {
  return hooks.flatMap(({ targetType, status, hookId, expiresAt, timeoutAction }) =>
    targetType === 'PAUSE' && status === 'AWAITING_ACTION' && hookId !== undefined
      ? [{ hookId, expiresAt: expiresAt?.getTime() ?? null, thenContinues: timeoutAction === 'CONTINUE' }]
      : [],
  );
}

/** Returns the open pause that ends first, and what ECS does then; null where none ends by itself. */
export function findFirstEnd(deployment: ServiceDeployment): Omit<OpenPause, 'since'> | null {
  if (!isUnderWay(deployment)) return null;
  const ends = openPauses(deployment).flatMap(({ hookId: id, expiresAt: until, thenContinues }) =>
    until === null ? [] : [{ id, until, thenContinues }],
  );
  const [first] = ends.toSorted((one, other) => one.until - other.until || one.id.localeCompare(other.id));
  if (first === undefined) return null;
  const { thenContinues, ...pause } = first;
  return { ...pause, atEnd: thenContinues ? 'ECS goes on by itself' : 'ECS rolls the deployment back' };
}

/** Returns the share of the new revision in percent, in the tenths that ECS has. */
export function shareOf(deployment: ServiceDeployment): number {
  const said = deployment.targetServiceRevision?.requestedProductionTrafficWeight;
  const part = partOf(deployment);
  const byStage = part === 'behind' || part === 'done' ? 100 : 0;
  return strategyOf(deployment) === 'ROLLING' ? byStage : tenths(said ?? byStage);
}

/** Returns the reason that ECS gives for the status of a deployment, behind a colon; empty where it gives none. */
export function reasonText({ statusReason = '' }: ServiceDeployment): string {
  const said = withoutFullStop(statusReason);
  return said === '' ? '' : `: ${said}`;
}

/** Tells whether the pause at which a deployment waits is behind all of its shares. */
export function isBehindShares(deployment: ServiceDeployment): boolean {
  return partOf(deployment) === 'behind';
}

/** Says what a deployment does right now: its stage, and how many of the new tasks run. */
function describeStage({ lifecycleStage, status = 'PENDING', targetServiceRevision: to }: ServiceDeployment): string {
  const { requestedTaskCount: wanted, runningTaskCount: running = 0 } = to ?? {};
  const tasks = wanted === undefined ? '' : `, ${running} of ${wanted} ${wanted === 1 ? 'task runs' : 'tasks run'}`;
  return `ECS is at ${lifecycleStage ?? status}${tasks}`;
}

function runningStanding(deployment: ServiceDeployment, goal: DeploymentGoal): Standing {
  const part = partOf(deployment);
  const isPaused = openPauses(deployment).length > 0;
  if (part === 'done') return { ...NOTHING, weight: 100, isSettled: true, promoted: true };
  const to = (weight: number) => (isPaused ? null : { weight, waitsFor: describeStage(deployment) });
  if (part === 'behind') {
    const promoted = goal === 'end' && !isPaused;
    const isSettled = isPaused || promoted;
    return { ...NOTHING, weight: 100, isSettled, towards: isSettled ? null : to(100), promoted };
  }
  const share = shareOf(deployment);
  const wanted = goal === 'end' ? 100 : (goal ?? 0);
  if (wanted > share) {
    const startsTasks = !isPaused && part === 'steps' && strategyOf(deployment) === 'ROLLING';
    return { ...NOTHING, weight: startsTasks ? wanted : share, isSettled: false, towards: to(wanted) };
  }
  // Behind a share ECS bakes, and pauses once more: until then a later continue finds no pause.
  const isSettled = isPaused || part === 'before';
  return { ...NOTHING, weight: share, isSettled, towards: isSettled ? null : to(share) };
}

/** Tells whether nothing of a deployment is left to decide: its traffic has moved, and it waits at no pause. */
export function isLeftToEcs(deployment: ServiceDeployment): boolean {
  const part = partOf(deployment);
  return part === 'done' || (part === 'behind' && openPauses(deployment).length === 0);
}

function toRollingBack(deployment: ServiceDeployment): Standing {
  const wentBack = `ECS rolls the deployment back${reasonText(deployment)}`;
  return { ...NOTHING, weight: shareOf(deployment), isSettled: false, wentBack };
}

function toStopped(deployment: ServiceDeployment, what: string): Standing {
  return {
    ...NOTHING,
    weight: shareOf(deployment),
    isSettled: true,
    drift: `ECS ${what}${reasonText(deployment)}`,
  };
}

const standings = {
  PENDING: runningStanding,
  IN_PROGRESS: runningStanding,
  SUCCESSFUL: () => ({ ...NOTHING, weight: 100, isSettled: true, promoted: true }),
  STOP_REQUESTED: (deployment) => toStopped(deployment, 'stops the deployment'),
  STOPPED: (deployment) => toStopped(deployment, 'stopped the deployment'),
  ROLLBACK_REQUESTED: toRollingBack,
  ROLLBACK_IN_PROGRESS: toRollingBack,
  ROLLBACK_SUCCESSFUL: (deployment) => ({
    ...NOTHING,
    weight: 0,
    isSettled: true,
    atBaseline: true,
    wentBack: `ECS rolled the deployment back${reasonText(deployment)}`,
  }),
  ROLLBACK_FAILED: (deployment) => toStopped(deployment, 'failed to roll the deployment back'),
} as const satisfies Record<Status, (deployment: ServiceDeployment, goal: DeploymentGoal) => Standing>;

/** Returns where a deployment stands. @param goal the goal that the last shift gave it */
export function readStanding(deployment: ServiceDeployment, goal: DeploymentGoal): Standing {
  const { status = 'PENDING' } = deployment;
  return standings[status](deployment, goal);
}

/** Tells whether a deployment is under way and not on its way back. */
export function isUnderWay({ status }: ServiceDeployment): boolean {
  return status === 'PENDING' || status === 'IN_PROGRESS';
}

/** Tells whether a deployment rolls back or has done so. */
export function isGoingBack({ status = 'PENDING' }: ServiceDeployment): boolean {
  return status.startsWith('ROLLBACK_') && status !== 'ROLLBACK_FAILED';
}
