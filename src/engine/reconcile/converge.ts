import { hasCanary } from '../../domain/cohorts.ts';
import { isAt } from '../../domain/expected.ts';
import type { Fault, Rollout, TargetState } from '../../domain/record.ts';
import type { Signal, TargetAftermath, TargetObservation } from '../../domain/signal.ts';
import { WRITER_LIFETIME_MS } from '../../domain/timing.ts';
import type { Goal, Reading } from '../../ports/target.ts';
import { TargetFault } from '../../ports/target.ts';
import { isBack, isLeft } from '../../rollout/rollback/out-of-reach.ts';
import type { Deps } from '../deps.ts';

type Observation = Extract<Signal, { kind: 'observation' }>;

/** What a pass of convergence came to: something seen, an intention that is no longer the current one, or nothing to do. */
export type Pass = Observation | 'superseded' | 'idle';

/** A shift is tried this often within one pass before the target counts as failed. */
const TRIES = 4;

function asFault(error: unknown): Fault {
  if (error instanceof TargetFault) return { code: error.code, message: error.message, permanent: error.permanent };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return { code, message: error instanceof Error ? error.message : String(error), permanent: false };
}

function seen(deps: Deps, target: TargetState, reading: Reading, change: string | null): TargetObservation {
  const { weight, cohorts, effectiveAt, drift, atBaseline, promoted } = reading;
  const pending = effectiveAt === null ? change : null;
  return {
    name: target.name,
    change: pending,
    at: deps.clock.now(),
    weight,
    ...(cohorts !== undefined && { cohorts }),
    effectiveAt,
    drift,
    atBaseline,
    promoted,
    fault: null,
  };
}

function unseen(deps: Deps, target: TargetState, fault: Fault): TargetObservation {
  const drift = target.observed?.drift ?? null;
  return {
    name: target.name,
    change: target.change,
    at: deps.clock.now(),
    weight: null,
    effectiveAt: null,
    drift,
    atBaseline: false,
    promoted: false,
    fault,
  };
}

function portOf(deps: Deps, target: TargetState): ReturnType<Deps['kind']>['target'] {
  return deps.kind(target.config.kind).target;
}

/** Whether what this worker means to do is still what the record intends. */
async function isCurrent(deps: Deps, rollout: Rollout): Promise<boolean> {
  const record = await deps.store.load(rollout.service);
  return record?.rollout?.id === rollout.id && record.rollout.generation === rollout.generation;
}

/** What is seen of a target, or why it cannot be read. */
export async function look(deps: Deps, target: TargetState): Promise<TargetObservation> {
  try {
    return seen(deps, target, await portOf(deps, target).read(target), target.change);
  } catch (error) {
    return unseen(deps, target, asFault(error));
  }
}

/** The same, and whether the target could go back to its baseline. */
export async function lookAtWayBack(deps: Deps, target: TargetState): Promise<TargetAftermath> {
  try {
    const reading = await portOf(deps, target).read(target, 'way-back');
    const { noWayBack } = reading;
    return { ...seen(deps, target, reading, target.change), ...(noWayBack !== undefined && { noWayBack }) };
  } catch (error) {
    return unseen(deps, target, asFault(error));
  }
}

/** What is seen of a target that could not be brought back: what it has all the same, where that can be read, and why. */
async function lookAtFailed(deps: Deps, target: TargetState, fault: Fault): Promise<TargetObservation> {
  return { ...(await look(deps, target)), fault };
}

/** One pass of one worker. */
interface Work {
  readonly deps: Deps;
  readonly rollout: Rollout;
  readonly until: number;
}

/** One try: reads, asks whether the intention still stands, writes what it read as the expectation, reads back, asks again. */
async function tryOnce(
  { deps, rollout }: Work,
  target: TargetState,
  goal: Goal,
  isThere: IsThere,
): Promise<TargetObservation | 'superseded'> {
  const port = portOf(deps, target);
  const reading = await port.read(target);
  if (reading.drift !== null || isThere(target, reading)) return seen(deps, target, reading, target.change);
  if (!(await isCurrent(deps, rollout))) return 'superseded';
  const { change } = await port.shift(target, goal, reading);
  const after = await port.read({ ...target, change });
  return (await isCurrent(deps, rollout)) ? seen(deps, target, after, change) : 'superseded';
}

/** Brings one target to a goal, compare-and-set. A late writer therefore either fails or is noticed. */
async function bring(
  work: Work,
  target: TargetState,
  goal: Goal,
  isThere: IsThere,
): Promise<TargetObservation | 'superseded'> {
  const { deps, rollout, until } = work;
  let known = target;
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryOnce(work, known, goal, isThere);
    } catch (error) {
      const fault = asFault(error);
      deps.log.warn(
        { service: rollout.service, rollout: rollout.id, target: target.name, code: fault.code, attempt },
        'a target was not moved',
      );
      const pause = 1000 * 2 ** (attempt - 1);
      if (fault.permanent || attempt === TRIES || deps.clock.now() + pause > until) return unseen(deps, target, fault);
      // A write whose answer was lost may have begun a change that nobody knows the id of.
      known = { ...target, change: null };
      await deps.clock.wait(pause);
    }
  }
}

/** Brings targets back without comparing: one call per kind, all kinds at once, then reads each of them. */
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
          if (result !== undefined && 'fault' in result) return lookAtFailed(deps, target, asFault(result.fault));
          return look(deps, { ...target, change: result?.change ?? null });
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
 * On the way back: writes first what was not seen back since the decision, then reads everything. What a person left as it is
 * is only read.
 */
async function goBack(deps: Deps, rollout: Rollout): Promise<Pass> {
  const out = rollout.targets.filter((target) => !isBack(target) && !isLeft(rollout, target));
  const rest = rollout.targets.filter((target) => !out.includes(target));
  const [brought, read] = await Promise.all([
    bringBack(deps, rollout, out),
    Promise.all(rest.map((target) => look(deps, target))),
  ]);
  return observation(rollout, [...brought, ...read]);
}

type IsThere = (target: TargetState, reading: Reading) => boolean;

/** Shifts up: one target after the other, in the listed order; the first that fails ends the pass. */
async function inOrder(work: Work, goal: Goal, isThere: IsThere): Promise<Pass> {
  const observations: TargetObservation[] = [];
  for (const target of work.rollout.targets) {
    const result = await bring(work, target, goal, isThere);
    if (result === 'superseded') return 'superseded';
    observations.push(result);
    if (result.fault !== null) break;
  }
  return observation(work.rollout, observations);
}

/** Everything else goes side by side: one target that does not answer keeps no other waiting. */
async function sideBySide(work: Work, goal: Goal, isThere: IsThere): Promise<Pass> {
  const results = await Promise.all(work.rollout.targets.map((target) => bring(work, target, goal, isThere)));
  const observations = results.filter((result) => result !== 'superseded');
  return observations.length < results.length ? 'superseded' : observation(work.rollout, observations);
}

/**
 * Whether a target that differs from the intended weight is moved, or only reported. While a shift is under way it is moved
 * either way. While the plan stands still in mid-shift it is only lowered. Otherwise it is moved as long as an earlier writer
 * may still be alive; later, a difference is somebody's.
 */
function mayMove(rollout: Rollout, reading: Reading, now: number): boolean {
  const { phase } = rollout;
  if (phase.status === 'shifting') return true;
  const standsStill = phase.status === 'paused' || phase.status === 'holding';
  const lowers =
    reading.weight > rollout.weight || (reading.cohorts ?? []).some((name) => !rollout.cohorts.includes(name));
  if (standsStill && !lowers) return false;
  if (standsStill && phase.activity.status === 'shifting') return true;
  return now - rollout.intendedAt <= WRITER_LIFETIME_MS;
}

/**
 * Brings the world to what the record intends, and says what was seen. Level-triggered: it trusts what it reads, so it may
 * run twice, by two workers, or after a crash.
 *
 * @param until no further try is begun after this moment: the function must live to save and tell what was seen
 * @returns the observation for `decide`; `superseded` when the record intends something else by now; `idle` when the
 *   rollout is over
 */
export async function converge(deps: Deps, rollout: Rollout, until: number): Promise<Pass> {
  const work: Work = { deps, rollout, until };
  const { phase, weight, reversals, cohorts } = rollout;
  switch (phase.status) {
    case 'completed':
    case 'rolled-back':
      return 'idle';
    case 'stuck':
      return goBack(deps, rollout);
    case 'rolling-back':
      if (phase.stage === 'returning') return goBack(deps, rollout);
      // What has traffic again is brought back by the stage before; what a person left as it is is only read.
      return sideBySide(
        work,
        { kind: 'baseline' },
        (target, reading) => reading.atBaseline || hasCanary({ observed: reading }) || isLeft(rollout, target),
      );
    case 'promoting':
      return sideBySide(work, { kind: 'promoted' }, (_, reading) => reading.promoted);
    default: {
      const goal: Goal = { kind: 'weight', weight, reversals, cohorts };
      const isThere: IsThere = (target, reading) =>
        isAt(target, reading, rollout) || !mayMove(rollout, reading, deps.clock.now());
      return phase.status === 'shifting' ? inOrder(work, goal, isThere) : sideBySide(work, goal, isThere);
    }
  }
}
