import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import { emptyRecord } from '../../domain/rollout/record.ts';
import { SaveConflict } from '../../ports/store.ts';
import { withoutWindow } from '../../rollout/rollback/rollback-window.ts';
import { nextTimerAt } from '../../rollout/state/next-timer.ts';
import { isHookCalled } from '../../rollout/steps/hook.ts';
import type { Deps } from '../deps.ts';
import { trimTimeline } from './apply-decision.ts';

/** The lateness, in milliseconds, up to which a set timer still counts as pending: schedules fire within the minute. */
const PENDING_GRACE_MS = 90_000;
/** The most attempts to save: losing this many races in a row means that something is wrong. */
const TRIES = 20;

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
async function armWatchdog(
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

/**
 * Sets the watchdog, then saves. Another rollout takes the place of a finished one only after that one is archived with its
 * rollback window closed.
 *
 * @throws SaveConflict when somebody else saved first
 */
export async function armAndSave(
  deps: Deps,
  before: ServiceRecord,
  next: ServiceRecord,
  usedWake: number | undefined,
): Promise<ServiceRecord> {
  if (before.rollout !== null && before.rollout.id !== next.rollout?.id)
    await deps.history.keep(withoutWindow(before.rollout));
  const record = { ...(await armWatchdog(deps, before, next, usedWake)), revision: before.revision + 1 };
  await deps.store.save(record);
  return record;
}

/** Stores the oldest timeline entries beside the record when there are too many. An alarm never waits for this write. */
async function spillTimeline(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  if (record.rollout === null) return record;
  const { rollout, spilled } = trimTimeline(record.rollout);
  if (spilled.length === 0) return record;
  await deps.history.spill(rollout.id, spilled);
  return { ...record, rollout };
}

/**
 * Runs an attempt that ends in a conditional save, and runs it again with a fresh record when another worker saved first.
 *
 * @param known the record as this worker has just loaded or saved it, to spare a read
 * @throws SaveConflict when the race is lost twenty times in a row
 */
export async function withRecord<T>(
  deps: Deps,
  service: string,
  known: ServiceRecord | undefined,
  attempt: (record: ServiceRecord) => Promise<T>,
): Promise<T> {
  let record = known;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(record ?? (await deps.store.load(service)) ?? emptyRecord(service));
    } catch (error) {
      if (!(error instanceof SaveConflict) || tries === TRIES) throw error;
      record = undefined;
    }
  }
}

/** Changes a record without a signal, for example its outbox. A change that returns the same object saves nothing. */
export function update(
  deps: Deps,
  known: ServiceRecord,
  change: (record: ServiceRecord) => ServiceRecord,
  usedWake?: number,
): Promise<ServiceRecord> {
  return withRecord(deps, known.service, known, async (record) => {
    const next = change(record);
    return next === record ? record : armAndSave(deps, record, await spillTimeline(deps, next), usedWake);
  });
}
