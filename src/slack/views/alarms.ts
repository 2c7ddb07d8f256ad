import type { AlarmState, AlarmValue } from '../../rollout/alarm-state.ts';
import { escaped, fitLines, when } from '../mrkdwn.ts';

/** Room for the alarms in one message, in characters. */
const ROOM = 800;

const look: Readonly<Record<AlarmValue, string>> = {
  OK: '🟢 OK',
  ALARM: '🔴 ALARM',
  INSUFFICIENT_DATA: '⚪ not enough data',
  MISSING: '❓ does not exist',
};

/** The order in which alarms are worth reading. */
const urgency: readonly AlarmValue[] = ['ALARM', 'MISSING', 'INSUFFICIENT_DATA', 'OK'];

function line([name, state]: readonly [string, AlarmState]): string {
  const since = state.since === 0 ? '' : ` since ${when(state.since)}`;
  const aside = [state.excused ? 'fired before the start, which was forced' : '', state.suppressed ? 'suppressed' : ''];
  const said = aside.filter((words) => words !== '').join(', ');
  return `${look[state.value]} ${escaped(name, 120)}${since}${said === '' ? '' : ` (${said})`}`;
}

const lookAtTheEnd: Readonly<Record<AlarmValue, string>> = {
  OK: '🟢 was OK',
  ALARM: '🔴 was in ALARM',
  INSUFFICIENT_DATA: '⚪ had not enough data',
  MISSING: '❓ did not exist',
};

type Alarms = Readonly<Record<string, AlarmState>>;

function byUrgency(alarms: Alarms): readonly (readonly [string, AlarmState])[] {
  return Object.entries(alarms).sort(([, a], [, b]) => urgency.indexOf(a.value) - urgency.indexOf(b.value));
}

/** The alarms and their states, the urgent first; empty when the service has none. */
export function alarmLines(alarms: Alarms): string {
  return fitLines(byUrgency(alarms).map(line), ROOM, 'alarms');
}

/** The alarms as they were when the rollout ended, since when nobody has looked. */
export function alarmsAtTheEnd(alarms: Alarms): string {
  const lines = byUrgency(alarms).map(([name, { value }]) => `${lookAtTheEnd[value]}: ${escaped(name, 120)}`);
  return fitLines(lines, ROOM, 'alarms');
}
