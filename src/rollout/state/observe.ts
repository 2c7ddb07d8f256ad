import { openWords } from '../../domain/cohorts.ts';
import { isAt } from '../../domain/expected.ts';
import type { Fault } from '../../domain/fault.ts';
import { type Rollout, since, type TargetState } from '../../domain/record.ts';
import type { Decision, Signal } from '../../domain/signal.ts';
import { EVALUATION_INTERVAL_MS, UNREADABLE_GRACE_MS } from '../../domain/timing.ts';
import { bare, orBack, percent } from '../../domain/wording.ts';
import { actOn, holdForAlarms } from '../alarms/act-on-alarm.ts';
import { guard, learn, mayClear } from '../alarms/alarms.ts';
import { completedAt } from '../rollback/rollback-window.ts';
import { restoring, returning, unstuck } from '../rollback/way-back.ts';
import { foreignChange, holdForChange } from './foreign-change.ts';
import { takeIn } from './take-in.ts';
import { taken } from './taken.ts';
import { accepted, enter, hold, mentionsAt, noted, stopped } from './transition.ts';
import { watchReads } from './unread.ts';

type Observation = Extract<Signal, { kind: 'observation' }>;

/** A promotion that does not get through is tried for this long before a person is asked, in milliseconds. */
const PROMOTION_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;

/** One target could not be brought up: none stays up. The others go back to the last weight where all agreed. */
function allOrNone(before: Rollout, rollout: Rollout, target: TargetState, fault: Fault, now: number): Decision {
  const to = `${percent(rollout.weight)}${openWords(rollout.cohorts)}`;
  const back = `${percent(rollout.agreed)}${openWords(stopped(rollout, now).cohorts)}`;
  const text = `${target.name} could not be brought to ${to}: ${bare(fault.message)}. All targets go back to ${back}. Resume to try again${orBack(rollout)}.`;
  return accepted(before, hold(rollout, { kind: 'partial', target: target.name, fault }, now, text), text);
}

/** Every target shows the weight for every user: the shift is done. A further shift and the promotion need quiet alarms. */
function reached(before: Rollout, rollout: Rollout, signal: Observation, now: number): Decision {
  const agreed: Rollout = { ...rollout, agreed: rollout.weight };
  const there = `${percent(rollout.weight)}${openWords(rollout.cohorts)}`;
  const following = rollout.config.plan[rollout.step + 1];
  if (following?.kind === 'bake' || following?.kind === 'approve' || following?.kind === 'drain') {
    const next = enter(agreed, rollout.step + 1, now);
    return accepted(before, next, `Reached ${there}.`, mentionsAt(next));
  }
  const verdict = guard(agreed, signal.alarms);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  const readings = signal.alarms === undefined || signal.alarms === 'unreadable' ? [] : signal.alarms;
  const { next: known, began } = learn(agreed, readings);
  const [first] = began;
  if (first !== undefined) return accepted(before, actOn(known, first, now).next, 'An alarm fires.');
  if (verdict.kind === 'clear') return accepted(before, enter(known, rollout.step + 1, now), `Reached ${there}.`);
  const why = verdict.kind === 'fires' ? ({ kind: 'alarm', name: verdict.name } as const) : verdict.why;
  if (why.kind !== 'alarm' && mayClear(why) && now < since(rollout.phase) + UNREADABLE_GRACE_MS)
    return taken(before, known);
  return holdForAlarms(before, known, why, now);
}

function underWay(before: Rollout, rollout: Rollout, signal: Observation, now: number): Decision {
  const foreign = foreignChange(rollout, now);
  if (foreign !== null) return holdForChange(before, rollout, foreign, now);
  if (rollout.phase.status !== 'shifting') return watchReads(before, rollout, now) ?? taken(before, rollout);
  const failed = rollout.targets.find((target) => target.observed?.fault);
  if (failed?.observed?.fault) return allOrNone(before, rollout, failed, failed.observed.fault, now);
  const there = rollout.targets.every((target) => isAt(target, target.observed, rollout));
  const settled = rollout.targets.every(({ observed }) => observed !== null && observed.effectiveAt !== null);
  return there && settled ? reached(before, rollout, signal, now) : taken(before, rollout);
}

/** What the end means for deployments, in a service with environments. */
function exchanged({ environments }: Rollout): string {
  if (environments === null) return '';
  return ` Environment ${environments.canary} is live; environment ${environments.stable} gets the next release.`;
}

function promoting(before: Rollout, rollout: Rollout, now: number): Decision {
  const foreign = foreignChange(rollout, now);
  if (foreign !== null) return holdForChange(before, rollout, foreign, now);
  const isLong = now - since(rollout.phase) > PROMOTION_GRACE_MS;
  const failed = rollout.targets.find(
    ({ observed }) => observed?.fault?.permanent === true || (isLong && observed?.fault),
  );
  if (failed?.observed?.fault) {
    const { fault } = failed.observed;
    const text = `${failed.name} could not be promoted: ${bare(fault.message)}. Resume to try again${orBack(rollout)}.`;
    return accepted(before, hold(rollout, { kind: 'partial', target: failed.name, fault }, now, text), text);
  }
  if (!rollout.targets.every(({ observed }) => observed?.promoted === true)) return taken(before, rollout);
  const done: Rollout = { ...rollout, phase: completedAt(rollout, now) };
  const text = `Completed: ${rollout.canary} is stable now.${exchanged(rollout)}`;
  return accepted(before, noted(done, now, text), 'Completed.');
}

/** Takes in what the engine saw of the targets, and draws the conclusions. */
export function observe(rollout: Rollout, signal: Observation, now: number): Decision {
  if (signal.generation !== rollout.generation)
    return { answer: 'ignored', because: 'It was seen for an earlier intention.' };
  const seen = takeIn(rollout, signal.targets);
  const { phase } = seen;
  switch (phase.status) {
    case 'completed':
    case 'rolled-back':
      return { answer: 'ignored', because: 'The rollout is over.' };
    case 'promoting':
      return promoting(rollout, seen, now);
    case 'rolling-back':
      return phase.stage === 'returning' ? returning(rollout, seen, phase, now) : restoring(rollout, seen, phase, now);
    case 'stuck':
      return unstuck(rollout, seen, phase, now);
    default:
      return underWay(rollout, seen, signal, now);
  }
}
