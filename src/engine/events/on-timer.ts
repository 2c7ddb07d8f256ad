import type { ServiceRecord } from '../../domain/rollout/record.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import type { Evidence, Signal } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../../domain/timing.ts';
import { RecordUnreadable, SaveConflict } from '../../ports/store.ts';
import type { TimerEvent } from '../../ports/timers.ts';
import { hasDue } from '../../rollout/queue/schedule.ts';
import { nextTimerAt } from '../../rollout/state/next-timer.ts';
import { applyDecision } from '../commit/apply-decision.ts';
import { load, update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { componentEvidence } from '../environments/components.ts';
import { watchCenter } from '../environments/control-center.ts';
import { syncComponents } from '../environments/sync-components.ts';
import { processSignal } from '../process-signal.ts';
import { startNext } from '../queue/start-next.ts';
import { lookAtEnd } from '../reconcile/look-at-end.ts';
import { readAlarms } from '../reconcile/read-alarms.ts';
import { readMinutes } from '../reconcile/read-minutes.ts';
import { readRemainingUsers } from '../reconcile/read-remaining-users.ts';
import { readStepMetric } from '../reconcile/read-step-metric.ts';
import { MOVE_MS, reconcile } from '../reconcile/reconcile.ts';

/**
 * Starts the next in the queue. A failure of that keeps nothing else from being done.
 *
 * @returns the record to go on with, and the failure to throw after that
 */
async function tryNext(
  deps: Deps,
  record: ServiceRecord,
): Promise<'began' | { readonly record: ServiceRecord; readonly error?: unknown }> {
  try {
    return (await startNext(deps, record)) ? 'began' : { record };
  } catch (error) {
    const { service } = record;
    deps.log.error({ service, error: String(error) }, 'the turn of the next in the queue failed');
    const newest = await load(deps, service);
    // It began before it failed: the next timer looks after it.
    if (newest.rollout !== null && !isFinished(newest.rollout)) throw error;
    return { record: newest, error };
  }
}

/** Lets scheduled starts whose moment has come join the queue. Always returns another object, so that it is saved. */
function admitScheduled(record: ServiceRecord, now: number): ServiceRecord {
  if (!hasDue(record, now)) return { ...record };
  return applyDecision(
    record,
    { answer: 'ignored', because: 'The moment of a scheduled start has come.' },
    [],
    [],
    now,
  );
}

/**
 * Does what is left after the end of a rollout: starts the next in the queue; one look at the end of its rollback window, a sync, the
 * users who are leaving.
 */
async function lookAfterEnd(deps: Deps, record: ServiceRecord, wake: TimerEvent): Promise<void> {
  const isOurs = wake.seq >= record.wake.seq;
  const waits = isOurs && nextTimerAt(record, deps.clock.now()) !== null;
  const began = deps.clock.now();
  const ready = waits ? await update(deps, record, (same) => admitScheduled(same, deps.clock.now()), wake.seq) : record;
  const turn = isOurs ? await tryNext(deps, ready) : { record: ready };
  if (turn === 'began') return;
  const looked = isOurs ? await lookAtEnd(deps, turn.record) : turn.record;
  const brought = await syncComponents(deps, looked, began + MOVE_MS);
  await reconcile(deps, isOurs ? await readRemainingUsers(deps, brought) : brought);
  if ('error' in turn) throw turn.error;
}

async function lookAfter(deps: Deps, wake: TimerEvent): Promise<void> {
  const record: ServiceRecord | null = await deps.store.load(wake.service);
  if (record === null) return;
  const { rollout } = record;
  const isOurs = wake.seq >= record.wake.seq;
  if (rollout === null || isFinished(rollout)) return lookAfterEnd(deps, record, wake);
  const [alarms, drain, minutes] = await Promise.all([
    readAlarms(deps, rollout),
    readStepMetric(deps, rollout),
    readMinutes(deps, rollout),
  ]);
  const components = await componentEvidence(deps, rollout, alarms);
  const signal: Signal = { kind: 'timer', key: `wake#${wake.seq}`, rollout: rollout.id };
  const evidence: Evidence = {
    alarms,
    ...(components !== undefined && { components }),
    ...(drain !== undefined && { drain }),
    ...(minutes !== undefined && { minutes }),
  };
  const taken = await processSignal(deps, wake.service, signal, {
    keys: [],
    known: record,
    evidence,
    ...(isOurs && { usedWake: wake.seq }),
  });
  // Last, so that no rollback waits for SSM or CloudWatch.
  const watched = await watchCenter(deps, taken.record);
  const looked = isOurs ? await readRemainingUsers(deps, watched) : watched;
  if (looked !== taken.record) await reconcile(deps, looked);
}

/** Returns the same dependencies, tracking whether the table fails and whether a timer was set. */
function withOutageTracking(deps: Deps) {
  const seen = { away: false, armed: false };
  const noteOutage = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof SaveConflict || error instanceof RecordUnreadable)) seen.away = true;
      throw error;
    }
  };
  const store: Deps['store'] = {
    ...deps.store,
    load: (service) => noteOutage(deps.store.load(service)),
    save: (record) => noteOutage(deps.store.save(record)),
  };
  const restrictions: Deps['restrictions'] = {
    load: () => noteOutage(deps.restrictions.load()),
    save: (next) => noteOutage(deps.restrictions.save(next)),
  };
  const timers: Deps['timers'] = {
    arm: async (wake) => {
      await deps.timers.arm(wake);
      seen.armed = true;
    },
  };
  return { seen, deps: { ...deps, store, restrictions, timers } };
}

/**
 * Looks after a service when its timer fires. During an outage of the store the next timer retries, and this one does not fail:
 * Lambda would retry it twice, each retry would set a timer of its own, and an outage would multiply them. An unreadable record is
 * no outage: the timer goes to the dead-letter queue, and people are told.
 *
 * @throws any other failure, so that it is retried
 */
export async function onTimer(deps: Deps, wake: TimerEvent): Promise<void> {
  deps.meter.record({ name: 'TimerLag', ms: Math.max(0, deps.clock.now() - wake.at) });
  const { seen, deps: watched } = withOutageTracking(deps);
  try {
    await lookAfter(watched, wake);
  } catch (error) {
    if (!seen.away) throw error;
    const { service, rollout } = wake;
    if (!seen.armed) {
      await deps.timers.arm({ ...wake, seq: wake.seq + 1, at: deps.clock.now() + EVALUATION_INTERVAL_MS });
    }
    deps.log.error({ service, rollout, error: String(error) }, 'the table does not answer; the next timer tries again');
  }
}
