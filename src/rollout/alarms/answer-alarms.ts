import type { AlarmState, UnclearAlarm } from '../../domain/alarm/state.ts';
import { allUnclear, namedAlarms, unclearAlarms, withAnswer } from '../../domain/alarm/unclear.ts';
import { toActor } from '../../domain/people/requester.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { AlarmEvidence, Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { displayName, rollbackHint } from '../../domain/wording.ts';
import { accept, addEntry } from '../state/transition.ts';
import { holdForAlarms, raiseIfQuiet } from './act-on-alarm.ts';
import { firingAlarms, firstState, judgeAlarms, learn } from './alarms.ts';

type Resume = Extract<Signal, { kind: 'resume' }>;

function alarmState({ alarms }: Rollout, { name, is }: UnclearAlarm): AlarmState {
  const known = alarms[name] ?? firstState({ name, value: 'MISSING', since: 0, suppressed: false, reason: '' });
  return is === 'gone' ? { ...known, value: 'MISSING' } : known;
}

/** Records a person's answer for alarms; the timeline names them and their reasons. */
function recordAnswers(rollout: Rollout, which: readonly UnclearAlarm[], { by }: Resume, now: number): Rollout {
  if (which.length === 0) return rollout;
  const alarms = { ...rollout.alarms };
  for (const alarm of which) alarms[alarm.name] = withAnswer(alarmState(rollout, alarm), rollout.config.missingData);
  const text = `${displayName(by)} goes on without ${namedAlarms(which.map(({ name }) => name))}. ${allUnclear(which)}.`;
  return addEntry({ ...rollout, alarms }, now, text, toActor(by));
}

/** Returns the unclear alarms that a rollout holds for by name: a person who resumes answers for them. */
function alarmsAskedAbout({ phase }: Rollout, unclear: readonly UnclearAlarm[]): readonly UnclearAlarm[] {
  if (phase.status !== 'holding' || phase.why.kind !== 'alarm-unclear') return [];
  const names = phase.why.alarms.map(({ name }) => name);
  return unclear.filter(({ name }) => names.includes(name));
}

function unclearIn(rollout: Rollout, evidence: AlarmEvidence): readonly UnclearAlarm[] {
  const verdict = judgeAlarms(rollout, evidence);
  return verdict.kind === 'blind' && verdict.why.kind === 'alarm-unclear' ? verdict.why.alarms : unclearAlarms(rollout);
}

/**
 * Resumes after a pause or a hold, if the alarms allow it. This answers for the alarms that Serin holds for by name. If other
 * alarms are unclear, Serin holds for those and names them, so that nobody answers for an alarm that he was not asked about.
 *
 * @param goOn decides how the rollout continues then
 */
export function resumeAlarms(
  rollout: Rollout,
  signal: Resume,
  { alarms: evidence }: Evidence,
  now: number,
  goOn: (calm: Rollout) => Decision,
): Decision {
  if (evidence === undefined || evidence === 'unreadable') return raiseIfQuiet(rollout, evidence, now, goOn);
  const { next } = learn(rollout, evidence);
  const calm = recordAnswers(next, alarmsAskedAbout(rollout, unclearIn(next, evidence)), signal, now);
  const verdict = judgeAlarms(calm, evidence);
  if (verdict.kind === 'clear') return goOn(calm);
  if (verdict.kind === 'blind') return holdForAlarms(rollout, calm, verdict.why, now);
  return raiseIfQuiet(rollout, evidence, now, goOn);
}

/** Answers for the alarms that people were told about, while the plan goes on. */
export function answerWhileRunning(
  rollout: Rollout,
  signal: Resume,
  { alarms: evidence }: Evidence,
  now: number,
): Decision {
  const isCalm = firingAlarms(rollout).length === 0 && unclearAlarms(rollout).length === 0;
  if (isCalm) return { answer: 'ignored', because: 'It is neither paused nor holding.' };
  if (evidence === undefined || evidence === 'unreadable')
    return raiseIfQuiet(rollout, evidence, now, (calm) => accept(rollout, calm, 'All alarms are OK.'));
  const { next } = learn(rollout, evidence);
  const [loud] = firingAlarms(next);
  if (loud !== undefined) {
    const because = `The alarm ${loud} is firing. Wait until it is OK${rollbackHint(rollout)}.`;
    return refuse('alarm-firing', because);
  }
  const which = unclearIn(next, evidence);
  if (which.length === 0) return { answer: 'ignored', because: 'All alarms are OK again. The plan continues.' };
  const calm = recordAnswers(next, which, signal, now);
  return accept(rollout, calm, `The plan goes on without ${namedAlarms(which.map(({ name }) => name))}.`);
}
