import type { Rollout } from '../../domain/rollout/record.ts';

/**
 * Tells whether people know already what the firing of an alarm would tell them: an alarm or a verdict rolls the rollout back, and the
 * message about that names the alarms that fire too. An alarm that begins the rollback has a message of its own.
 *
 * @param before the rollout before the decision about the alarm; null when there was none
 * @param next the rollout after it
 */
export function isToldByRollback(before: Rollout | null, next: Rollout | null, name: string): boolean {
  if (next?.phase.status !== 'rolling-back') return false;
  const { reason } = next.phase;
  if (reason.kind === 'verdict') return true;
  if (reason.kind !== 'alarm') return false;
  return reason.name !== name || before?.phase.status === 'rolling-back';
}

/** Returns the alarms that fire besides the one that a rollback is for; those that fired before the start do not count. */
export function alarmsFiringToo({ alarms, config, phase }: Rollout): readonly string[] {
  const cause = 'reason' in phase && phase.reason.kind === 'alarm' ? phase.reason.name : null;
  return config.alarms.filter((name) => {
    const state = alarms[name];
    return name !== cause && state?.value === 'ALARM' && state.excused !== true;
  });
}
