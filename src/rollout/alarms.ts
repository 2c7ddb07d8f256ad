import type { AlarmReading, AlarmState } from './alarm-state.ts';
import type { Hold, Rollout } from './record.ts';
import type { AlarmEvidence } from './signal.ts';
import { CLOCK_SKEW_MS, SAME_CHANGE_MS } from './timing.ts';

/** Whether a state acts: it fires, nobody suppressed it, and it did not fire before a forced start. */
function acts(state: AlarmState): boolean {
  return state.value === 'ALARM' && !state.suppressed && !state.excused;
}

/** The alarms of a rollout that fire and act, by name. */
function firing(rollout: Rollout): readonly string[] {
  return Object.entries(rollout.alarms).flatMap(([name, state]) => (acts(state) ? [name] : []));
}

/** Whether a reading shows the firing that is known already; one that began later is another, whatever lay between. */
function isSameFiring(known: AlarmState, reading: AlarmReading): boolean {
  return known.value === 'ALARM' && reading.value === 'ALARM' && reading.since <= known.since + SAME_CHANGE_MS;
}

/** Takes a reading over what was known. A firing that was excused stays excused until it ends or fires anew. */
function learned(known: AlarmState | undefined, reading: AlarmReading): AlarmState {
  const sameFiring = known !== undefined && isSameFiring(known, reading);
  return {
    value: reading.value,
    since: sameFiring ? known.since : reading.since,
    suppressed: reading.suppressed,
    excused: sameFiring && known.excused,
  };
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
  const fires = reading.value === 'ALARM' && !reading.suppressed;
  const margin = fires ? 0 : CLOCK_SKEW_MS;
  return reading.readAt < known.since + margin && reading.since <= known.since + SAME_CHANGE_MS;
}

/** What a rollout knows after these readings, and the names of the alarms that began to act with them. */
export function learn(
  rollout: Rollout,
  readings: readonly AlarmReading[],
): { readonly next: Rollout; readonly began: readonly AlarmReading[]; readonly ended: readonly string[] } {
  const alarms: Record<string, AlarmState> = { ...rollout.alarms };
  const began: AlarmReading[] = [];
  const ended: string[] = [];
  for (const reading of readings) {
    if (isOlder(rollout, reading)) continue;
    const before = alarms[reading.name];
    const after = learned(before, reading);
    alarms[reading.name] = after;
    const goesOn = before !== undefined && acts(before) && isSameFiring(before, reading);
    if (acts(after) && !goesOn) began.push(reading);
    if (before?.value === 'ALARM' && after.value === 'OK') ended.push(reading.name);
  }
  return { next: { ...rollout, alarms }, began, ended };
}

/** What evidence says about raising the weight. */
export type Guard =
  | { readonly kind: 'clear' }
  | { readonly kind: 'needs-alarms' }
  | { readonly kind: 'fires'; readonly name: string }
  | { readonly kind: 'blind'; readonly why: Extract<Hold, { kind: 'alarm-missing' | 'alarms-unreadable' }> };

/** Whether the weight of a rollout may be raised, given alarm states that were read just now. */
export function guard(rollout: Rollout, evidence: AlarmEvidence | undefined): Guard {
  if (rollout.config.alarms.length === 0) return { kind: 'clear' };
  if (evidence === undefined) return { kind: 'needs-alarms' };
  if (evidence === 'unreadable') return { kind: 'blind', why: { kind: 'alarms-unreadable' } };
  const missing = rollout.config.alarms.find(
    (name) => (evidence.find((reading) => reading.name === name)?.value ?? 'MISSING') === 'MISSING',
  );
  if (missing !== undefined) return { kind: 'blind', why: { kind: 'alarm-missing', name: missing } };
  const [name] = firing(learn(rollout, evidence).next);
  return name === undefined ? { kind: 'clear' } : { kind: 'fires', name };
}

/** Whether a breach says something new: it fires, and neither this firing nor a later state is known already. */
export function isNews(rollout: Rollout | null, reading: AlarmReading): boolean {
  if (reading.value !== 'ALARM') return false;
  if (rollout === null) return true;
  const known = rollout.alarms[reading.name];
  const isKnown = known !== undefined && isSameFiring(known, reading) && known.suppressed === reading.suppressed;
  return !isKnown && !isOlder(rollout, reading);
}
