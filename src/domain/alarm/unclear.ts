import type { Rollout } from '../rollout/record.ts';
import type { MissingData } from '../service.ts';
import { joinWithAnd } from '../wording.ts';
import { signalName } from './health-signal.ts';
import type { AlarmState, EvaluationProblem, Unclear, UnclearAlarm } from './state.ts';

/** Returns whether the state of an alarm is an old one, because CloudWatch does not evaluate it. */
export function isNotEvaluated({ evaluation }: { readonly evaluation?: EvaluationProblem }): boolean {
  return evaluation === 'EVALUATION_ERROR' || evaluation === 'EVALUATION_FAILURE';
}

/** Returns why a state is not known to be quiet, whatever a person answered; null for an alarm that is OK, or fires. */
function unclearReason(state: AlarmState, missingData: MissingData): Unclear | null {
  if (state.stray) return state.unanswered ? 'left' : null;
  if (state.value === 'MISSING') return 'gone';
  if (state.value === 'ALARM') return null;
  if (state.value === 'INSUFFICIENT_DATA' && state.unanswered) return 'fired';
  if (isNotEvaluated(state)) return 'not-evaluated';
  if (state.value === 'OK') return null;
  return state.hadData && missingData === 'hold' ? 'no-data' : null;
}

/**
 * Returns why an alarm is not known to be quiet; null when it is quiet, when it fires, or when a person answered for this reason.
 */
export function findUnclear(state: AlarmState, missingData: MissingData): Unclear | null {
  const is = unclearReason(state, missingData);
  return is === state.answered && !state.unanswered ? null : is;
}

/** Returns the alarms of a rollout that are not known to be quiet, in the order in which they became known. */
export function unclearAlarms({ alarms, config }: Rollout, missingData = config.missingData): readonly UnclearAlarm[] {
  return Object.entries(alarms).flatMap(([name, state]) => {
    const is = findUnclear(state, missingData);
    if (is === null) return [];
    return [{ name, is, ...(is === 'not-evaluated' && state.evaluation && { evaluation: state.evaluation }) }];
  });
}

/** Returns a rollout whose people have been told about these alarms. */
export function withAlarmsAnnounced(rollout: Rollout, told: readonly UnclearAlarm[]): Rollout {
  const alarms = { ...rollout.alarms };
  for (const { name, is } of told) {
    const state = alarms[name];
    if (state !== undefined) alarms[name] = { ...state, told: is };
  }
  return { ...rollout, alarms };
}

/** Returns the state after a person's answer: the alarm holds nothing until its reason changes. */
export function withAnswer(state: AlarmState, missingData: MissingData): AlarmState {
  const { answered: _before, ...rest } = state;
  const calm: AlarmState = { ...rest, unanswered: false };
  const is = unclearReason(calm, missingData);
  return is === null ? calm : { ...calm, answered: is };
}

/** Returns a state without an answer that was given for something else. */
export function withoutOldAnswer(state: AlarmState, missingData: MissingData): AlarmState {
  const { answered, ...rest } = state;
  if (answered === undefined || unclearReason({ ...rest, unanswered: false }, missingData) === answered) return state;
  return rest;
}

/** Says of one alarm why it is not known to be quiet, as a sentence without its full stop. */
export function unclearWords({ name, is, evaluation }: UnclearAlarm): string {
  const lost = signalName(name) === null ? 'has no data any more' : 'is silent or unknown';
  switch (is) {
    case 'fired':
      return `The alarm ${name} fired and ${lost}`;
    case 'no-data':
      return `The alarm ${name} ${lost}`;
    case 'not-evaluated':
      return `CloudWatch does not evaluate the alarm ${name} (${evaluation ?? 'EVALUATION_ERROR'})`;
    case 'gone':
      return `The alarm ${name} does not exist any more`;
    case 'left':
      return `The alarm ${name} fired and does not belong to the service any more`;
  }
}

/** Says of several alarms why they are not known to be quiet, as sentences without the last full stop. */
export function allUnclear(alarms: readonly UnclearAlarm[]): string {
  return alarms.map(unclearWords).join('. ');
}

/** Names the alarms: `the alarm a`, `the alarms a and b`. */
export function namedAlarms(names: readonly string[]): string {
  return `the alarm${names.length === 1 ? '' : 's'} ${joinWithAnd(names)}`;
}
