import { withExposure } from '../../domain/analysis/rollout-words.ts';
import { openWords } from '../../domain/plan/cohorts.ts';
import type { FreezeInForce } from '../../domain/restrictions/freeze-fields.ts';
import { isAt } from '../../domain/rollout/expected.ts';
import type { Fault } from '../../domain/rollout/fault.ts';
import { phaseStart, type Rollout, type TargetState } from '../../domain/rollout/record.ts';
import { isMoving, openApprovers } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS, UNREADABLE_GRACE_MS } from '../../domain/timing.ts';
import { percent, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { actOn, holdForAlarms } from '../alarms/act-on-alarm.ts';
import { judgeAlarms, learn, mayClear } from '../alarms/alarms.ts';
import { recordReadShare } from '../analysis/record-share.ts';
import { findUnreadWatch } from '../environments/unread-watch.ts';
import { unlessFrozen, waitForFreeze } from '../restrictions/freeze-gate.ts';
import { observeRestoring, observeReturning, observeStuck } from '../rollback/returning.ts';
import { completePhase } from '../rollback/rollback-window.ts';
import { enter } from '../steps/enter.ts';
import { stepHandler } from '../steps/registry.ts';
import { acceptObservations } from './accept-observation.ts';
import { acceptUnchanged } from './accept-unchanged.ts';
import { findForeignChange, findRepeatedShift, holdForChange } from './foreign-change.ts';
import { tellAhead, tellLate } from './late.ts';
import { withoutPutBack } from './put-back.ts';
import { withReminder } from './remind.ts';
import { accept, addEntry, hold, stopMoving } from './transition.ts';
import { watchReads } from './unread.ts';
import { followTargetBack } from './went-back.ts';

type Observation = Extract<Signal, { kind: 'observation' }>;

/** A promotion that does not get through is tried for this long before a person is asked, in milliseconds. */
const PROMOTION_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;

/** One target could not be brought up: none stays up. The others go back to the last weight where all agreed. */
function allOrNone(before: Rollout, rollout: Rollout, target: TargetState, fault: Fault, now: number): Decision {
  const to = `${percent(rollout.weight)}${openWords(rollout.cohorts)}`;
  const back = `${percent(rollout.agreed)}${openWords(stopMoving(rollout, now).cohorts)}`;
  const text = `${target.name} could not be brought to ${to}: ${withoutFullStop(fault.message)}. All targets return to ${back}. Resume to try again${rollbackHint(rollout)}.`;
  return accept(before, hold(rollout, { kind: 'partial', target: target.name, fault }, now, text), text);
}

/** The shift is done, and the next step waits for the end of a freeze. */
function waitAtShare(before: Rollout, known: Rollout, freeze: FreezeInForce, now: number): Decision {
  const waits = waitForFreeze(before, known, freeze, now);
  return waits.answer === 'ignored' ? acceptUnchanged(before, known) : waits;
}

/**
 * Every target shows the weight for every user: the shift is done. A further shift and the promotion need quiet alarms, and that
 * what Serin watches beside the targets can be read.
 */
function completeShift(before: Rollout, rollout: Rollout, { alarms, freeze }: Evidence, now: number): Decision {
  const agreed: Rollout = { ...rollout, agreed: rollout.weight };
  const there = `${percent(rollout.weight)}${openWords(rollout.cohorts)}`;
  const following = rollout.config.plan[rollout.step + 1];
  if (following !== undefined && !stepHandler(following).needsQuietAlarms) {
    const next = enter(agreed, rollout.step + 1, now);
    return accept(before, next, `Reached ${there}.`, openApprovers(next));
  }
  if (findUnreadWatch(agreed) !== null) return acceptUnchanged(before, agreed);
  const verdict = judgeAlarms(agreed, alarms);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  const readings = alarms === undefined || alarms === 'unreadable' ? [] : alarms;
  const { next: known, began } = learn(agreed, readings);
  const [first] = began;
  if (first !== undefined) return accept(before, actOn(known, first, now).next, 'An alarm fires.');
  if (verdict.kind === 'clear')
    return unlessFrozen(known, enter(known, rollout.step + 1, now), freeze, {
      go: (next) => accept(before, next, `Reached ${there}.`),
      stay: (frozen) => waitAtShare(before, known, frozen, now),
    });
  const why = verdict.kind === 'fires' ? ({ kind: 'alarm', name: verdict.name } as const) : verdict.why;
  if (why.kind !== 'alarm' && mayClear(why) && now < phaseStart(rollout.phase) + UNREADABLE_GRACE_MS)
    return acceptUnchanged(before, known);
  return holdForAlarms(before, known, why, now);
}

function observeRunning(before: Rollout, rollout: Rollout, evidence: Evidence, now: number): Decision {
  const back = followTargetBack(before, rollout, now);
  if (back !== null) return back;
  const foreign = findForeignChange(rollout, now) ?? findRepeatedShift(before, rollout, now);
  if (foreign !== null) return holdForChange(before, rollout, foreign, now);
  if (!isMoving(rollout.phase))
    return tellAhead(before, rollout, now) ?? watchReads(before, rollout, now) ?? acceptUnchanged(before, rollout);
  const failed = rollout.targets.find((target) => target.observed?.fault);
  if (failed?.observed?.fault) return allOrNone(before, rollout, failed, failed.observed.fault, now);
  const there = rollout.targets.every((target) => isAt(target, target.observed, rollout));
  const settled = rollout.targets.every(({ observed }) => observed !== null && observed.effectiveAt !== null);
  if (there && settled) return completeShift(before, rollout, evidence, now);
  return tellLate(before, rollout, now) ?? acceptUnchanged(before, rollout);
}

/** Says what the completion means for deployments, in a service with environments. */
function exchangeText({ environments }: Rollout): string {
  if (environments === null) return '';
  return ` Environment ${environments.canary} is live; environment ${environments.stable} gets the next release.`;
}

function observePromoting(before: Rollout, rollout: Rollout, now: number): Decision {
  const back = followTargetBack(before, rollout, now);
  if (back !== null) return back;
  const foreign = findForeignChange(rollout, now);
  if (foreign !== null) return holdForChange(before, rollout, foreign, now);
  const isLong = now - phaseStart(rollout.phase) > PROMOTION_GRACE_MS;
  const failed = rollout.targets.find(
    ({ observed }) => observed?.fault?.permanent === true || (isLong && observed?.fault),
  );
  if (failed?.observed?.fault) {
    const { fault } = failed.observed;
    const text = `${failed.name} could not be promoted: ${withoutFullStop(fault.message)}. Resume to try again${rollbackHint(rollout)}.`;
    return accept(before, hold(rollout, { kind: 'partial', target: failed.name, fault }, now, text), text);
  }
  if (!rollout.targets.every(({ observed }) => observed?.promoted === true)) return acceptUnchanged(before, rollout);
  const done: Rollout = { ...rollout, phase: completePhase(rollout, now) };
  const text = withExposure(rollout, `Completed: ${rollout.canary} is stable now.${exchangeText(rollout)}`);
  return accept(before, addEntry(done, now, text), 'Completed.');
}

/** Takes in what the engine saw of the targets, and draws the conclusions. */
export function observe(rollout: Rollout, signal: Observation, evidence: Evidence, now: number): Decision {
  if (signal.generation !== rollout.generation)
    return { answer: 'ignored', because: 'It belongs to an earlier intention.' };
  const seen = recordReadShare(withoutPutBack(acceptObservations(rollout, signal.targets)));
  const { phase } = seen;
  switch (phase.status) {
    case 'completed':
    case 'rolled-back':
      return { answer: 'ignored', because: 'The rollout is over.' };
    case 'promoting':
      return observePromoting(rollout, seen, now);
    case 'rolling-back':
      return phase.stage === 'returning'
        ? observeReturning(rollout, seen, phase, now)
        : observeRestoring(rollout, seen, phase, now);
    case 'stuck':
      return observeStuck(rollout, seen, phase, now);
    default:
      return withReminder(rollout, seen, observeRunning(rollout, seen, evidence, now), now);
  }
}
