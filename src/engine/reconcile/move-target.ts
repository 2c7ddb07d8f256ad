import type { Fault } from '../../domain/rollout/fault.ts';
import type { Rollout, TargetState } from '../../domain/rollout/record.ts';
import type { TargetObservation } from '../../domain/rollout/signal.ts';
import type { Goal, Reading } from '../../ports/target.ts';
import type { Deps } from '../deps.ts';
import { asFault, readFailedTarget, targetPort, toObservation, toUnreadObservation } from './read-target.ts';

/** The most tries of a shift within one run; then the target counts as failed. */
const TRIES = 4;

/** Tells whether the record still intends what this worker is about to write. */
async function isCurrent(deps: Deps, rollout: Rollout): Promise<boolean> {
  const record = await deps.store.load(rollout.service);
  return record?.rollout?.id === rollout.id && record.rollout.generation === rollout.generation;
}

/** Tells whether a target needs no write: it has what is wanted, or must not be touched. */
export type IsThere = (target: TargetState, reading: Reading) => boolean;

/** The fault that remains after all tries. */
export class Failed {
  readonly fault: Fault;

  constructor(fault: Fault) {
    this.fault = fault;
  }
}

/** One run of one worker. */
export interface ConvergeJob {
  readonly deps: Deps;
  readonly rollout: Rollout;
  readonly until: number;
}

/**
 * Tries once: reads, checks that the intention still stands, writes with the reading as the expectation, reads back, checks again.
 *
 * @param known the target as it was read a moment ago, which saves a read; null to read it
 */
async function tryOnce(
  { deps, rollout }: ConvergeJob,
  target: TargetState,
  goal: Goal,
  isThere: IsThere,
  known: Reading | null,
): Promise<TargetObservation | 'superseded'> {
  const port = targetPort(deps, target);
  const reading = known ?? (await port.read(target));
  if (reading.drift !== null || isThere(target, reading)) return toObservation(deps, target, reading, target.change);
  if (!(await isCurrent(deps, rollout))) return 'superseded';
  const { change } = await port.shift(target, goal, reading);
  const after = await port.read({ ...target, change });
  return (await isCurrent(deps, rollout)) ? toObservation(deps, target, after, change) : 'superseded';
}

/** Retries a few times, with doubling waits between, while a retry may help. */
export async function withRetries<T>(
  { deps, rollout, until }: ConvergeJob,
  target: TargetState,
  what: 'read' | 'moved',
  once: (attempt: number) => Promise<T>,
): Promise<T | Failed> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(attempt);
    } catch (error) {
      const fault = asFault(error);
      deps.log.warn(
        { service: rollout.service, rollout: rollout.id, target: target.name, code: fault.code, attempt },
        `a target was not ${what}`,
      );
      const pause = 1000 * 2 ** (attempt - 1);
      if (fault.permanent || attempt === TRIES || deps.clock.now() + pause > until) return new Failed(fault);
      await deps.clock.wait(pause);
    }
  }
}

/** Brings one target to a goal by compare-and-set. A late writer therefore either fails or is noticed. */
export async function bring(
  work: ConvergeJob,
  target: TargetState,
  goal: Goal,
  isThere: IsThere,
  known: Reading | null = null,
): Promise<TargetObservation | 'superseded'> {
  const result = await withRetries(work, target, 'moved', (attempt) =>
    // A write whose answer was lost may have begun a change whose id is unknown.
    attempt === 1
      ? tryOnce(work, target, goal, isThere, known)
      : tryOnce(work, { ...target, change: null }, goal, isThere, null),
  );
  if (!(result instanceof Failed)) return result;
  // What cannot be written for good can be read all the same.
  return result.fault.permanent
    ? readFailedTarget(work.deps, target, result.fault)
    : toUnreadObservation(work.deps, target, result.fault);
}
