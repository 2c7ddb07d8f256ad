import type { Rollout } from './record.ts';
import type { Decision } from './signal.ts';
import { taken } from './taken.ts';
import { STUCK_TRIES, TELL_AGAIN_MS, WRITER_LIFETIME_MS } from './timing.ts';
import { accepted, noted, returningFrom } from './transition.ts';
import { duration, percent } from './wording.ts';

type Back = Extract<Rollout['phase'], { status: 'rolling-back' }>;
type Stuck = Extract<Rollout['phase'], { status: 'stuck' }>;

/** Whether every target was seen with nothing on the canary since the rollback was decided. */
function isAllBack(rollout: Rollout): boolean {
  return rollout.targets.every(({ observed }) => observed !== null && observed.weight === 0 && observed.fault === null);
}

/** The targets that are not back, with why, for texts. */
function unreachable(rollout: Rollout): string {
  return rollout.targets
    .flatMap(({ name, observed }) =>
      observed?.weight === 0 && observed.fault === null
        ? []
        : [`${name} (${observed?.fault?.message ?? 'not seen yet'})`],
    )
    .join(', ');
}

/** On the way back: once all targets are back and no earlier writer can be alive, the end is made exact. */
export function backIsDue(rollout: Rollout, phase: Back, now: number): Decision {
  if (phase.stage === 'restoring') return { answer: 'ignored', because: 'The baseline is being restored.' };
  if (!isAllBack(rollout)) {
    const told = phase.toldAt !== null && now - phase.toldAt >= TELL_AGAIN_MS;
    const pushed: Rollout = {
      ...rollout,
      phase: { ...phase, settleAt: now + WRITER_LIFETIME_MS, toldAt: told ? now : phase.toldAt },
    };
    const since = phase.unreachableSince ?? now;
    const next = told
      ? noted(
          pushed,
          now,
          `Still not back after ${duration(now - since)}: ${unreachable(rollout)}. Serin goes on trying.`,
        )
      : pushed;
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
    const calm: Rollout = { ...rollout, phase: { ...phase, unreachableSince: null } };
    const wasBack = isAllBack(before);
    return wasBack
      ? taken(before, calm)
      : accepted(
          before,
          noted(calm, now, 'Every target is back at 0 %. A last check follows.'),
          'Every target is back at 0 %.',
        );
  }
  const dead = rollout.targets.find(({ observed }) => observed?.fault?.permanent === true);
  if (dead?.observed?.fault) {
    const { fault } = dead.observed;
    const stuck: Rollout = {
      ...rollout,
      phase: { status: 'stuck', since: now, reason: phase.reason, target: dead.name, fault, tries: 0 },
    };
    const text = `STUCK: ${dead.name} cannot be brought back: ${fault.message} Bring it back by hand (the baseline is in this thread); Serin goes on trying for a while.`;
    return accepted(before, noted(stuck, now, text), text);
  }
  const late = rollout.targets.find(
    ({ observed }) => observed !== null && observed.weight !== null && observed.weight > 0,
  );
  const pushed: Back = late === undefined ? phase : { ...phase, settleAt: now + WRITER_LIFETIME_MS };
  const faulty = rollout.targets.some(({ observed }) => observed?.fault);
  if (!faulty || phase.unreachableSince !== null) return taken(before, { ...rollout, phase: pushed });
  const told: Rollout = { ...rollout, phase: { ...pushed, unreachableSince: now, toldAt: now } };
  const text = `Not back yet: ${unreachable(rollout)}. The others are; Serin goes on trying.`;
  return accepted(before, noted(told, now, text), text);
}

/** The end: exact, or kept by a person's word. A foreign change is asked about, never overwritten. */
export function restoring(before: Rollout, rollout: Rollout, phase: Back, now: number): Decision {
  const up = rollout.targets.find(
    ({ observed }) => observed !== null && observed.weight !== null && observed.weight > 0,
  );
  if (up !== undefined) {
    const again: Rollout = {
      ...rollout,
      generation: rollout.generation + 1,
      reversals: rollout.reversals + 1,
      intendedAt: now,
      phase: { ...phase, stage: 'returning', settleAt: now + WRITER_LIFETIME_MS },
    };
    return accepted(
      before,
      noted(again, now, `${up.name} had ${percent(up.observed?.weight ?? 0)} again: brings it back once more.`),
      'Brings it back once more.',
    );
  }
  const exact = rollout.targets.every(
    ({ observed }) =>
      observed !== null &&
      observed.fault === null &&
      observed.weight === 0 &&
      (observed.atBaseline || (phase.keep && observed.drift !== null)),
  );
  if (exact) {
    const done: Rollout = { ...rollout, agreed: 0, phase: { status: 'rolled-back', at: now, reason: phase.reason } };
    const text = phase.keep
      ? 'Rolled back; what was changed meanwhile was kept.'
      : 'Rolled back: every target equals its baseline.';
    return accepted(before, noted(done, now, text), text);
  }
  const drifted = rollout.targets.find(({ observed }) => observed?.drift);
  if (!drifted?.observed?.drift || phase.keep) return taken(before, rollout);
  const question = `Somebody changed ${drifted.name} meanwhile: ${drifted.observed.drift}. Put it back and the rollout finishes, or resume to keep it.`;
  if (phase.question === question) return taken(before, rollout);
  return accepted(before, noted({ ...rollout, phase: { ...phase, question } }, now, question), question);
}

/** What a person has to bring back by hand is tried again with every evaluation, with a limit. */
export function stuckIsDue(rollout: Rollout, phase: Stuck): Decision {
  if (phase.tries >= STUCK_TRIES)
    return { answer: 'ignored', because: 'Tried often enough; a person has to ask for the rollback again.' };
  return accepted(
    rollout,
    { ...rollout, phase: { ...phase, tries: phase.tries + 1 } },
    'Tries again to bring the target back.',
  );
}

/** A stuck rollout goes on as soon as every target was seen back, by whoever's hand. */
export function unstuck(before: Rollout, rollout: Rollout, phase: Stuck, now: number): Decision {
  if (!isAllBack(rollout)) return taken(before, rollout);
  const next: Rollout = { ...rollout, phase: returningFrom(now, phase.reason) };
  return accepted(
    before,
    noted(next, now, 'Every target is back at 0 %. A last check follows.'),
    'Every target is back.',
  );
}
