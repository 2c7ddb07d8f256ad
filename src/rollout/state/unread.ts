import type { Fault } from '../../domain/fault.ts';
import type { Hold, Rollout, TargetState } from '../../domain/record.ts';
import { isKnown, shownWords, unreadFor } from '../../domain/seen-share.ts';
import type { Decision } from '../../domain/signal.ts';
import { SECOND_LOOK_MS, UNREAD_GRACE_MS } from '../../domain/timing.ts';
import { bare, duration, orBack } from '../../domain/wording.ts';
import { taken } from './taken.ts';
import { accepted, hold, noted } from './transition.ts';

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
function lostIn({ targets }: Rollout): Lost | null {
  for (const target of targets) {
    const { observed } = target;
    if (!observed?.fault) continue;
    const lasts = unreadFor(observed);
    if (lasts >= (observed.fault.permanent ? SECOND_LOOK_MS : UNREAD_GRACE_MS))
      return { target, fault: observed.fault, lasts };
  }
  return null;
}

/** Whether people are asked about this target already. */
function isAsked({ phase }: Rollout, name: string): boolean {
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
  if (phase.status !== 'holding') return taken(before, rollout);
  const text = `${why.target} can be read again, and every target is as it was left, at ${shownWords(rollout)}. Resume to go on${orBack(rollout)}.`;
  const known: Rollout = { ...rollout, phase: { ...phase, why: { ...why, isBack: true } } };
  return accepted(before, noted(known, now, text), text);
}

/**
 * Holds and asks where a target cannot be read: what is not known is not as intended. Says it when it is back.
 *
 * @param rollout with what was seen just now; nothing that was read differs from what is intended
 * @returns null when there is nothing to hold for
 */
export function watchReads(before: Rollout, rollout: Rollout, now: number): Decision | null {
  const lost = lostIn(rollout);
  if (lost === null) {
    const { phase } = rollout;
    const asks = phase.status === 'holding' && phase.why.kind === 'unread' && phase.why.isBack === undefined;
    const isAll = rollout.targets.every((target) => isKnown(target, now));
    return asks && isAll && phase.why.kind === 'unread' ? isBackAgain(before, rollout, phase.why, now) : null;
  }
  const { target, fault, lasts } = lost;
  if (isAsked(rollout, target.name)) return taken(before, rollout);
  const long = fault.permanent ? '' : ` for ${duration(lasts)}`;
  const text = `${target.name} cannot be read${long}: ${bare(fault.message)}. Nobody knows what share the canary has there. Holds and asks: mend that and resume${orBack(rollout)}.`;
  return accepted(before, hold(rollout, { kind: 'unread', target: target.name, fault }, now, text), text);
}
