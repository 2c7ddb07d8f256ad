import type { Fault } from '../../domain/rollout/fault.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { TargetAftermath, TargetObservation } from '../../domain/rollout/signal.ts';
import type { Reading } from '../../ports/target.ts';
import { TargetFault } from '../../ports/target.ts';
import type { Deps } from '../deps.ts';

/** The dependencies of a read. */
export interface ReadDeps extends Pick<Deps, 'clock'> {
  /** Returns the adapter of a kind of target. */
  kind(name: string): Pick<ReturnType<Deps['kind']>, 'target'>;
}

export function asFault(error: unknown): Fault {
  if (error instanceof TargetFault) return { code: error.code, message: error.message, permanent: error.permanent };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return { code, message: error instanceof Error ? error.message : String(error), permanent: false };
}

export function toObservation(
  deps: ReadDeps,
  target: TargetState,
  reading: Reading,
  change: string | null,
): TargetObservation {
  const { weight, cohorts, effectiveAt, towards, pause, drift, atBaseline, promoted, wentBack } = reading;
  const pending = reading.change ?? (effectiveAt === null ? change : null);
  return {
    name: target.name,
    change: pending,
    at: deps.clock.now(),
    weight,
    ...(cohorts !== undefined && { cohorts }),
    effectiveAt,
    ...(towards !== undefined && { towards }),
    ...(pause !== undefined && { pause }),
    drift,
    atBaseline,
    promoted,
    ...(wentBack !== undefined && { wentBack }),
    fault: null,
  };
}

export function toUnreadObservation(deps: ReadDeps, target: TargetState, fault: Fault): TargetObservation {
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

export function targetPort(deps: ReadDeps, target: TargetState): ReturnType<Deps['kind']>['target'] {
  return deps.kind(target.config.kind).target;
}

/** Reads a target. Never throws: a target that cannot be read is an observation with its fault. */
export async function readTarget(deps: ReadDeps, target: TargetState): Promise<TargetObservation> {
  try {
    return toObservation(deps, target, await targetPort(deps, target).read(target), target.change);
  } catch (error) {
    return toUnreadObservation(deps, target, asFault(error));
  }
}

/** Reads a target, and checks whether it could return to its baseline. */
export async function readAftermathTarget(deps: ReadDeps, target: TargetState): Promise<TargetAftermath> {
  try {
    const reading = await targetPort(deps, target).read(target, 'way-back');
    const { noWayBack } = reading;
    return { ...toObservation(deps, target, reading, target.change), ...(noWayBack !== undefined && { noWayBack }) };
  } catch (error) {
    return toUnreadObservation(deps, target, asFault(error));
  }
}

/** Reads a target that could not be moved; the fault of that attempt stays with what was read. */
export async function readFailedTarget(deps: ReadDeps, target: TargetState, fault: Fault): Promise<TargetObservation> {
  return { ...(await readTarget(deps, target)), fault };
}
