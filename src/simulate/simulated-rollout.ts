import type { Minute } from '../domain/analysis/minute.ts';
import { isFinished, type Rollout } from '../domain/rollout/record.ts';
import { asksPeople, isMoving, isRunning } from '../domain/rollout/running-phase.ts';
import type { Evidence, Signal, TargetObservation } from '../domain/rollout/signal.ts';
import { decide } from '../rollout/decide.ts';
import { findWaitingHook } from '../rollout/steps/hook.ts';
import { REQUESTER, type Scenario, toDraft } from './scenario.ts';

/** The plan cannot be simulated. `message`: the reason. */
export class NotSimulated extends Error {
  readonly code = 'not-simulated';
}

const MINUTE_MS = 60_000;

/** More answers at one moment than any plan has steps. */
const MOST_ANSWERS = 1_000;

/** Decides on one signal. What is ignored leaves the rollout as it is. @throws NotSimulated when it is refused */
function send(rollout: Rollout | null, signal: Signal, evidence: Evidence, now: number): Rollout {
  const decision = decide(rollout, signal, evidence, now);
  if (decision.answer === 'accepted') return decision.next;
  if (decision.answer === 'ignored' && rollout !== null) return rollout;
  throw new NotSimulated('because' in decision ? decision.because : `A simulated rollout ${decision.answer}.`);
}

/** Starts a rollout at the moment 0. */
export function startSimulated(scenario: Scenario): Rollout {
  const command = { key: 'start', issuedAt: 0, by: REQUESTER, rollout: null, at: null };
  return settle(send(null, { ...command, kind: 'start', draft: toDraft(scenario) }, {}, 0), 0);
}

/** Returns the targets as they are where they follow at once. */
function readTargets({ targets, weight, cohorts, phase }: Rollout, now: number): readonly TargetObservation[] {
  return targets.map(
    ({ name }): TargetObservation => ({
      ...{ name, change: null, at: now, weight, cohorts, effectiveAt: now, drift: null, fault: null },
      ...{ atBaseline: false, promoted: phase.status === 'promoting' },
    }),
  );
}

/** No service of a simulation has alarms, and none is frozen. */
const calmEvidence = (rollout: Rollout, now: number): Evidence => ({
  alarms: [],
  freeze: null,
  targets: readTargets(rollout, now),
});

const observe = (rollout: Rollout, now: number): Signal => ({
  kind: 'observation',
  generation: rollout.generation,
  targets: readTargets(rollout, now),
});

/** Returns the answer of the world to a phase that waits for one: targets follow, people approve, and hooks succeed at once. */
function answer(rollout: Rollout, now: number): Signal | null {
  const { phase, step } = rollout;
  if (!isRunning(phase)) return null;
  if (isMoving(phase)) return observe(rollout, now);
  if (asksPeople(phase)) {
    // Another person for each approval: the timeline grows with each.
    const by = { id: `simulated-approver-${rollout.entries}`, name: 'approver' };
    const command = { key: by.id, issuedAt: now, by, rollout: null, at: null };
    return { ...command, kind: 'approve', isApprover: true };
  }
  const waiting = findWaitingHook(rollout);
  if (waiting === null) return null;
  const { n, state } = waiting.call;
  const news = state === 'due' ? ({ kind: 'claimed' } as const) : ({ kind: 'answered', ok: true, text: '' } as const);
  return { kind: 'hook', rollout: rollout.id, step, call: n, news };
}

function settle(rollout: Rollout, now: number): Rollout {
  let settled = rollout;
  for (let i = 0; i < MOST_ANSWERS; i++) {
    const signal = answer(settled, now);
    const next = signal === null ? settled : send(settled, signal, calmEvidence(settled, now), now);
    if (next === settled) return settled;
    settled = next;
  }
  return settled;
}

/** Lets a minute end: the targets are read, the timer fires, and what follows at once happens. @param minutes published by now */
export function endMinute(rollout: Rollout, minutes: readonly Minute[], now: number): Rollout {
  const known = send(rollout, observe(rollout, now), calmEvidence(rollout, now), now);
  const timer: Signal = { kind: 'timer', key: `timer#${now / MINUTE_MS}`, rollout: rollout.id };
  const read = { drain: { value: 0, at: now }, ...(minutes.length > 0 && { minutes }) };
  return settle(send(known, timer, { ...calmEvidence(known, now), ...read }, now), now);
}

/** The end of a simulated rollout. */
export type End =
  /** Rolled back, or held because the canary is worse. */
  | 'stopped'
  /** Serin holds and asks: it does not know. */
  | 'asked'
  /** The canary is stable. */
  | 'completed';

/** Returns how a rollout ended; null while it goes on. A simulation ends where people decide. */
export function findEnd({ phase, ...rollout }: Rollout): End | null {
  if (phase.status === 'rolling-back') return 'stopped';
  if (phase.status === 'holding') return phase.why.kind === 'unhealthy' ? 'stopped' : 'asked';
  return isFinished({ ...rollout, phase }) ? 'completed' : null;
}
