import type { AlarmChange, AlarmReading, UnclearAlarm } from '../../domain/alarm/state.ts';
import { unclearAlarms, unclearWords, withAlarmsAnnounced } from '../../domain/alarm/unclear.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { AlarmEvidence, Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { rollbackHint } from '../../domain/wording.ts';
import { comparesBeforeAlarm } from '../analysis/shared-incident.ts';
import { actOnVerdict, type Judged, keepVerdict, takeMinutes } from '../analysis/take-minutes.ts';
import { watchComponents } from '../environments/component-watch.ts';
import { forgetPastFreeze } from '../restrictions/freeze-gate.ts';
import { lookAtEnd } from '../rollback/after-end.ts';
import { onRollbackTimer, onStuckTimer } from '../rollback/returning.ts';
import { lateAlarmQuestion } from '../rollback/rollback-window.ts';
import { accept, addEntry } from '../state/transition.ts';
import { onStepTimer } from '../steps/step-ends.ts';
import { actOn, holdForAlarms, isGuarded } from './act-on-alarm.ts';
import { type AlarmUpdate, firingAlarms, isOlder, judgeAlarms, learn, type UnknownAlarms } from './alarms.ts';

function toReading({
  name,
  value,
  previous: _previous,
  since,
  suppressed,
  reason,
  ...details
}: AlarmChange): AlarmReading {
  const { suppressedBy, evaluation, readAt, ...about } = details;
  const optional = {
    ...(suppressedBy && { suppressedBy }),
    ...(evaluation && { evaluation }),
    ...(readAt && { readAt }),
  };
  return { name, value, since, suppressed, reason, ...optional, details: about };
}

/** Says what an alarm that is not known to be quiet does to the plan. */
function alarmConsequence(rollout: Rollout, { name, is }: UnclearAlarm): string {
  const { service, config } = rollout;
  if (is === 'no-data' && config.missingData === 'ignore') return 'The plan goes on: missingData is ignore.';
  return `The weight is not raised until the alarm is OK; /canary resume ${service} goes on without the alarm ${name}${rollbackHint(rollout)}.`;
}

/** Tells which alarms are quiet again, and which are not known to be. */
function withNews(rollout: Rollout, { ended, lost }: Pick<AlarmUpdate, 'ended' | 'lost'>, now: number): Rollout {
  const calmer = ended.reduce(
    (next, name) => addEntry(next, now, `The alarm ${name} is quiet again.`, { kind: 'alarm', name }),
    rollout,
  );
  return lost.reduce(
    (next, alarm) => {
      const text = `${unclearWords(alarm)}. ${alarmConsequence(rollout, alarm)}`;
      return addEntry(next, now, text, { kind: 'alarm', name: alarm.name });
    },
    withAlarmsAnnounced(calmer, lost),
  );
}

/** Holds for an alarm that stopped firing without being OK, with its new reason; null where Serin does not hold for an alarm. */
function holdForQuietAlarm(before: Rollout, rollout: Rollout, now: number): Decision | null {
  const { phase } = rollout;
  if (phase.status !== 'holding' || phase.why.kind !== 'alarm') return null;
  const { name } = phase.why;
  const alarms = unclearAlarms(rollout);
  if (firingAlarms(rollout).length > 0 || !alarms.some((alarm) => alarm.name === name)) return null;
  return holdForAlarms(before, rollout, { kind: 'alarm-unclear', alarms }, now);
}

/**
 * Saves new alarm states that people need not be told; null when nothing is new. The time of a state alone is not news, nor is
 * another value of a health signal that is OK: it may change with each look, and is saved along with the next news.
 */
function keepStates(before: Rollout, known: Rollout): Decision | null {
  const facts = ({ alarms }: Rollout) =>
    Object.entries(alarms).map(([name, { since: _when, said, ...state }]) => [
      name,
      state.value === 'OK' ? state : { ...state, said },
    ]);
  if (JSON.stringify(facts(before)) !== JSON.stringify(facts(known)) || known.entries > before.entries)
    return accept(before, known, 'The alarm states were read again.');
  if (JSON.stringify(before.analysis) === JSON.stringify(known.analysis)) return null;
  return keepVerdict(before, known);
}

/** Decides on news of alarms that do not fire; null when there is none. */
function acceptAlarmNews(rollout: Rollout, learned: AlarmUpdate, now: number): Decision | null {
  const anew = holdForQuietAlarm(rollout, learned.next, now);
  if (anew !== null) return anew;
  const { ended, lost, next } = learned;
  if (ended.length === 0 && lost.length === 0) return null;
  const [first] = lost;
  const say = first === undefined ? 'It is quiet again.' : `${unclearWords(first)}.`;
  return accept(rollout, withNews(next, learned, now), say);
}

/** Processes a state change of an alarm, and acts when the alarm began to fire. */
export function alarm(
  rollout: Rollout,
  { change }: Extract<Signal, { kind: 'alarm' }>,
  { minutes }: Evidence,
  now: number,
): Decision {
  if (rollout.phase.status === 'completed' || rollout.phase.status === 'rolled-back') {
    return {
      answer: 'ignored',
      because: lateAlarmQuestion(rollout, now) ?? 'No rollout is running: nothing was moved.',
    };
  }
  const event = toReading(change);
  if (isOlder(rollout, event)) return { answer: 'ignored', because: 'It is older than the known state.' };
  const learned = learn(rollout, [event]);
  if (learned.began.length > 0) {
    if (comparesBeforeAlarm(rollout) && minutes === undefined) return { answer: 'needs-minutes' };
    const judged = takeMinutes(learned.next, minutes, now);
    const acted = actOn(judged.rollout, event, now);
    return accept(rollout, acted.next, acted.did);
  }
  const news = isGuarded(rollout)
    ? (acceptAlarmNews(rollout, learned, now) ?? keepStates(rollout, learned.next))
    : null;
  if (news !== null) return news;
  if (rollout.alarms[event.name]?.excused === true)
    return { answer: 'ignored', because: 'It fired before the start, which was forced; Serin did nothing.' };
  return { answer: 'ignored', because: 'Nothing new.' };
}

/** Acts on the first alarm that begins to fire; null when none does. */
function actOnFirstAlarm(before: Rollout, learned: AlarmUpdate, now: number): Decision | null {
  const [first] = learned.began;
  if (first === undefined) return null;
  const acted = actOn(withNews(learned.next, learned, now), first, now);
  return accept(before, acted.next, acted.did);
}

/** Holds for an alarm that was deleted, or tells what else is new about alarms that do not fire; null when there is nothing. */
function tellAlarmNews(
  before: Rollout,
  {
    rollout,
    learned,
    evidence,
  }: { readonly rollout: Rollout; readonly learned: AlarmUpdate; readonly evidence: AlarmEvidence },
  now: number,
): Decision | null {
  const verdict = judgeAlarms(rollout, evidence);
  if (verdict.kind === 'blind' && rollout.phase.status !== 'holding' && isGone(verdict.why)) {
    return holdForAlarms(before, learned.next, verdict.why, now);
  }
  return acceptAlarmNews(before, learned, now);
}

function isGone(why: UnknownAlarms): boolean {
  return why.kind === 'alarm-unclear' && why.alarms.some(({ is }) => is === 'gone');
}

/**
 * Acts on what was read: first an alarm that begins to fire, then a canary that is worse. What is only news of an alarm keeps
 * neither waiting. Null when nothing of it asks for a decision.
 */
function actOnReadings(before: Rollout, judged: Judged, evidence: AlarmEvidence, now: number): Decision | null {
  if (evidence === 'unreadable') return actOnVerdict(before, judged, now);
  const learned = learn(judged.rollout, evidence);
  const told = { ...judged, rollout: withNews(learned.next, learned, now) };
  return (
    actOnFirstAlarm(before, learned, now) ??
    actOnVerdict(before, told, now) ??
    tellAlarmNews(before, { rollout: judged.rollout, learned, evidence }, now)
  );
}

/** Processes a timer: checks the alarms and the verdict, then what is due. */
export function timer(
  rollout: Rollout,
  signal: Extract<Signal, { kind: 'timer' }>,
  evidence: Evidence,
  now: number,
): Decision {
  const { alarms = [], aftermath } = evidence;
  const { phase } = rollout;
  if (signal.rollout !== rollout.id) return { answer: 'ignored', because: 'It was set for another rollout.' };
  if (phase.status === 'completed' && aftermath !== undefined) return lookAtEnd(rollout, phase, aftermath, now);
  if (phase.status === 'completed' || phase.status === 'rolled-back')
    return { answer: 'ignored', because: 'The rollout is over.' };
  if (phase.status === 'rolling-back') return onRollbackTimer(rollout, phase, now);
  if (phase.status === 'stuck') return onStuckTimer(rollout, phase);
  if (evidence.alarms === undefined && rollout.config.alarms.length > 0) return { answer: 'needs-alarms' };
  const judged = takeMinutes(rollout, evidence.minutes, now);
  const acted = actOnReadings(rollout, judged, alarms, now);
  if (acted !== null) return acted;
  const known: Judged = alarms === 'unreadable' ? judged : { ...judged, rollout: learn(judged.rollout, alarms).next };
  const due = keepIfQuiet(rollout, known.rollout, lookFurther(known, evidence, now), now);
  return tellVerdict(rollout, judged.rollout, due);
}

/** Adds the lines that the verdict brought to the thread, before those of a decision that came after it. */
function tellVerdict(before: Rollout, judged: Rollout, decision: Decision): Decision {
  if (decision.answer !== 'accepted' || judged.entries === before.entries) return decision;
  const told = accept(before, judged, decision.say).effects.filter(({ body }) => body.kind === 'thread');
  const others = decision.effects.filter(({ key }) => !told.some((effect) => effect.key === key));
  return { ...decision, effects: [...told, ...others] };
}

/** Decides on the components, or else on what is due. */
function lookFurther(
  { rollout: known, minutes }: Judged,
  { alarms = [], components, drain = null, freeze }: Evidence,
  now: number,
): Decision {
  return (
    watchComponents(known, components, now) ??
    onStepTimer(known, { evidence: alarms, reading: drain, minutes, freeze }, now)
  );
}

/** Saves the new alarm states, the new verdict and the end of a freeze when nothing else is decided. */
function keepIfQuiet(rollout: Rollout, known: Rollout, decision: Decision, now: number): Decision {
  if (decision.answer !== 'ignored') return decision;
  return forgetPastFreeze(rollout, known, now) ?? keepStates(rollout, known) ?? decision;
}
