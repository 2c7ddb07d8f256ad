import { hasCanary, openWords } from '../../domain/plan/cohorts.ts';
import type { Rollout, TargetState } from '../../domain/rollout/record.ts';
import { describeShares } from '../../domain/rollout/share.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { STUCK_TRIES, UNDONE_TIMES, WRITER_LIFETIME_MS } from '../../domain/timing.ts';
import { percent, withoutFullStop } from '../../domain/wording.ts';
import { acceptUnchanged } from '../state/accept-unchanged.ts';
import { accept, addEntry, returningPhase } from '../state/transition.ts';
import { finishRollback } from './finish-rollback.ts';
import { questionFor, rollbackAdvice } from './questions.ts';
import {
  announceOutage,
  clearOutage,
  isBack,
  isBehind,
  isDead,
  isLeft,
  isThere,
  isUnreachable,
  type RollingBack,
  remindOfOutage,
} from './unreachable.ts';

type Stuck = Extract<Rollout['phase'], { status: 'stuck' }>;

/** Tells whether all targets are back, except those that a person left. */
function isAllBack(rollout: Rollout): boolean {
  const { phase } = rollout;
  const returning = phase.status === 'rolling-back' ? { ...phase, stage: 'returning' as const } : null;
  return rollout.targets.every((target) =>
    returning === null ? isBack(target) || isLeft(rollout, target) : isThere(rollout, returning, target),
  );
}

/** A target that has traffic on the canary again: an earlier writer was late, or somebody moves it. */
function findRaisedTarget(rollout: Rollout): TargetState | undefined {
  return rollout.targets.find((target) => hasCanary(target) && !isLeft(rollout, target));
}

/** Describes the readings of the targets once nothing more is to be brought back. */
function backText({ targets, canary }: Rollout): string {
  const others = targets.filter((target) => !isBack(target));
  const drifted = targets.filter((target) => isBack(target) && target.observed?.drift !== null);
  if (others.length === targets.length) return `Nothing was brought back; left as it is: ${describeShares(others)}.`;
  const back = others.length === 0 ? 'Every target is back at 0%' : 'Every other target is back at 0%';
  const rest = others.length === 0 ? '' : `; left as it is: ${describeShares(others)}`;
  if (drifted.length === 0) return `${back}${rest}.`;
  return `No target${others.length === 0 ? '' : ' else'} has anything on ${canary} any more${rest}. Somebody changed what users have instead: ${describeShares(drifted)}.`;
}

function allBack(before: Rollout, rollout: Rollout, now: number): Decision {
  const text = `${backText(rollout)} Verifying for 90 s.`;
  return accept(before, addEntry(rollout, now, text), text);
}

/**
 * Processes a timer during a rollback: once all targets are back and no earlier writer can be alive, restores the exact baseline.
 */
export function onRollbackTimer(rollout: Rollout, phase: RollingBack, now: number): Decision {
  if (phase.stage === 'restoring') {
    const again = remindOfOutage(rollout, phase, now);
    if (again === null) return { answer: 'ignored', because: 'The baseline is being restored.' };
    return accept(rollout, withQuestion(again), 'Tries again to restore the baseline.');
  }
  if (!isAllBack(rollout)) {
    const pushed: RollingBack = { ...phase, settleAt: now + WRITER_LIFETIME_MS };
    const next = remindOfOutage(rollout, pushed, now) ?? { ...rollout, phase: pushed };
    return accept(rollout, withQuestion(next), 'Tries again to bring every target back.');
  }
  if (now < phase.settleAt) return { answer: 'ignored', because: 'Everything is back; verifying.' };
  const next: Rollout = {
    ...rollout,
    generation: rollout.generation + 1,
    intendedAt: now,
    phase: { ...phase, stage: 'restoring' },
  };
  // Where something undoes each try people know it, and a line for each would go on for hours.
  const text = 'Verified: no earlier write can arrive any more. Restoring the baseline.';
  const told = isUndoneAgain(phase) ? next : addEntry(next, now, text);
  return accept(rollout, told, 'Restores the baseline.');
}

/** The rollout with the question that people are asked now. */
function withQuestion(rollout: Rollout): Rollout {
  const { phase } = rollout;
  return phase.status === 'rolling-back'
    ? { ...rollout, phase: { ...phase, question: questionFor(rollout, phase) } }
    : rollout;
}

/** Tells whether something has moved a target onto the canary so often that people are told. */
function isUndoneAgain({ undone }: RollingBack): boolean {
  return (undone?.times ?? 0) >= UNDONE_TIMES;
}

/** The rollout without the moment at which every target was back: one is not. */
function notBack({ backAt: _backAt, ...rollout }: Rollout): Rollout {
  return rollout;
}

/** Counts that a target which was seen back has traffic on the canary again. */
function countUndone(phase: RollingBack, { name }: TargetState, now: number): RollingBack {
  const { undone } = phase;
  const known = undone?.target === name ? undone : { target: name, times: 0, since: now };
  return { ...phase, undone: { ...known, times: known.times + 1 } };
}

/**
 * Processes readings while targets return. All back: the outage is over, or nothing is new. Otherwise people are told once, then
 * every hour; a permanent fault makes the rollout stuck.
 */
export function observeReturning(before: Rollout, rollout: Rollout, phase: RollingBack, now: number): Decision {
  if (isAllBack(rollout)) {
    const calm = withQuestion({ backAt: now, ...rollout, phase: clearOutage(phase) });
    return isAllBack(before) || phase.undone !== undefined ? acceptUnchanged(before, calm) : allBack(before, calm, now);
  }
  const dead = rollout.targets.find((target) => isDead(target) && !isThere(rollout, phase, target));
  if (dead?.observed?.fault) return getStuck(before, rollout, phase, dead, now);
  const pushed: RollingBack =
    findRaisedTarget(rollout) === undefined ? phase : { ...phase, settleAt: now + WRITER_LIFETIME_MS };
  const wasTargetBack = (name: string) => before.targets.some((was) => was.name === name && isBack(was));
  const again = rollout.targets.find(
    (target) => hasCanary(target) && wasTargetBack(target.name) && !isLeft(rollout, target),
  );
  if (again !== undefined) {
    const next = withQuestion({ ...notBack(rollout), phase: countUndone(pushed, again, now) });
    return announceQuestion(before, next, now);
  }
  if (phase.unreachableSince !== null || !isBehind(rollout, phase, now))
    return acceptUnchanged(before, withQuestion({ ...rollout, phase: pushed }));
  return accept(before, announceOutage(rollout, pushed, now), 'Not every target is back yet.');
}

/** Tells the question that people are asked now, where it is a new one. */
function announceQuestion(before: Rollout, next: Rollout, now: number): Decision {
  const { phase } = next;
  const question = phase.status === 'rolling-back' ? phase.question : null;
  const known = before.phase.status === 'rolling-back' ? before.phase.question : null;
  if (question === null || question === known) return acceptUnchanged(before, next);
  return accept(before, addEntry(next, now, question), question);
}

function getStuck(before: Rollout, rollout: Rollout, phase: RollingBack, dead: TargetState, now: number): Decision {
  const { reason, keep, left = [] } = phase;
  const fault = dead.observed?.fault ?? { code: 'unknown', message: '', permanent: true };
  const stuck: Rollout = {
    ...rollout,
    phase: {
      ...{ status: 'stuck', since: now, reason, target: dead.name, fault, tries: 0 },
      ...(keep.length > 0 && { keep }),
      ...(left.length > 0 && { left }),
    },
  };
  const share = dead.observed?.weight ?? null;
  const has =
    share === null ? 'its share is not known' : `it has ${percent(share)}${openWords(dead.observed?.cohorts)}`;
  const text = `STUCK: ${dead.name} cannot be brought back, and ${has}: ${withoutFullStop(fault.message)}. Bring it back by hand (the baseline is in this thread), or resume to leave it as it is; Serin goes on trying for a while.`;
  return accept(before, addEntry(stuck, now, text), text);
}

function lowerAgain(before: Rollout, rollout: Rollout, phase: RollingBack, up: TargetState, now: number): Decision {
  const wasBack = before.targets.some((was) => was.name === up.name && isBack(was));
  const known = wasBack ? countUndone(phase, up, now) : phase;
  const again: Rollout = {
    ...notBack(rollout),
    generation: rollout.generation + 1,
    reversals: rollout.reversals + 1,
    intendedAt: now,
    // The word to keep was for what was seen then; a target that has traffic again and fails now was never let go.
    phase: { ...clearOutage(known), stage: 'returning', settleAt: now + WRITER_LIFETIME_MS, keep: [] },
  };
  const next = withQuestion(again);
  if (isUndoneAgain(known)) return announceQuestion(before, next, now);
  const text = `${up.name} had ${percent(up.observed?.weight ?? 0)}${openWords(up.observed?.cohorts)} again: brings it back once more.`;
  return accept(before, addEntry(next, now, text), 'Brings it back once more.');
}

/**
 * Processes readings while the baseline is restored. The rollback ends when every target is exact, or kept or left by a person.
 * Serin asks about a foreign change and never overwrites it.
 */
export function observeRestoring(before: Rollout, rollout: Rollout, phase: RollingBack, now: number): Decision {
  const up = findRaisedTarget(rollout);
  if (up !== undefined) return lowerAgain(before, rollout, phase, up, now);
  if (rollout.targets.every((target) => isThere(rollout, phase, target)))
    return finishRollback(before, rollout, phase, now);
  const isOut = isBehind(rollout, phase, now) && questionFor(rollout, { ...phase, unreachableSince: null }) === null;
  const isFailing = rollout.targets.some(isUnreachable);
  if ((isFailing || isOut) && phase.unreachableSince === null)
    return accept(before, announceOutage(rollout, phase, now), 'Not every target is restored yet.');
  const known: RollingBack = isFailing || isOut ? phase : clearOutage(phase);
  return announceQuestion(before, withQuestion({ ...rollout, phase: known }), now);
}

/**
 * Tells whether Serin has stopped retrying: after its limit, and only while all that is missing has permanent errors. A target
 * whose API is down for a while is brought back as soon as it answers.
 */
export function hasGivenUp(rollout: Rollout): boolean {
  const { phase, targets } = rollout;
  const isHopeless = targets.every((target) => isBack(target) || isDead(target) || isLeft(rollout, target));
  return phase.status === 'stuck' && phase.tries >= STUCK_TRIES && isHopeless;
}

/** Retries a stuck rollback with every evaluation, up to a limit. */
export function onStuckTimer(rollout: Rollout, phase: Stuck): Decision {
  if (hasGivenUp(rollout))
    return { answer: 'ignored', because: `Serin tried often enough. ${rollbackAdvice(rollout)}` };
  const next: Rollout = { ...rollout, phase: { ...phase, tries: phase.tries + 1 } };
  return accept(rollout, next, 'Tries again to bring the target back.');
}

/** Processes readings of a stuck rollout: it continues as soon as every target is back, whoever brought it back. */
export function observeStuck(before: Rollout, rollout: Rollout, phase: Stuck, now: number): Decision {
  if (!isAllBack(rollout)) return acceptUnchanged(before, rollout);
  const { left = [] } = phase;
  const back: RollingBack = { ...returningPhase(now, phase.reason), ...(left.length > 0 && { left }) };
  return allBack(before, { ...rollout, phase: back }, now);
}
