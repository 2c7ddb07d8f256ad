import { hasCanary, openWords } from './cohorts.ts';
import { type Back, inReach, isBack, isDead, isOutOfReach, toldAgain, toldOnce } from './out-of-reach.ts';
import type { Rollout, TargetState } from './record.ts';
import type { Decision } from './signal.ts';
import { taken } from './taken.ts';
import { STUCK_TRIES, WRITER_LIFETIME_MS } from './timing.ts';
import { accepted, noted, returningFrom } from './transition.ts';
import { bare, percent } from './wording.ts';

type Stuck = Extract<Rollout['phase'], { status: 'stuck' }>;

/** Whether all are back, but for those that a person let go of. */
function isAllBack(rollout: Rollout): boolean {
  const { phase } = rollout;
  const keep = phase.status === 'rolling-back' ? phase.keep : [];
  return rollout.targets.every((target) => isBack(target) || (keep.includes(target.name) && isDead(target)));
}

/** A target that has traffic on the canary again: an earlier writer was late. */
function upAgain(rollout: Rollout): TargetState | undefined {
  return rollout.targets.find(hasCanary);
}

/** Names the targets that a person let go of, as an exception; nothing when there are none. */
function but(left: readonly TargetState[]): string {
  return left.length === 0 ? '' : ` but ${left.map(({ name }) => name).join(', ')}`;
}

function allBack(before: Rollout, rollout: Rollout, now: number): Decision {
  const text = `Every target${but(rollout.targets.filter((target) => !isBack(target)))} is back at 0 %. A last check follows.`;
  return accepted(before, noted(rollout, now, text), text);
}

/** On the way back: once all targets are back and no earlier writer can be alive, the end is made exact. */
export function backIsDue(rollout: Rollout, phase: Back, now: number): Decision {
  if (phase.stage === 'restoring') {
    const again = toldAgain(rollout, phase, now);
    if (again === null) return { answer: 'ignored', because: 'The baseline is being restored.' };
    return accepted(rollout, again, 'Tries again to restore the baseline.');
  }
  if (!isAllBack(rollout)) {
    const pushed: Back = { ...phase, settleAt: now + WRITER_LIFETIME_MS };
    const next = toldAgain(rollout, pushed, now) ?? { ...rollout, phase: pushed };
    return accepted(rollout, next, 'Tries again to bring every target back.');
  }
  if (now < phase.settleAt) return { answer: 'ignored', because: 'Everything is back; a last check follows.' };
  const next: Rollout = {
    ...rollout,
    generation: rollout.generation + 1,
    intendedAt: now,
    phase: { ...phase, stage: 'restoring' },
  };
  return accepted(
    rollout,
    noted(next, now, 'No earlier write can arrive any more: restores the baseline.'),
    'Restores the baseline.',
  );
}

/** All back: an outage is over, or nothing new. Not all back: said once, then again every hour; a permanent fault is stuck. */
export function returning(before: Rollout, rollout: Rollout, phase: Back, now: number): Decision {
  if (isAllBack(rollout)) {
    const calm: Rollout = { ...rollout, phase: inReach(phase) };
    return isAllBack(before) ? taken(before, calm) : allBack(before, calm, now);
  }
  const dead = rollout.targets.find((target) => isDead(target) && !phase.keep.includes(target.name));
  if (dead?.observed?.fault) {
    const { fault } = dead.observed;
    const { reason, keep } = phase;
    const stuck: Rollout = {
      ...rollout,
      phase: {
        ...{ status: 'stuck', since: now, reason, target: dead.name, fault, tries: 0 },
        ...(keep.length > 0 && { keep }),
      },
    };
    const text = `STUCK: ${dead.name} cannot be brought back: ${bare(fault.message)}. Bring it back by hand (the baseline is in this thread), or resume to leave it as it is; Serin goes on trying for a while.`;
    return accepted(before, noted(stuck, now, text), text);
  }
  const pushed: Back = upAgain(rollout) === undefined ? phase : { ...phase, settleAt: now + WRITER_LIFETIME_MS };
  if (!rollout.targets.some(isOutOfReach) || phase.unreachableSince !== null)
    return taken(before, { ...rollout, phase: pushed });
  return accepted(before, toldOnce(rollout, pushed, now), 'Not every target is back yet.');
}

function onceMore(before: Rollout, rollout: Rollout, phase: Back, up: TargetState, now: number): Decision {
  const again: Rollout = {
    ...rollout,
    generation: rollout.generation + 1,
    reversals: rollout.reversals + 1,
    intendedAt: now,
    // The word to keep was for what was seen then; a target that has traffic again and fails now was never let go.
    phase: { ...inReach(phase), stage: 'returning', settleAt: now + WRITER_LIFETIME_MS, question: null, keep: [] },
  };
  const text = `${up.name} had ${percent(up.observed?.weight ?? 0)}${openWords(up.observed?.cohorts)} again: brings it back once more.`;
  return accepted(before, noted(again, now, text), 'Brings it back once more.');
}

/** The target that a person is asked about, if any: changed by somebody, or out of reach for good, and not let go of yet. */
export function inQuestion(rollout: Rollout, phase: Back): readonly TargetState[] {
  const open = rollout.targets.filter(({ name }) => !phase.keep.includes(name));
  const asked = open.find(({ observed }) => observed?.drift) ?? open.find(isDead);
  return asked === undefined ? [] : [asked];
}

/** What a person is asked; null when there is nothing to ask. */
function whatToDo(rollout: Rollout, phase: Back): string | null {
  const [target] = inQuestion(rollout, phase);
  if (target?.observed?.drift)
    return `Somebody changed ${target.name} meanwhile: ${target.observed.drift}. Put it back and the rollout finishes, or resume to keep it.`;
  if (!target?.observed?.fault) return null;
  return `${target.name} cannot be restored: ${bare(target.observed.fault.message)}. Put it right by hand and the rollout finishes, or resume to leave it as it is.`;
}

/** The end: exact, or kept by a person's word. A foreign change is asked about, never overwritten. */
export function restoring(before: Rollout, rollout: Rollout, phase: Back, now: number): Decision {
  const up = upAgain(rollout);
  if (up !== undefined) return onceMore(before, rollout, phase, up, now);
  const isExact = (target: TargetState): boolean =>
    (isBack(target) && target.observed?.atBaseline === true) ||
    (phase.keep.includes(target.name) && (isDead(target) || (isBack(target) && target.observed?.drift !== null)));
  if (rollout.targets.every(isExact)) {
    const done: Rollout = { ...rollout, agreed: 0, phase: { status: 'rolled-back', at: now, reason: phase.reason } };
    const text =
      phase.keep.length > 0
        ? `Every target${but(rollout.targets.filter(isDead))} is rolled back; what was changed meanwhile was kept.`
        : 'Rolled back: every target equals its baseline.';
    return accepted(before, noted(done, now, text), text);
  }
  const isOut = rollout.targets.some(isOutOfReach);
  if (isOut && phase.unreachableSince === null)
    return accepted(before, toldOnce(rollout, phase, now), 'Not every target is restored yet.');
  const known: Back = isOut ? phase : inReach(phase);
  const question = whatToDo(rollout, phase);
  if (question === null) return taken(before, { ...rollout, phase: { ...known, question } });
  if (phase.question === question) return taken(before, { ...rollout, phase: known });
  return accepted(before, noted({ ...rollout, phase: { ...known, question } }, now, question), question);
}

/**
 * Whether Serin has stopped trying: after its limit, and only while nothing but permanent errors is in the way. A target
 * whose API is away for a while is brought back whenever that comes back.
 */
export function hasGivenUp({ phase, targets }: Rollout): boolean {
  const isHopeless = targets.every((target) => isBack(target) || isDead(target));
  return phase.status === 'stuck' && phase.tries >= STUCK_TRIES && isHopeless;
}

/** What a person has to bring back by hand is tried again with every evaluation, with a limit. */
export function stuckIsDue(rollout: Rollout, phase: Stuck): Decision {
  if (hasGivenUp(rollout))
    return { answer: 'ignored', because: 'Tried often enough; a person has to ask for the rollback again.' };
  const next: Rollout = { ...rollout, phase: { ...phase, tries: phase.tries + 1 } };
  return accepted(rollout, next, 'Tries again to bring the target back.');
}

/** A stuck rollout goes on as soon as every target was seen back, by whoever's hand. */
export function unstuck(before: Rollout, rollout: Rollout, phase: Stuck, now: number): Decision {
  if (!isAllBack(rollout)) return taken(before, rollout);
  return allBack(before, { ...rollout, phase: returningFrom(now, phase.reason) }, now);
}
