import { signalName } from '../../../../domain/alarm/health-signal.ts';
import type { AlarmState, AlarmValue } from '../../../../domain/alarm/state.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { joinWithAnd, percent } from '../../../../domain/wording.ts';
import { describeSight, describeSightBriefly, weightInView } from '../../../../rollout/alarms/alarm-sight.ts';
import { escapeMrkdwn, fitLines, fitLinesWithMore, formatMoment, link } from '../parts/mrkdwn.ts';

/** Room for the alarms in one message, in characters. */
const ROOM = 600;

/** The part of a rollout that is drawn here. */
type View = Pick<Rollout, 'alarms' | 'sights' | 'weight' | 'config'>;

const look: Readonly<Record<AlarmValue, string>> = {
  OK: '🟢 OK',
  ALARM: '🔴 ALARM',
  INSUFFICIENT_DATA: '⚪ not enough data',
  MISSING: '❓ does not exist',
};

/** Returns the look of an alarm: a health signal without data is silent, or its sender does not know. */
function lookAt(name: string, { value }: AlarmState): string {
  return value === 'INSUFFICIENT_DATA' && signalName(name) !== null ? '⚪ silent or unknown' : look[value];
}

/** The order in which alarms are worth reading. */
const urgency: readonly AlarmValue[] = ['ALARM', 'MISSING', 'INSUFFICIENT_DATA', 'OK'];

/** Describes how much of the canary an alarm sees at a weight, to follow its name; empty where its configuration does not tell. */
function describeSightAt({ sights = [], weight, config }: View, name: string): string {
  const sight = sights.find(({ alarm }) => alarm === name);
  if (sight === undefined) return '';
  const at = weightInView(weight, config.plan);
  const when = sight.arm === 'both' ? `at ${percent(at)} it ` : '';
  return ` · ${when}${describeSight(sight, at)}`;
}

/** Returns the notes on an alarm besides its value. */
function alarmNotes({
  value,
  excused,
  suppressed,
  evaluation,
  stray,
  unanswered,
  answered,
}: AlarmState): readonly string[] {
  return [
    ...(excused ? ['fired before the start, which was forced'] : []),
    ...(unanswered && value !== 'ALARM' ? ['fired, and nobody has answered for it'] : []),
    ...(evaluation === undefined
      ? []
      : [evaluation === 'PARTIAL_DATA' ? 'on a part of its data' : `not evaluated: ${evaluation}`]),
    ...(stray ? ['does not belong to the service any more'] : []),
    ...(answered === undefined ? [] : ['the plan goes on without it']),
    ...(suppressed ? ['its actions are muted or suppressed'] : []),
  ];
}

/**
 * The value and the link that the sender of a health signal gave, to follow its name, and the value alone; empty where it gave
 * neither.
 */
function saidWords({ value, said }: AlarmState): readonly string[] {
  if (said === undefined) return [];
  const when = value === 'INSUFFICIENT_DATA' ? 'last said' : 'says';
  const words = said.value === '' ? '' : ` · its sender ${when}: ${escapeMrkdwn(said.value, 120)}`;
  return said.link === undefined ? [words] : [`${words} · ${link(said.link, 'Open it')}`, words];
}

function line(view: View, [name, state]: readonly [string, AlarmState]): string {
  const since = state.since === 0 ? '' : ` since ${formatMoment(state.since)}`;
  const notes = alarmNotes(state).join(', ');
  const sees = state.value === 'OK' || state.value === 'INSUFFICIENT_DATA' ? describeSightAt(view, name) : '';
  return `${lookAt(name, state)} ${escapeMrkdwn(name, 120)}${since}${notes === '' ? '' : ` (${notes})`}${sees}`;
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

/**
 * The alarms, their states and what they can see, the urgent first; empty when the service has none. The words of a sender follow
 * where all lines leave room.
 */
export function alarmLines(view: View): string {
  const lines = byUrgency(view.alarms).map((entry) => [line(view, entry), ...saidWords(entry[1])] as const);
  return fitLinesWithMore(lines, ROOM, 'alarms');
}

/** True for an alarm that is as it should be, of which nothing else is to be said. */
function isPlainlyOk({ value, said, ...state }: AlarmState): boolean {
  return value === 'OK' && said === undefined && alarmNotes({ value, ...state }).length === 0;
}

/** Returns an alarm that is OK in a few words, with what it sees of the canary; null for one that takes a line of its own. */
function brieflyOk({ sights = [], weight, config }: View, name: string, state: AlarmState): string | null {
  if (!isPlainlyOk(state)) return null;
  const sight = sights.find(({ alarm }) => alarm === name);
  if (sight === undefined) return name;
  const sees = describeSightBriefly(sight, weightInView(weight, config.plan));
  return sees === null ? null : `${name} (${sees})`;
}

/** The same for a card: the alarms that are OK take one line together, but for those that may miss a bad canary. */
export function shortAlarmLines(view: View): string {
  const all = Object.entries(view.alarms);
  const brief = all.map(([name, state]) => brieflyOk(view, name, state));
  const others = alarmLines({ ...view, alarms: Object.fromEntries(all.filter((_, i) => brief[i] === null)) });
  const ok = brief.filter((words) => words !== null);
  const words = joinWithAnd(ok);
  const shown = words.length > 300 ? `${ok.length} alarms` : words;
  const together = ok.length === 0 ? '' : `🟢 OK ${escapeMrkdwn(shown, 400)}`;
  return [others, together].filter((lines) => lines !== '').join('\n');
}

/** The alarms as they were when the rollout ended, since when nobody has looked. */
export function alarmsAtTheEnd(alarms: Alarms): string {
  const lines = byUrgency(alarms).map(([name, { value }]) => `${lookAtTheEnd[value]}: ${escapeMrkdwn(name, 120)}`);
  return fitLines(lines, ROOM, 'alarms');
}
