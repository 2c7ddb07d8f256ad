import type { AlarmReading } from '../../domain/alarm/state.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';

/**
 * Tells whether people know already what the firing of an alarm would tell them: an alarm or a verdict rolls the rollout back, and the
 * message about that names the alarms that fire too. An alarm that begins the rollback has a message of its own; so has one that begins
 * when all traffic is back, since it is not about the canary, and one while a target does not come back or people are asked.
 *
 * @param before the rollout before the decision about the alarm; null when there was none
 * @param decision an alarm that it does not take is not named anywhere
 */
export function isToldByRollback(
  before: Rollout | null,
  decision: Decision,
  { name, since }: Pick<AlarmReading, 'name' | 'since'>,
): boolean {
  if (decision.answer !== 'accepted') return false;
  const { phase, backAt } = decision.next;
  if (phase.status !== 'rolling-back' || phase.question !== null) return false;
  if (backAt !== undefined && since > backAt) return false;
  const { reason } = phase;
  if (reason.kind === 'verdict') return true;
  if (reason.kind !== 'alarm') return false;
  return reason.name !== name || before?.phase.status === 'rolling-back';
}

/**
 * Returns the alarms that fire besides the one that a rollback is for. Those that fired before the start, or that left the service, do
 * not count.
 */
export function alarmsFiringToo({ alarms, phase }: Rollout): readonly string[] {
  const cause = 'reason' in phase && phase.reason.kind === 'alarm' ? phase.reason.name : null;
  return Object.entries(alarms).flatMap(([name, { value, excused, stray }]) =>
    name !== cause && value === 'ALARM' && !excused && stray !== true ? [name] : [],
  );
}
