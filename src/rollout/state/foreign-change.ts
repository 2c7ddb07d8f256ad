import { findDifference, isAt, isComing } from '../../domain/rollout/expected.ts';
import { phaseStart, type Rollout, type TargetState } from '../../domain/rollout/record.ts';
import { isMoving } from '../../domain/rollout/running-phase.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS, WRITER_LIFETIME_MS } from '../../domain/timing.ts';
import { putBackHint, rollbackHint } from '../../domain/wording.ts';
import { acceptUnchanged } from './accept-unchanged.ts';
import { accept, hold } from './transition.ts';

/** A change by somebody outside Serin to a target while the rollout runs. */
export interface ForeignChange {
  readonly target: string;
  /** The state that the target shows instead, in words. */
  readonly detail: string;
  /** True when nothing but its share differs, which Serin can set again. */
  readonly isShare: boolean;
  /** True when the target has what it had before Serin's write, however often that is repeated. */
  readonly isUndone: boolean;
}

/** A shift or a promotion that does not stay is repeated for this long before a person is asked, in milliseconds. */
const UNDONE_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;

/** Tells whether a target that was read has what the shift or the promotion that is under way writes. */
function isDone(rollout: Rollout, target: TargetState): boolean {
  if (rollout.phase.status === 'promoting') return target.observed?.promoted === true;
  return isAt(target, target.observed, rollout) || isComing(target, target.observed, rollout);
}

/**
 * Tells whether what the shift or the promotion writes had minutes to stay. They begin anew each time that a target was on its way: behind
 * a stage that takes long it is written to once more.
 */
function isGraceOver({ phase, targets }: Rollout, now: number): boolean {
  const began = Math.max(phaseStart(phase), ...targets.map(({ observed }) => observed?.underWayAt ?? 0));
  return now - began > UNDONE_GRACE_MS;
}

/**
 * Finds a target that minutes later does not have what the shift or the promotion writes: it has a weight of somebody else's, which
 * keeps every target from being written, or it does not keep what Serin writes. Null while a target cannot be read.
 */
function findUndoneChange(rollout: Rollout, now: number): ForeignChange | null {
  const { phase, targets } = rollout;
  if (phase.status !== 'promoting' && !isMoving(phase)) return null;
  if (!isGraceOver(rollout, now)) return null;
  const wanting = targets.flatMap((target) => {
    const { observed } = target;
    if (observed === null || isDone(rollout, target)) return [];
    const { fault, drift } = observed;
    return [{ target: target.name, fault, drift, difference: findDifference(rollout, target, observed) }];
  });
  if (wanting.some(({ fault }) => fault !== null)) return null;
  // While one target differs, the others are not written: that one is the reason.
  const found = wanting.find(({ difference }) => difference !== null) ?? wanting[0];
  if (found === undefined) return null;
  const detail = found.difference ?? `something undoes its ${phase.status === 'promoting' ? 'promotion' : 'shift'}`;
  const isUndone = found.difference === null;
  return { target: found.target, detail, isShare: !isUndone && found.drift === null, isUndone };
}

/**
 * Finds what somebody else did to a target: other values than the frozen ones at once; a weight only when it was read after the
 * last writer of ours can have been alive, and in a promotion after a few minutes, because Lambda and deployment tools pass
 * through weights of their own.
 *
 * @returns null when every target that was read is as the record expects it
 */
export function findForeignChange(rollout: Rollout, now: number): ForeignChange | null {
  for (const target of rollout.targets) {
    const { observed } = target;
    if (observed === null) continue;
    const settled = observed.at - rollout.intendedAt > WRITER_LIFETIME_MS && rollout.phase.status !== 'promoting';
    const detail = settled ? findDifference(rollout, target, observed) : observed.drift;
    if (detail !== null) return { target: target.name, detail, isShare: observed.drift === null, isUndone: false };
  }
  return findUndoneChange(rollout, now);
}

/**
 * Finds a target whose shift had to be written once more, minutes after the shift began. While a change spreads, each read after a
 * write is right, and only the id of the newest change tells that something undid the one before.
 *
 * @param before the rollout as the look before left it
 */
export function findRepeatedShift(before: Rollout, rollout: Rollout, now: number): ForeignChange | null {
  const { phase, generation, targets } = rollout;
  if (!isMoving(phase) || before.generation !== generation || now - phaseStart(phase) <= UNDONE_GRACE_MS) return null;
  const again = targets.find(({ name, change }) => {
    const was = before.targets.find((target) => target.name === name);
    const wasUnderWay = was !== undefined && was.change !== null && was.observed?.effectiveAt === null;
    return wasUnderWay && change !== null && was.change !== change;
  });
  return again === undefined
    ? null
    : { target: again.name, detail: 'something undoes its shift', isShare: false, isUndone: true };
}

/** Holds and asks about a change from outside, once for each change. */
export function holdForChange(before: Rollout, rollout: Rollout, change: ForeignChange, now: number): Decision {
  const { target, detail, isShare, isUndone } = change;
  const { phase } = rollout;
  const isKnown =
    phase.status === 'holding' &&
    phase.why.kind === 'drift' &&
    phase.why.target === target &&
    phase.why.detail === detail;
  if (isKnown) return acceptUnchanged(before, rollout);
  const text = isUndone
    ? `Something outside Serin changes ${target} again, each time Serin has written it: ${detail}. Serin holds. Find out what it is (a pipeline, Terraform, a person), stop it, then resume${rollbackHint(rollout)}.`
    : `Somebody changed ${target}: ${detail}. Serin holds. ${isShare ? putBackHint(rollout) : 'Put it back, then resume'}${rollbackHint(rollout)}.`;
  return accept(before, hold(rollout, { kind: 'drift', target, detail }, now, text), text);
}
