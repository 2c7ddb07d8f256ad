import { hasCanary } from '../../domain/plan/cohorts.ts';
import { findDifference, isAt, isComing, mayPutBack } from '../../domain/rollout/expected.ts';
import type { Rollout, TargetState } from '../../domain/rollout/record.ts';
import { isMoving } from '../../domain/rollout/running-phase.ts';
import type { Signal, TargetObservation } from '../../domain/rollout/signal.ts';
import { WRITER_LIFETIME_MS } from '../../domain/timing.ts';
import type { Goal, Reading } from '../../ports/target.ts';
import { isBack, isLeft } from '../../rollout/rollback/unreachable.ts';
import type { Deps } from '../deps.ts';
import { bring, type ConvergeJob, Failed, type IsThere, withRetries } from './move-target.ts';
import {
  asFault,
  readFailedTarget,
  readTarget,
  targetPort,
  toObservation,
  toUnreadObservation,
} from './read-target.ts';

type Observation = Extract<Signal, { kind: 'observation' }>;

/** The result of one run of convergence: an observation, `superseded` for an outdated intention, or `idle`. */
export type ConvergeResult = Observation | 'superseded' | 'idle';

/** Writes targets back without comparing first: one call per kind, all kinds at once, then reads each target. */
async function bringBack(
  deps: Deps,
  rollout: Rollout,
  targets: readonly TargetState[],
): Promise<readonly TargetObservation[]> {
  const kinds = [...new Set(targets.map((target) => target.config.kind))];
  const way = { reversals: rollout.reversals, promotionBegan: rollout.promotionBegan };
  const perKind = await Promise.all(
    kinds.map(async (kind) => {
      const those = targets.filter((target) => target.config.kind === kind);
      const results = await deps.kind(kind).target.back(those, way);
      return Promise.all(
        those.map((target, i) => {
          const result = results[i];
          if (result !== undefined && 'fault' in result) return readFailedTarget(deps, target, asFault(result.fault));
          return readTarget(deps, { ...target, change: result?.change ?? null });
        }),
      );
    }),
  );
  return perKind.flat();
}

function observation(rollout: Rollout, targets: readonly TargetObservation[]): Observation {
  return { kind: 'observation', generation: rollout.generation, targets };
}

/**
 * Rolls targets back: writes first those not seen back since the decision, then reads all. A target that a person left as it is is
 * only read.
 */
async function rollBackTargets(deps: Deps, rollout: Rollout): Promise<ConvergeResult> {
  const out = rollout.targets.filter((target) => !isBack(target) && !isLeft(rollout, target));
  const rest = rollout.targets.filter((target) => !out.includes(target));
  const [brought, read] = await Promise.all([
    bringBack(deps, rollout, out),
    Promise.all(rest.map((target) => readTarget(deps, target))),
  ]);
  return observation(rollout, [...brought, ...read]);
}

/** A target and its reading. */
interface Look {
  readonly target: TargetState;
  readonly reading: Reading;
}

/** Tells whether a target is as the record expects it, or has a foreign share that a person lets Serin overwrite. */
function mayWrite(rollout: Rollout, target: TargetState, reading: Reading): boolean {
  return findDifference(rollout, target, reading) === null || mayPutBack(rollout, target, reading);
}

/**
 * Reads every target before the first of them is raised or promoted.
 *
 * @returns the readings, in the listed order; the observation alone when a target cannot be read or differs from what the
 *   record expects: then nothing is written
 */
async function readAllTargets(work: ConvergeJob): Promise<readonly Look[] | Observation> {
  const { deps, rollout } = work;
  const looks: Look[] = [];
  const observations = await Promise.all(
    rollout.targets.map(async (target, i) => {
      const reading = await withRetries(work, target, 'read', () => targetPort(deps, target).read(target));
      if (reading instanceof Failed) return toUnreadObservation(deps, target, reading.fault);
      if (mayWrite(rollout, target, reading)) looks[i] = { target, reading };
      return toObservation(deps, target, reading, target.change);
    }),
  );
  const isAsExpected = rollout.targets.every((_, i) => looks[i] !== undefined);
  return isAsExpected ? looks : observation(rollout, observations);
}

/**
 * Raises one target after the other, in the listed order. The first that fails or that somebody else changed ends the run; the
 * rest is reported as it was read before.
 */
async function raise(work: ConvergeJob, goal: Goal): Promise<ConvergeResult> {
  const { deps, rollout } = work;
  const looks = await readAllTargets(work);
  if ('kind' in looks) return looks;
  const isThere: IsThere = (target, reading) =>
    isAt(target, reading, rollout) || isComing(target, reading, rollout) || !mayWrite(rollout, target, reading);
  const observations: TargetObservation[] = [];
  for (const { target, reading } of looks) {
    const result = await bring(work, target, goal, isThere, reading);
    if (result === 'superseded') return 'superseded';
    observations.push(result);
    if (result.fault !== null || findDifference(rollout, target, result) !== null) break;
  }
  const rest = looks
    .slice(observations.length)
    .map(({ target, reading }) => toObservation(deps, target, reading, target.change));
  return observation(rollout, [...observations, ...rest]);
}

/** Promotes all targets in parallel, once all of them have the weight of the last step. */
async function promote(work: ConvergeJob): Promise<ConvergeResult> {
  const { rollout } = work;
  const looks = await readAllTargets(work);
  if ('kind' in looks) return looks;
  const isThere: IsThere = (target, reading) => reading.promoted || !mayWrite(rollout, target, reading);
  const results = await Promise.all(
    looks.map(({ target, reading }) => bring(work, target, { kind: 'promoted' }, isThere, reading)),
  );
  return toConvergeResult(rollout, results);
}

/** Returns the observation of all targets, or `superseded` when the intention has changed meanwhile. */
function toConvergeResult(rollout: Rollout, results: readonly (TargetObservation | 'superseded')[]): ConvergeResult {
  const observations = results.filter((result) => result !== 'superseded');
  return observations.length < results.length ? 'superseded' : observation(rollout, observations);
}

/** Moves all targets in parallel: one that does not answer keeps no other waiting. */
async function moveInParallel(work: ConvergeJob, goal: Goal, isThere: IsThere): Promise<ConvergeResult> {
  const { rollout } = work;
  return toConvergeResult(
    rollout,
    await Promise.all(rollout.targets.map((target) => bring(work, target, goal, isThere))),
  );
}

/** Tells whether a target shows the canary to more users than intended. */
function hasTooMuch({ weight, cohorts }: Rollout, reading: Reading): boolean {
  return reading.weight > weight || (reading.cohorts ?? []).some((name) => !cohorts.includes(name));
}

/**
 * Keeps the targets at the intended weight while no shift is under way. What has too much is lowered at once, in parallel; what
 * has too little is raised only when every target can be read and nobody else changed one.
 */
async function keepTargets(work: ConvergeJob, goal: Goal): Promise<ConvergeResult> {
  const { deps, rollout } = work;
  const isKept: IsThere = (target, reading) =>
    isAt(target, reading, rollout) ||
    !(mayPutBack(rollout, target, reading) || mayMoveTarget(rollout, reading, deps.clock.now()));
  let isTooLow = false;
  const lowered = await moveInParallel(work, goal, (target, reading) => {
    if (isKept(target, reading)) return true;
    if (hasTooMuch(rollout, reading)) return false;
    isTooLow = true;
    return true;
  });
  if (typeof lowered === 'string' || !isTooLow) return lowered;
  if (lowered.targets.some(({ fault, drift }) => fault !== null || drift !== null)) return lowered;
  return moveInParallel(work, goal, isKept);
}

/**
 * Tells whether a target that differs from the intended weight is moved, or only reported, while no shift is under way. While the
 * plan stands still in mid-shift, it is only lowered. Otherwise it is moved as long as an earlier writer may still be alive; later
 * differences are somebody else's changes.
 */
function mayMoveTarget(rollout: Rollout, reading: Reading, now: number): boolean {
  const { phase } = rollout;
  const standsStill = phase.status === 'paused' || phase.status === 'holding';
  if (standsStill && !hasTooMuch(rollout, reading)) return false;
  if (standsStill && isMoving(phase.activity)) return true;
  return now - rollout.intendedAt <= WRITER_LIFETIME_MS;
}

/**
 * Brings the world to what the record intends, and returns what it saw. Level-triggered: it trusts what it reads, so it may run
 * twice, in two workers, or after a crash.
 *
 * @param until no further try is begun after this moment: the function must live to save and tell what was seen
 * @returns the observation for `decide`; `superseded` when the record intends something else by now; `idle` when the rollout is
 *   over
 */
export async function converge(deps: Deps, rollout: Rollout, until: number): Promise<ConvergeResult> {
  const work: ConvergeJob = { deps, rollout, until };
  const { phase, weight, reversals, cohorts } = rollout;
  if (isMoving(phase)) return raise(work, { kind: 'weight', weight, reversals, cohorts });
  switch (phase.status) {
    case 'completed':
    case 'rolled-back':
      return 'idle';
    case 'stuck':
      return rollBackTargets(deps, rollout);
    case 'rolling-back':
      if (phase.stage === 'returning') return rollBackTargets(deps, rollout);
      // The returning stage handles a target that has traffic again; a target that a person left as it is is only read.
      return moveInParallel(
        work,
        { kind: 'baseline' },
        (target, reading) => reading.atBaseline || hasCanary({ observed: reading }) || isLeft(rollout, target),
      );
    case 'promoting':
      return promote(work);
    default:
      return keepTargets(work, { kind: 'weight', weight, reversals, cohorts });
  }
}
