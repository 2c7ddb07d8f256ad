import { signalName } from '../../domain/alarm/health-signal.ts';
import type { AlarmReading, AlarmState, UnclearAlarm } from '../../domain/alarm/state.ts';
import { findUnclear, isNotEvaluated, unclearAlarms, withoutOldAnswer } from '../../domain/alarm/unclear.ts';
import type { Hold, Rollout } from '../../domain/rollout/record.ts';
import type { AlarmEvidence } from '../../domain/rollout/signal.ts';
import type { MissingData } from '../../domain/service.ts';
import { CLOCK_SKEW_MS, SAME_CHANGE_MS } from '../../domain/timing.ts';

/**
 * Tells whether an alarm acts: it fires, belongs to the service, and did not fire before a forced start. Muting its actions changes
 * nothing.
 */
function isActing(state: AlarmState): boolean {
  return state.value === 'ALARM' && !state.excused && !state.stray;
}

/** Returns the names of the alarms of a rollout that fire and act. */
export function firingAlarms({ alarms }: Rollout): readonly string[] {
  return Object.entries(alarms).flatMap(([name, state]) => (isActing(state) ? [name] : []));
}

/** Tells whether a reading shows the known firing; one that began later is another firing. */
function isSameFiring(known: AlarmState, reading: AlarmReading): boolean {
  return known.value === 'ALARM' && reading.value === 'ALARM' && reading.since <= known.since + SAME_CHANGE_MS;
}

/** The longest link that a card has room for, in characters; the message of an alarm has any. */
const CARD_LINK = 200;

/** Returns the value and the link that the sender of a health signal gave; null for alarms, and where it gave neither. */
function saidBySender({ details }: AlarmReading): AlarmState['said'] | null {
  if (details?.kind !== 'signal') return null;
  const { metric: value, link = '' } = details;
  const isShort = link !== '' && link.length <= CARD_LINK;
  return value === '' && !isShort ? null : { value, ...(isShort && { link }) };
}

/**
 * Returns the first state of an alarm that was unknown: a firing alarm is a firing that nobody answered. A health signal that was
 * silent from the start has lost its data too: its sender owes it.
 */
export function firstState(reading: AlarmReading, excused = false): AlarmState {
  const { value, since, suppressed, evaluation, stray } = reading;
  const said = saidBySender(reading);
  return {
    value,
    since,
    suppressed,
    excused,
    hadData: value === 'OK' || value === 'ALARM' || signalName(reading.name) !== null,
    unanswered: value === 'ALARM' && !excused && stray !== true,
    ...(evaluation && { evaluation }),
    ...(stray && { stray }),
    ...(said && { said }),
  };
}

/**
 * Updates the state of an alarm with a reading. An excused firing stays excused until it ends or fires anew;
 * in a rollout that is the fix every firing is excused. An alarm that fired
 * stays unanswered until it is OK or a person answers for it; an answer counts only for the reason it was given for.
 */
function updateAlarm(
  known: AlarmState | undefined,
  reading: AlarmReading,
  missingData: MissingData,
  isFix: boolean,
): AlarmState {
  const isExcused = isFix && reading.value === 'ALARM';
  const fresh = firstState(reading, isExcused);
  if (known === undefined) return fresh;
  const { answered, told } = known;
  const sameFiring = isSameFiring(known, reading);
  const isQuiet = reading.value === 'OK' && !isNotEvaluated(reading);
  const firesAnew = fresh.unanswered && !sameFiring;
  const next: AlarmState = {
    ...fresh,
    since: sameFiring ? known.since : reading.since,
    excused: isExcused || (sameFiring && known.excused),
    hadData: known.hadData || fresh.hadData,
    unanswered: firesAnew || (known.unanswered && !isQuiet),
    ...(answered && !firesAnew && { answered }),
    ...(told && !firesAnew && { told }),
  };
  return withoutOldAnswer(next, missingData);
}

/**
 * Tells whether a reading is older than the known state. A read counts by the moment of the read, whatever time it gives for the
 * state: only an event from after that moment is newer. (The time of the state does not change when a suppression begins or ends,
 * the time of the events does.) An event may come late and counts by its own time. Clocks of workers differ, CloudWatch has one: a
 * state that began later by its clock is never older, and a read that found the alarm quiet ends a firing only when it came later
 * by any clock.
 */
export function isOlder(rollout: Rollout, reading: AlarmReading): boolean {
  const known = rollout.alarms[reading.name];
  if (known === undefined || known.value === 'MISSING') return false;
  if (reading.readAt === undefined) return reading.since < known.since - SAME_CHANGE_MS;
  const margin = reading.value === 'ALARM' ? 0 : CLOCK_SKEW_MS;
  return reading.readAt < known.since + margin && reading.since <= known.since + SAME_CHANGE_MS;
}

/** The effect of readings on what a rollout knows of its alarms. */
export interface AlarmUpdate {
  readonly next: Rollout;
  /** The alarms that began to act. */
  readonly began: readonly AlarmReading[];
  /** The names of the alarms that are OK again after they fired or Serin held for them. */
  readonly ended: readonly string[];
  /** The alarms that are no longer known to be quiet, and that people have not been told about. */
  readonly lost: readonly UnclearAlarm[];
}

/** Tells whether Serin holds for an alarm and names it. */
function isHeldFor({ phase }: Rollout, name: string): boolean {
  if (phase.status !== 'holding') return false;
  if (phase.why.kind === 'alarm') return phase.why.name === name;
  return phase.why.kind === 'alarm-unclear' && phase.why.alarms.some((alarm) => alarm.name === name);
}

/** Returns the rollout with these readings of its alarms, and what is new in them. */
export function learn(rollout: Rollout, readings: readonly AlarmReading[]): AlarmUpdate {
  const { missingData } = rollout.config;
  const alarms: Record<string, AlarmState> = { ...rollout.alarms };
  const began: AlarmReading[] = [];
  const ended: string[] = [];
  for (const reading of readings) {
    if (isOlder(rollout, reading)) continue;
    const before = alarms[reading.name];
    const after = updateAlarm(before, reading, missingData, rollout.fix === true);
    alarms[reading.name] = after;
    const goesOn = before !== undefined && isActing(before) && isSameFiring(before, reading);
    if (isActing(after) && !goesOn) began.push(reading);
    const isQuiet = after.value === 'OK' && findUnclear(after, missingData) === null;
    if (isQuiet && (before?.value === 'ALARM' || before?.unanswered || hasEnded(rollout, before, reading.name)))
      ended.push(reading.name);
  }
  const lost = unclearAlarms({ ...rollout, alarms }, 'hold').filter(({ name, is }) => alarms[name]?.told !== is);
  return { next: { ...rollout, alarms }, began, ended, lost };
}

/** Tells whether Serin holds for an alarm that was not OK. */
function hasEnded(rollout: Rollout, before: AlarmState | undefined, name: string): boolean {
  return before !== undefined && before.value !== 'OK' && isHeldFor(rollout, name);
}

/** The verdict about raising the weight. */
export type RaiseVerdict =
  | { readonly kind: 'clear' }
  | { readonly kind: 'needs-alarms' }
  | { readonly kind: 'fires'; readonly name: string }
  | { readonly kind: 'blind'; readonly why: UnknownAlarms };

/** The reason why Serin does not know whether the alarms are quiet. */
export type UnknownAlarms = Extract<Hold, { kind: 'alarm-unclear' | 'alarms-unreadable' }>;

/**
 * Returns the alarms of the frozen configuration that the evidence shows as missing or leaves out, and that nobody answered for.
 */
function unreadAlarms({ config, alarms }: Rollout, evidence: readonly AlarmReading[]): readonly UnclearAlarm[] {
  const gone = config.alarms.filter(
    (name) => (evidence.find((reading) => reading.name === name)?.value ?? 'MISSING') === 'MISSING',
  );
  return gone.filter((name) => alarms[name]?.answered !== 'gone').map((name) => ({ name, is: 'gone' }));
}

/** Judges whether the weight of a rollout may be raised, by alarm states that were read just now. */
export function judgeAlarms(rollout: Rollout, evidence: AlarmEvidence | undefined): RaiseVerdict {
  if (rollout.config.alarms.length === 0) return { kind: 'clear' };
  if (evidence === undefined) return { kind: 'needs-alarms' };
  if (evidence === 'unreadable') return { kind: 'blind', why: { kind: 'alarms-unreadable' } };
  const { next } = learn(rollout, evidence);
  const gone = unreadAlarms(next, evidence);
  const others = unclearAlarms(next).filter(({ name }) => !gone.some((alarm) => alarm.name === name));
  const alarms = [...gone, ...others];
  const [name] = firingAlarms(next);
  if (name !== undefined && gone.length === 0) return { kind: 'fires', name };
  return alarms.length === 0 ? { kind: 'clear' } : { kind: 'blind', why: { kind: 'alarm-unclear', alarms } };
}

/** Tells whether the alarms may be known soon, so that a due step waits a while before people are asked. */
export function mayClear(why: UnknownAlarms): boolean {
  return why.kind === 'alarms-unreadable' || why.alarms.every(({ is }) => is === 'not-evaluated');
}

/** Tells whether an alarm change is news: it fires, and neither this firing nor a later state is known already. */
export function isNews(rollout: Rollout | null, reading: AlarmReading): boolean {
  if (reading.value !== 'ALARM') return false;
  if (rollout === null) return true;
  const known = rollout.alarms[reading.name];
  const isKnown = known !== undefined && isSameFiring(known, reading);
  return !isKnown && !isOlder(rollout, reading);
}
