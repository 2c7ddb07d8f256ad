import type { Rollout } from '../../domain/rollout/record.ts';
import { isRunning, openApprovers } from '../../domain/rollout/running-phase.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { UNREADABLE_GRACE_MS } from '../../domain/timing.ts';
import { holdForAlarms } from '../alarms/act-on-alarm.ts';
import { judgeAlarms, learn, mayClear } from '../alarms/alarms.ts';
import { evidenceGate } from '../analysis/evidence-gate.ts';
import { findUnreadWatch } from '../environments/unread-watch.ts';
import { unlessFrozen, waitForFreeze } from '../restrictions/freeze-gate.ts';
import { findUnexpectedTarget } from '../state/as-expected.ts';
import { accept, addEntry } from '../state/transition.ts';
import { enter } from './enter.ts';
import { NOTHING_DUE, type StepEnd, type TimerLook } from './handler.ts';
import { phaseHandler } from './registry.ts';

/**
 * Ends a step: enters the next one, unless the alarms cannot be read, fire, or one is gone. While a target may differ from the
 * record, the plan waits; by the next evaluation it fits, or people are asked. In a freeze it waits before a step that raises.
 *
 * @param look the alarms as read just now, processed already where an alarm began to fire, and the series of the newest verdict
 * @param end the event that ended the step
 */
function endStep(
  rollout: Rollout,
  { evidence, minutes, freeze }: TimerLook,
  { say, note, ...end }: StepEnd,
  now: number,
): Decision {
  // What the plan waited for in a freeze counts from its end.
  const due = Math.max(end.due, rollout.freeze?.waits === true ? rollout.freeze.until : 0);
  const verdict = judgeAlarms(rollout, evidence);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  if (verdict.kind === 'clear') {
    const not = findUnreadWatch(rollout) ?? findUnexpectedTarget(rollout, now);
    if (not !== null) return { answer: 'ignored', because: `${not.because} The plan waits.` };
    const gate = evidenceGate(rollout, due, minutes, now);
    if ('answer' in gate) return gate;
    const withEvidence = (from: Rollout): Rollout => (evidence === 'unreadable' ? from : learn(from, evidence).next);
    const told = note === undefined ? withEvidence(gate) : addEntry(withEvidence(gate), now, note);
    return unlessFrozen(rollout, enter(told, rollout.step + 1, now), freeze, {
      go: (next) => accept(rollout, next, say, openApprovers(next)),
      stay: (frozen) => waitForFreeze(rollout, withEvidence(rollout), frozen, now),
    });
  }
  if (verdict.kind === 'fires') {
    return holdForAlarms(rollout, rollout, { kind: 'alarm', name: verdict.name }, now);
  }
  if (mayClear(verdict.why) && now < due + UNREADABLE_GRACE_MS) {
    return { answer: 'ignored', because: 'CloudWatch does not return the alarm states; Serin reads them again.' };
  }
  return holdForAlarms(rollout, rollout, verdict.why, now);
}

/** Decides what is due in the current phase when a timer fires and no alarm acts. */
export function onStepTimer(rollout: Rollout, look: TimerLook, now: number): Decision {
  const { phase } = rollout;
  if (!isRunning(phase)) return NOTHING_DUE;
  const due = phaseHandler(phase).onTimer(rollout, phase, look, now);
  return due.answer === 'step-ends' ? endStep(rollout, look, due, now) : due;
}
