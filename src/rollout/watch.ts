import { actOn, isGuarded } from './act-on-alarm.ts';
import type { AlarmReading, Breach } from './alarm-state.ts';
import { guard, isOlder, learn } from './alarms.ts';
import type { Rollout } from './record.ts';
import type { AlarmEvidence, Decision, Signal } from './signal.ts';
import { STUCK_TRIES, TELL_AGAIN_MS, UNREADABLE_GRACE_MS, WRITER_LIFETIME_MS } from './timing.ts';
import { accepted, enter, hold, mentionsAt, noted } from './transition.ts';
import { duration } from './wording.ts';

const EVENT_ORIGIN = { kind: 'serin' } as const;

function reading(breach: Breach): AlarmReading {
  return {
    name: breach.name,
    value: breach.value,
    since: breach.since,
    suppressed: breach.suppressed,
    reason: breach.reason,
  };
}

function withEnded(rollout: Rollout, ended: readonly string[], now: number): Rollout {
  return ended.reduce(
    (next, name) => noted(next, now, `The alarm ${name} is quiet again.`, { kind: 'alarm', name }),
    rollout,
  );
}

/** An alarm changed its state: takes it in, and acts when it began to fire. */
export function alarm(rollout: Rollout, signal: Extract<Signal, { kind: 'alarm' }>, now: number): Decision {
  if (rollout.phase.status === 'completed' || rollout.phase.status === 'rolled-back') {
    return { answer: 'ignored', because: 'No rollout is running: nothing was moved.' };
  }
  const event = reading(signal.breach);
  if (isOlder(rollout, event))
    return { answer: 'ignored', because: 'It is older than the state that is known already.' };
  const { next, began, ended } = learn(rollout, [event]);
  if (began.length > 0) {
    const acted = actOn(next, event, now);
    return accepted(rollout, acted.next, acted.did);
  }
  if (ended.length > 0) return accepted(rollout, withEnded(next, ended, now), 'It is quiet again.');
  if (event.value === 'ALARM' && event.suppressed)
    return { answer: 'ignored', because: 'Its actions are suppressed, so Serin did nothing.' };
  if (rollout.alarms[event.name]?.excused === true)
    return { answer: 'ignored', because: 'It fired before the start, which was forced; Serin did nothing.' };
  return { answer: 'ignored', because: 'Nothing new.' };
}

/** Looks at the alarms on the way: the first that begins to act, acts; a deleted one holds. Null when all is calm. */
function look(rollout: Rollout, evidence: AlarmEvidence, now: number): Decision | null {
  if (evidence === 'unreadable') return null;
  const { next, began, ended } = learn(rollout, evidence);
  const [first] = began;
  if (first !== undefined) {
    const acted = actOn(withEnded(next, ended, now), first, now);
    return accepted(rollout, acted.next, acted.did);
  }
  const verdict = guard(rollout, evidence);
  if (
    verdict.kind === 'blind' &&
    verdict.why.kind === 'alarm-missing' &&
    isGuarded(rollout) &&
    rollout.phase.status !== 'holding'
  ) {
    const text = `The alarm ${verdict.why.name} does not exist any more: holds and asks.`;
    return accepted(rollout, hold(next, verdict.why, now, text), text);
  }
  return ended.length > 0 ? accepted(rollout, withEnded(next, ended, now), 'An alarm is quiet again.') : null;
}

/** The end of a bake: the next step, unless the alarms cannot be read, fire, or one is gone. */
function bakeEnds(rollout: Rollout, evidence: AlarmEvidence, until: number, now: number): Decision {
  const verdict = guard(rollout, evidence);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  if (verdict.kind === 'clear') {
    const known = evidence === 'unreadable' ? rollout : learn(rollout, evidence).next;
    const next = enter(known, rollout.step + 1, now);
    return accepted(rollout, next, 'The bake is over.', mentionsAt(next));
  }
  if (verdict.kind === 'fires') {
    const text = `The alarm ${verdict.name} fires at the end of the bake: holds and asks.`;
    return accepted(rollout, hold(rollout, { kind: 'alarm', name: verdict.name }, now, text), text);
  }
  if (verdict.why.kind === 'alarms-unreadable' && now < until + UNREADABLE_GRACE_MS) {
    return { answer: 'ignored', because: 'The alarms cannot be read; tries again before it goes on.' };
  }
  const text = `The alarms could not be read for ${duration(UNREADABLE_GRACE_MS)}: holds and asks.`;
  return accepted(rollout, hold(rollout, verdict.why, now, text), text);
}

type Back = Extract<Rollout['phase'], { status: 'rolling-back' }>;

/** On the way back: once all targets are back and no earlier writer can be alive, the end is made exact. */
function backIsDue(rollout: Rollout, phase: Back, now: number): Decision {
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

/** Whether every target was seen with nothing on the canary since the rollback was decided. */
export function isAllBack(rollout: Rollout): boolean {
  return rollout.targets.every(({ observed }) => observed !== null && observed.weight === 0 && observed.fault === null);
}

/** The targets that are not back, with why, for texts. */
export function unreachable(rollout: Rollout): string {
  return rollout.targets
    .flatMap(({ name, observed }) =>
      observed?.weight === 0 && observed.fault === null
        ? []
        : [`${name} (${observed?.fault?.message ?? 'not seen yet'})`],
    )
    .join(', ');
}

/** A timer fired: looks at the alarms, then at what is due. */
export function timer(rollout: Rollout, signal: Extract<Signal, { kind: 'timer' }>, now: number): Decision {
  const { phase } = rollout;
  if (signal.rollout !== rollout.id) return { answer: 'ignored', because: 'It was set for another rollout.' };
  if (phase.status === 'completed' || phase.status === 'rolled-back')
    return { answer: 'ignored', because: 'The rollout is over.' };
  if (phase.status === 'rolling-back') return backIsDue(rollout, phase, now);
  if (phase.status === 'stuck') {
    if (phase.tries >= STUCK_TRIES)
      return { answer: 'ignored', because: 'Tried often enough; a person has to ask for the rollback again.' };
    return accepted(
      rollout,
      { ...rollout, phase: { ...phase, tries: phase.tries + 1 } },
      'Tries again to bring the target back.',
    );
  }
  if (signal.alarms === undefined && rollout.config.alarms.length > 0) return { answer: 'needs-alarms' };
  const evidence = signal.alarms ?? [];
  const seen = look(rollout, evidence, now);
  if (seen !== null) return seen;
  if (phase.status === 'baking' && now >= phase.until) return bakeEnds(rollout, evidence, phase.until, now);
  if (phase.status === 'awaiting-approval' && now >= phase.expiresAt) {
    const text = 'Nobody approved in time: the gate has closed. Resume to open it again, or roll back.';
    return accepted(rollout, hold(rollout, { kind: 'gate-expired' }, now, text, EVENT_ORIGIN), text);
  }
  return { answer: 'ignored', because: 'Nothing is due.' };
}
