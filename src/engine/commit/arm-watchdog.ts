import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import { nextTimerAt } from '../../rollout/state/next-timer.ts';
import { isHookCalled } from '../../rollout/steps/hook.ts';
import type { Deps } from '../deps.ts';

/** The lateness, in milliseconds, up to which a set timer still counts as pending: schedules fire within the minute. */
const PENDING_GRACE_MS = 90_000;

/** True when a save claims a hook's call: a timer must look after it in case the caller dies. */
function claimsHookCall(before: Rollout, next: Rollout): boolean {
  return isHookCalled(next) && !isHookCalled(before);
}

/** True when a save gives the canary more than it had, or lets a hook be called. Only such a save has to wait for a watchdog. */
function raisesExposure(before: Rollout | null, next: Rollout | null): boolean {
  if (next === null) return false;
  if (before?.id !== next.id) return true;
  return next.weight > before.weight || (next.promotionBegan && !before.promotionBegan) || claimsHookCall(before, next);
}

/**
 * Sets the watchdog before the record is saved. A timer that is set already is enough when it fires in time, so that an alarm
 * causes no further call. When no timer can be set, a save that raises the weight fails; any other is saved, and the reconcile
 * fails at the end, so that the invocation is retried.
 */
export async function armWatchdog(
  deps: Deps,
  before: ServiceRecord,
  next: ServiceRecord,
  usedWake: number | undefined,
): Promise<ServiceRecord> {
  const now = deps.clock.now();
  const at = nextTimerAt(next, now);
  const seq = Math.max(before.wake.seq, usedWake ?? 0);
  if (at === null) return { ...next, wake: { seq, at: null } };
  const { wake } = before;
  const used = usedWake !== undefined && usedWake >= wake.seq;
  if (!used && wake.at !== null && wake.at > now - PENDING_GRACE_MS && wake.at <= at + 1000) return { ...next, wake };
  const { rollout } = next;
  const generation = rollout?.generation ?? 0;
  try {
    await deps.timers.arm({
      service: next.service,
      rollout: rollout?.id ?? '',
      seq: seq + 1,
      step: rollout?.step ?? 0,
      generation,
      at,
    });
    return { ...next, wake: { seq: seq + 1, at } };
  } catch (error) {
    deps.log.error({ service: next.service, rollout: rollout?.id, error: String(error) }, 'no timer could be set');
    if (raisesExposure(before.rollout, rollout)) throw error;
    return { ...next, wake: { seq, at: null } };
  }
}
