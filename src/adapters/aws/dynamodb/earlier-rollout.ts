const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An alarm of an earlier version: what fires has no answer yet, and whatever is not without data has had some. */
function fillAlarm(state: unknown): unknown {
  if (!isObject(state)) return state;
  const { value, excused, hadData, unanswered } = state;
  return {
    ...state,
    hadData: hadData ?? (value === 'OK' || value === 'ALARM'),
    unanswered: unanswered ?? (value === 'ALARM' && excused !== true),
  };
}

/** An alarm that fired while its actions were suppressed did not act: it is forgotten, so that the next look takes it as new. */
function isSuppressedAlarm(state: unknown): boolean {
  return isObject(state) && !('unanswered' in state) && state.value === 'ALARM' && state.suppressed === true;
}

function fillAlarms(alarms: unknown): unknown {
  if (!isObject(alarms)) return alarms;
  const kept = Object.entries(alarms).filter(([, state]) => !isSuppressedAlarm(state));
  return Object.fromEntries(kept.map(([name, state]) => [name, fillAlarm(state)]));
}

/** A hold for an alarm that was deleted had a kind of its own. */
function fillPhase(phase: unknown): unknown {
  if (!isObject(phase) || !isObject(phase.why) || phase.why.kind !== 'alarm-missing') return phase;
  return { ...phase, why: { kind: 'alarm-unclear', alarms: [{ name: phase.why.name, is: 'gone' }] } };
}

/**
 * A stored rollout with what an earlier version of Serin did not know: nobody is followed off its canary, it began without a
 * rollback window, and alarms that lose their data hold it. Serin is deployed in mid-rollout, and the rollout goes on.
 */
export function fillRollout(value: unknown): unknown {
  if (!isObject(value)) return value;
  const config = isObject(value.config) ? { rollbackWindow: 0, missingData: 'hold', ...value.config } : value.config;
  return { leaving: null, ...value, config, alarms: fillAlarms(value.alarms), phase: fillPhase(value.phase) };
}

/** A stored record with the same added to its rollout. */
export function fillRecord(value: unknown): unknown {
  return isObject(value) ? { ...value, rollout: fillRollout(value.rollout) } : value;
}
