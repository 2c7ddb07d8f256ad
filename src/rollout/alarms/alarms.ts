import type { AlarmReading, AlarmState, UnclearAlarm } from '../../domain/alarm-state.ts';
import type { Hold, Rollout } from '../../domain/record.ts';
import type { MissingData } from '../../domain/service.ts';
import type { AlarmEvidence } from '../../domain/signal.ts';
import { CLOCK_SKEW_MS, SAME_CHANGE_MS } from '../../domain/timing.ts';
import { findUnclear, isNotEvaluated, unclearAlarms, withoutOldAnswer } from '../../domain/unclear.ts';

/** Whether a state acts: it fires, belongs to the service, and did not fire before a forced start. Muted or not, it is the state that counts. */
function isActing(state: AlarmState): boolean {
  return state.value === 'ALARM' && !state.excused && !state.stray;
}

/** Returns the names of the alarms of a rollout that fire and act. */
export function firingAlarms({ alarms }: Rollout): readonly string[] {
  return Object.entries(alarms).flatMap(([name, state]) => (isActing(state) ? [name] : []));
}

/** Whether a reading shows the firing that is known already; one that began later is another, whatever lay between. */
function isSameFiring(known: AlarmState, reading: AlarmReading): boolean {
  return known.value === 'ALARM' && reading.value === 'ALARM' && reading.since <= known.since + SAME_CHANGE_MS;
}

/** Returns what is known of an alarm that nothing was known of: a reading of an alarm that fires is a firing that nobody answered. */
export function firstState(reading: AlarmReading, excused = false): AlarmState {
  const { value, since, suppressed, evaluation, stray } = reading;
  return {
    value,
    since,
    suppressed,
    excused,
    hadData: value === 'OK' || value === 'ALARM',
    unanswered: value === 'ALARM' && !excused && stray !== true,
    ...(evaluation && { evaluation }),
    ...(stray && { stray }),
  };
}

/**
 * Takes a reading over what was known. A firing that was excused stays excused until it ends or fires anew. What fired stays
 * unanswered until the alarm is OK or a person answers for it, whatever it says meanwhile; an answer counts for what it was given for.
 */
function updateAlarm(known: AlarmState | undefined, reading: AlarmReading, missingData: MissingData): AlarmState {
  const fresh = firstState(reading);
  if (known === undefined) return fresh;
  const { answered, told } = known;
  const sameFiring = isSameFiring(known, reading);
  const isQuiet = reading.value === 'OK' && !isNotEvaluated(reading);
  const firesAnew = fresh.unanswered && !sameFiring;
  const next: AlarmState = {
    ...fresh,
    since: sameFiring ? known.since : reading.since,
    excused: sameFiring && known.excused,
    hadData: known.hadData || fresh.hadData,
    unanswered: firesAnew || (known.unanswered && !isQuiet),
    ...(answered && !firesAnew && { answered }),
    ...(told && !firesAnew && { told }),
  };
  return withoutOldAnswer(next, missingData);
}

/**
 * Whether a reading is older than what is known already. What was read counts by the moment of the look, whatever time it
 * gives for the state: only an event from after that moment is newer. (The time of the state stays as it is when a
 * suppression begins or ends, the time of the events does not.) An event may come late and counts by its own time. Clocks of
 * workers differ, CloudWatch has one: a state that it says began later is not older, whenever the look was, and a look that
 * found it quiet counts against a firing only when it came later by any clock.
 */
export function isOlder(rollout: Rollout, reading: AlarmReading): boolean {
  const known = rollout.alarms[reading.name];
  if (known === undefined || known.value === 'MISSING') return false;
  if (reading.readAt === undefined) return reading.since < known.since - SAME_CHANGE_MS;
  const margin = reading.value === 'ALARM' ? 0 : CLOCK_SKEW_MS;
  return reading.readAt < known.since + margin && reading.since <= known.since + SAME_CHANGE_MS;
}

/** What readings change in what a rollout knows of its alarms. */
export interface AlarmUpdate {
  readonly next: Rollout;
  /** The alarms that began to act. */
  readonly began: readonly AlarmReading[];
  /** The names of those that fired, or that Serin holds for, and are OK again. */
  readonly ended: readonly string[];
  /** Those that are not known to be quiet any more, and of which people do not know it yet. */
  readonly lost: readonly UnclearAlarm[];
}

/** Whether Serin holds for an alarm and names it. */
function isHeldFor({ phase }: Rollout, name: string): boolean {
  if (phase.status !== 'holding') return false;
  if (phase.why.kind === 'alarm') return phase.why.name === name;
  return phase.why.kind === 'alarm-unclear' && phase.why.alarms.some((alarm) => alarm.name === name);
}

/** Returns what a rollout knows after these readings. */
export function learn(rollout: Rollout, readings: readonly AlarmReading[]): AlarmUpdate {
  const { missingData } = rollout.config;
  const alarms: Record<string, AlarmState> = { ...rollout.alarms };
  const began: AlarmReading[] = [];
  const ended: string[] = [];
  for (const reading of readings) {
    if (isOlder(rollout, reading)) continue;
    const before = alarms[reading.name];
    const after = updateAlarm(before, reading, missingData);
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

/** Whether an alarm that Serin holds for was something else than OK. */
function hasEnded(rollout: Rollout, before: AlarmState | undefined, name: string): boolean {
  return before !== undefined && before.value !== 'OK' && isHeldFor(rollout, name);
}

/** What evidence says about raising the weight. */
export type RaiseVerdict =
  | { readonly kind: 'clear' }
  | { readonly kind: 'needs-alarms' }
  | { readonly kind: 'fires'; readonly name: string }
  | { readonly kind: 'blind'; readonly why: UnknownAlarms };

/** Why Serin does not know whether the alarms are quiet. */
export type UnknownAlarms = Extract<Hold, { kind: 'alarm-unclear' | 'alarms-unreadable' }>;

/** The alarms that nobody may raise the weight without: those of the frozen configuration, and whatever was read of others. */
function unreadAlarms({ config, alarms }: Rollout, evidence: readonly AlarmReading[]): readonly UnclearAlarm[] {
  const gone = config.alarms.filter(
    (name) => (evidence.find((reading) => reading.name === name)?.value ?? 'MISSING') === 'MISSING',
  );
  return gone.filter((name) => alarms[name]?.answered !== 'gone').map((name) => ({ name, is: 'gone' }));
}

/** Returns whether the weight of a rollout may be raised, given alarm states that were read just now. */
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

/** Returns whether what Serin does not know may be known soon, so that a step that is due waits a while before people are asked. */
export function mayClear(why: UnknownAlarms): boolean {
  return why.kind === 'alarms-unreadable' || why.alarms.every(({ is }) => is === 'not-evaluated');
}

/** Whether a breach says something new: it fires, and neither this firing nor a later state is known already. */
export function isNews(rollout: Rollout | null, reading: AlarmReading): boolean {
  if (reading.value !== 'ALARM') return false;
  if (rollout === null) return true;
  const known = rollout.alarms[reading.name];
  const isKnown = known !== undefined && isSameFiring(known, reading);
  return !isKnown && !isOlder(rollout, reading);
}
