import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import { endsAt, isRunning } from '../../domain/rollout/running-phase.ts';
import { EVALUATION_INTERVAL_MS } from '../../domain/timing.ts';
import { centerToWrite } from '../../environments/control-center.ts';
import { isSyncing } from '../../environments/sync.ts';
import { nextScheduledAt } from '../queue/schedule.ts';
import { nextTurnAt } from '../queue/take-turn.ts';
import { endLookAt } from '../rollback/after-end.ts';
import { hasGivenUp } from '../rollback/returning.ts';
import { phaseHandler } from '../steps/registry.ts';

/** The next moment at which something of the plan is due, if it is known. */
function nextPlanTime(rollout: Rollout): number | null {
  const { phase, freeze } = rollout;
  if (isRunning(phase) && freeze?.waits === true) return freeze.until;
  if (isRunning(phase)) return phaseHandler(phase).wakeAt?.(phase) ?? endsAt(phase);
  return phase.status === 'rolling-back' ? phase.settleAt : null;
}

/** After the end of a rollout the control center is tried again this often until it says so. */
const CENTER_RETRY_MS = 5 * EVALUATION_INTERVAL_MS;

/** Outbox that could not be emptied: tried again after 1, 2, 4, … minutes, at most every 15. */
function retryAfter(record: ServiceRecord): number {
  const attempts = Math.max(0, ...record.outbox.map((effect) => effect.attempts));
  return Math.min(2 ** Math.min(attempts, 4), 15) * EVALUATION_INTERVAL_MS;
}

/** Tells whether Serin still watches who leaves the canary. After Serin gave up a rollback, it does not. */
function isFollowed(rollout: Rollout | null): boolean {
  return rollout !== null && isFinished(rollout) && rollout.leaving !== null;
}

/**
 * Returns the next moment to evaluate this service: the next evaluation or the next due time, whichever is first; null when nothing
 * is left to do, so that an idle service costs nothing.
 */
export function nextTimerAt(record: ServiceRecord, now: number): number | null {
  const { rollout } = record;
  if (rollout !== null && !isFinished(rollout) && !hasGivenUp(rollout)) {
    const next = nextPlanTime(rollout);
    const evaluation = now + EVALUATION_INTERVAL_MS;
    return next !== null && next > now ? Math.min(next, evaluation) : evaluation;
  }
  if (isSyncing(record.sync) || isFollowed(rollout)) return now + EVALUATION_INTERVAL_MS;
  const told = record.outbox.length > 0 ? retryAfter(record) : Number.POSITIVE_INFINITY;
  const opened = centerToWrite(rollout, record.controlCenter) === null ? Number.POSITIVE_INFINITY : CENTER_RETRY_MS;
  const look = endLookAt(rollout);
  // A look that is due and was not made yet is tried again with the next evaluation.
  const looked = look === null ? Number.POSITIVE_INFINITY : Math.max(look - now, EVALUATION_INTERVAL_MS);
  const turn = nextTurnAt(record, now);
  const queued = turn === null ? Number.POSITIVE_INFINITY : turn - now;
  const due = nextScheduledAt(record, now);
  const scheduled = due === null ? Number.POSITIVE_INFINITY : due - now;
  const soonest = Math.min(told, opened, looked, queued, scheduled);
  return soonest === Number.POSITIVE_INFINITY ? null : now + soonest;
}
