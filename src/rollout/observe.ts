import { actOn } from './act-on-alarm.ts';
import { guard, learn } from './alarms.ts';
import type { Fault, Rollout, TargetState } from './record.ts';
import type { Decision, Signal, TargetObservation } from './signal.ts';
import { WRITER_LIFETIME_MS } from './timing.ts';
import { accepted, enter, hold, mentionsAt, noted } from './transition.ts';
import { isAllBack, unreachable } from './watch.ts';
import { percent } from './wording.ts';

type Observation = Extract<Signal, { kind: 'observation' }>;
type Back = Extract<Rollout['phase'], { status: 'rolling-back' }>;

/** What a weight becomes in a target. */
export function expressed(target: TargetState, weight: number): number {
  return target.expressed[String(weight)] ?? weight;
}

/** Whether a target shows the weight, as nearly as it can express it. */
export function isAt(target: TargetState, seen: number | null, weight: number): boolean {
  return seen !== null && Math.abs(seen - expressed(target, weight)) < 1e-6;
}

function merged(rollout: Rollout, targets: readonly TargetObservation[]): Rollout {
  return {
    ...rollout,
    targets: rollout.targets.map((target) => {
      const seen = targets.find((observation) => observation.name === target.name);
      if (seen === undefined) return target;
      const { name: _name, change, ...observed } = seen;
      return { ...target, change, observed };
    }),
  };
}

/** An observation that is taken in although nothing follows from it. */
function taken(before: Rollout, next: Rollout): Decision {
  const same = JSON.stringify(without(before)) === JSON.stringify(without(next));
  return same
    ? { answer: 'ignored', because: 'Nothing has changed.' }
    : { answer: 'accepted', next, effects: [], say: 'Took in what was seen.' };
}

function without(rollout: Rollout): unknown {
  return {
    ...rollout,
    targets: rollout.targets.map((target) => ({
      ...target,
      observed: target.observed === null ? null : { ...target.observed, at: 0 },
    })),
  };
}

function isShifting(rollout: Rollout): boolean {
  const { phase } = rollout;
  return phase.status === 'shifting' || (phase.status === 'paused' && phase.activity.status === 'shifting');
}

/** One target could not be brought up: none stays up. The others go back to the last weight where all agreed. */
function allOrNone(before: Rollout, rollout: Rollout, target: TargetState, fault: Fault, now: number): Decision {
  const text = `${target.name} could not be brought to ${percent(rollout.weight)}: ${fault.message} All targets go back to ${percent(rollout.agreed)}. Resume to try again, or roll back.`;
  return accepted(before, hold(rollout, { kind: 'partial', target: target.name, fault }, now, text), text);
}

/** Every target shows the weight for every user: the shift is done. */
function reached(before: Rollout, rollout: Rollout, signal: Observation, now: number): Decision {
  const agreed: Rollout = { ...rollout, agreed: rollout.weight };
  if (rollout.phase.status === 'paused') return taken(before, agreed);
  const following = rollout.config.plan[rollout.step + 1];
  if (following?.kind !== 'shift') {
    const next = enter(agreed, rollout.step + 1, now);
    return accepted(before, next, `Reached ${percent(rollout.weight)}.`, mentionsAt(next));
  }
  const verdict = guard(agreed, signal.alarms);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  const readings = signal.alarms === undefined || signal.alarms === 'unreadable' ? [] : signal.alarms;
  const { next: known, began } = learn(agreed, readings);
  const [first] = began;
  if (first !== undefined) return accepted(before, actOn(known, first, now).next, 'An alarm fires.');
  if (verdict.kind === 'clear')
    return accepted(before, enter(known, rollout.step + 1, now), `Reached ${percent(rollout.weight)}.`);
  const why = verdict.kind === 'fires' ? ({ kind: 'alarm', name: verdict.name } as const) : verdict.why;
  return accepted(before, hold(known, why, now, 'The alarms do not allow the next shift: holds and asks.'), 'Holds.');
}

/** What somebody else did to a target while the rollout runs, in words; null when nothing. */
function foreignChange(rollout: Rollout, now: number): { readonly target: string; readonly detail: string } | null {
  for (const target of rollout.targets) {
    const { observed } = target;
    if (observed === null) continue;
    if (observed.drift !== null) return { target: target.name, detail: observed.drift };
    const settled = now - rollout.intendedAt > WRITER_LIFETIME_MS && !isShifting(rollout);
    if (settled && observed.weight !== null && !isAt(target, observed.weight, rollout.weight)) {
      return {
        target: target.name,
        detail: `its weight is ${percent(observed.weight)} instead of ${percent(expressed(target, rollout.weight))}`,
      };
    }
  }
  return null;
}

function underWay(before: Rollout, rollout: Rollout, signal: Observation, now: number): Decision {
  const foreign = foreignChange(rollout, now);
  if (foreign !== null) {
    const known =
      rollout.phase.status === 'holding' &&
      rollout.phase.why.kind === 'drift' &&
      rollout.phase.why.detail === foreign.detail;
    if (known) return taken(before, rollout);
    const text = `Somebody changed ${foreign.target}: ${foreign.detail}. Holds and asks: put it back and resume, or roll back.`;
    return accepted(before, hold(rollout, { kind: 'drift', ...foreign }, now, text), text);
  }
  if (!isShifting(rollout)) return taken(before, rollout);
  const failed = rollout.targets.find((target) => target.observed?.fault);
  if (failed?.observed?.fault) return allOrNone(before, rollout, failed, failed.observed.fault, now);
  const there = rollout.targets.every(({ observed, ...target }) =>
    isAt({ observed, ...target }, observed?.weight ?? null, rollout.weight),
  );
  const settled = rollout.targets.every(({ observed }) => observed !== null && observed.effectiveAt !== null);
  return there && settled ? reached(before, rollout, signal, now) : taken(before, rollout);
}

function promoting(before: Rollout, rollout: Rollout, now: number): Decision {
  const drifted = rollout.targets.find(({ observed }) => observed?.drift);
  if (drifted?.observed?.drift) {
    const text = `Somebody changed ${drifted.name}: ${drifted.observed.drift}. Holds and asks: put it back and resume, or roll back.`;
    return accepted(
      before,
      hold(rollout, { kind: 'drift', target: drifted.name, detail: drifted.observed.drift }, now, text),
      text,
    );
  }
  const failed = rollout.targets.find(({ observed }) => observed?.fault?.permanent === true);
  if (failed?.observed?.fault) {
    const { fault } = failed.observed;
    const text = `${failed.name} could not be promoted: ${fault.message} Resume to try again, or roll back.`;
    return accepted(before, hold(rollout, { kind: 'partial', target: failed.name, fault }, now, text), text);
  }
  if (!rollout.targets.every(({ observed }) => observed?.promoted === true)) return taken(before, rollout);
  const done: Rollout = { ...rollout, agreed: 100, phase: { status: 'completed', at: now } };
  return accepted(before, noted(done, now, `Completed: ${rollout.canary} is stable now.`), 'Completed.');
}

/** All back: an outage is over, or nothing new. Not all back: said once, then again every hour; a permanent fault is stuck. */
function returning(before: Rollout, rollout: Rollout, phase: Back, now: number): Decision {
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
function restoring(before: Rollout, rollout: Rollout, phase: Back, now: number): Decision {
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

/** Takes in what the engine saw of the targets, and draws the conclusions. */
export function observe(rollout: Rollout, signal: Observation, now: number): Decision {
  if (signal.generation !== rollout.generation)
    return { answer: 'ignored', because: 'It was seen for an earlier intention.' };
  const seen = merged(rollout, signal.targets);
  const { phase } = seen;
  switch (phase.status) {
    case 'completed':
    case 'rolled-back':
      return { answer: 'ignored', because: 'The rollout is over.' };
    case 'promoting':
      return promoting(rollout, seen, now);
    case 'rolling-back':
      return phase.stage === 'returning' ? returning(rollout, seen, phase, now) : restoring(rollout, seen, phase, now);
    case 'stuck': {
      if (!isAllBack(seen)) return taken(rollout, seen);
      const back: Back = {
        status: 'rolling-back',
        since: now,
        reason: phase.reason,
        stage: 'returning',
        settleAt: now + WRITER_LIFETIME_MS,
        question: null,
        keep: false,
        unreachableSince: null,
        toldAt: null,
      };
      return accepted(
        rollout,
        noted({ ...seen, phase: back }, now, 'Every target is back at 0 %. A last check follows.'),
        'Every target is back.',
      );
    }
    default:
      return underWay(rollout, seen, signal, now);
  }
}
