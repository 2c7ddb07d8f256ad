import type { Rollout, ServiceRecord } from '../../domain/record.ts';
import { emptyRecord } from '../../domain/record.ts';
import { SaveConflict } from '../../ports/store.ts';
import { withoutWindow } from '../../rollout/rollback/rollback-window.ts';
import { nextTimerAt } from '../../rollout/state/next-timer.ts';
import type { Deps } from '../deps.ts';
import { trimTimeline } from './apply-decision.ts';

/** A standing timer that is this late counts as still on its way: schedules fire within the minute. */
const PENDING_GRACE_MS = 90_000;
/** Losing this many races in a row means that something is wrong. */
const TRIES = 20;

/** Whether a save is the claim of a hook's call, which somebody has to look after when the caller dies. */
function claimsHookCall(before: Rollout, next: Rollout): boolean {
  const isHookCalled = ({ phase }: Rollout): boolean => phase.status === 'hooking' && phase.call.state === 'called';
  return isHookCalled(next) && !isHookCalled(before);
}

/** Whether a save gives the canary more than it had, or lets a hook be called. Only that has to wait for a watchdog. */
function raisesExposure(before: Rollout | null, next: Rollout | null): boolean {
  if (next === null) return false;
  if (before?.id !== next.id) return true;
  return next.weight > before.weight || (next.promotionBegan && !before.promotionBegan) || claimsHookCall(before, next);
}

/**
 * The timer that will wake the service, set before the record is saved: one that stands already is enough when it fires
 * in time, so that the way of an alarm needs no further call. Where none can be set, only what raises the weight is kept
 * waiting; the rest is saved, and whoever settles fails in the end, so that the invocation is tried again.
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
 * Sets the watchdog, then saves. A finished rollout is kept before another one takes its place in the record, and closes its
 * rollback window.
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

/** Stores the oldest timeline entries beside the record when there are too many. Not on the way of an alarm: here. */
async function spillTimeline(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  if (record.rollout === null) return record;
  const { rollout, spilled } = trimTimeline(record.rollout);
  if (spilled.length === 0) return record;
  await deps.history.spill(rollout.id, spilled);
  return { ...record, rollout };
}

/**
 * Does something with the record that ends in a conditional save; once more with a fresh record when somebody else saved
 * first.
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

/** Changes a record without a signal (the outbox). A change that returns the same object saves nothing. */
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
