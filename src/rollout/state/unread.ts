import type { Fault } from '../../domain/rollout/fault.ts';
import { isKnown, shownWords, unreadDuration } from '../../domain/rollout/read-share.ts';
import type { Hold, Rollout, TargetState } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { SECOND_LOOK_MS, UNREAD_GRACE_MS } from '../../domain/timing.ts';
import { duration, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { acceptUnchanged } from './accept-unchanged.ts';
import { accept, addEntry, hold } from './transition.ts';

type Unread = Extract<Hold, { kind: 'unread' }>;

/** A target that cannot be read, and for how long, in milliseconds. */
interface Lost {
  readonly target: TargetState;
  readonly fault: Fault;
  readonly lasts: number;
}

/**
 * Finds a target that people have to be asked about: with a permanent error after a second look, with what can pass by itself
 * after some minutes. Null when there is none.
 */
function findLostTarget({ targets }: Rollout): Lost | null {
  for (const target of targets) {
    const { observed } = target;
    if (!observed?.fault) continue;
    const lasts = unreadDuration(observed);
    if (lasts >= (observed.fault.permanent ? SECOND_LOOK_MS : UNREAD_GRACE_MS))
      return { target, fault: observed.fault, lasts };
  }
  return null;
}

/** Tells whether people are asked about this target already. */
function isQuestionOpen({ phase }: Rollout, name: string): boolean {
  if (phase.status !== 'holding') return false;
  const { why } = phase;
  return (
    (why.kind === 'unread' && why.isBack === undefined && why.target === name) ||
    (why.kind === 'partial' && why.target === name)
  );
}

/** Says that what was lost can be read again. Whether to go on is for who was asked. */
function isBackAgain(before: Rollout, rollout: Rollout, why: Unread, now: number): Decision {
  const { phase } = rollout;
  if (phase.status !== 'holding') return acceptUnchanged(before, rollout);
  const text = `${why.target} can be read again, and every target is as it was left, at ${shownWords(rollout)}. Resume to go on${rollbackHint(rollout)}.`;
  const known: Rollout = { ...rollout, phase: { ...phase, why: { ...why, isBack: true } } };
  return accept(before, addEntry(known, now, text), text);
}

/**
 * Holds and asks where a target cannot be read: what is not known is not as intended. Says it when it is back.
 *
 * @param rollout with what was seen just now; nothing that was read differs from what is intended
 * @returns null when there is nothing to hold for
 */
export function watchReads(before: Rollout, rollout: Rollout, now: number): Decision | null {
  const lost = findLostTarget(rollout);
  if (lost === null) {
    const { phase } = rollout;
    const asks = phase.status === 'holding' && phase.why.kind === 'unread' && phase.why.isBack === undefined;
    const isAll = rollout.targets.every((target) => isKnown(target, now));
    return asks && isAll && phase.why.kind === 'unread' ? isBackAgain(before, rollout, phase.why, now) : null;
  }
  const { target, fault, lasts } = lost;
  if (isQuestionOpen(rollout, target.name)) return acceptUnchanged(before, rollout);
  const unread = fault.permanent ? 'cannot be read' : `could not be read for ${duration(lasts)}`;
  const text = `${target.name} ${unread}: ${withoutFullStop(fault.message)}. Nobody knows what share the canary has there. Serin holds. Fix that, then resume${rollbackHint(rollout)}.`;
  return accept(before, hold(rollout, { kind: 'unread', target: target.name, fault }, now, text), text);
}
