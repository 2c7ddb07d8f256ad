import type { ServiceRecord } from '../../domain/rollout/record.ts';
import { nextTimerAt } from '../../rollout/state/next-timer.ts';
import type { Deps } from '../deps.ts';
import { update } from './save.ts';

/** True when work is left and no timer is set for it. */
function isUnwatched(deps: Deps, record: ServiceRecord): boolean {
  return record.wake.at === null && nextTimerAt(record, deps.clock.now()) !== null;
}

/**
 * Makes sure, at the end of an invocation, that the work that is left has a timer.
 *
 * @throws when none can be set, so that the invocation is retried
 */
export async function assureTimer(deps: Deps, known: ServiceRecord): Promise<void> {
  if (!isUnwatched(deps, known)) return;
  const record = await update(deps, known, (same) => ({ ...same }));
  if (!isUnwatched(deps, record)) return;
  throw new Error(
    `No timer could be set for ${record.service}. This invocation fails so that it is tried again; check EventBridge Scheduler.`,
  );
}
