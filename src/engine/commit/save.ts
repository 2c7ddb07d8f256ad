import type { ServiceRecord } from '../../domain/rollout/record.ts';
import { emptyRecord } from '../../domain/rollout/record.ts';
import { SaveConflict } from '../../ports/store.ts';
import { withoutWindow } from '../../rollout/rollback/rollback-window.ts';
import { measureRollout } from '../../rollout/state/measure-rollout.ts';
import type { Deps } from '../deps.ts';
import { trimTimeline } from './apply-decision.ts';
import { armWatchdog } from './arm-watchdog.ts';
import { spillSeries } from './series.ts';

/** The most attempts to save: losing this many races in a row means that something is wrong. */
const TRIES = 20;

/**
 * Saves a record under the next revision. Another rollout takes the place of a finished one only after that one is archived with
 * its rollback window closed.
 *
 * @throws SaveConflict when somebody else saved first
 */
export async function save(deps: Deps, before: ServiceRecord, next: ServiceRecord): Promise<ServiceRecord> {
  if (before.rollout !== null && before.rollout.id !== next.rollout?.id)
    await deps.history.keep(withoutWindow(before.rollout));
  const record = { ...next, revision: before.revision + 1 };
  await deps.store.save(record);
  for (const measurement of measureRollout(before.rollout, next.rollout)) deps.meter.record(measurement);
  return record;
}

/** Sets the watchdog, then saves. @throws SaveConflict when somebody else saved first */
export async function armAndSave(
  deps: Deps,
  before: ServiceRecord,
  next: ServiceRecord,
  usedWake: number | undefined,
): Promise<ServiceRecord> {
  return save(deps, before, await armWatchdog(deps, before, next, usedWake));
}

/** Stores the oldest timeline entries beside the record when there are too many. */
async function spillTimeline(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  if (record.rollout === null) return record;
  const { rollout, spilled } = trimTimeline(record.rollout);
  if (spilled.length === 0) return record;
  await deps.history.spill(rollout.id, spilled);
  return { ...record, rollout };
}

/** Loads the record of a service; an empty one when there is none yet. */
export async function load(deps: Deps, service: string): Promise<ServiceRecord> {
  return (await deps.store.load(service)) ?? emptyRecord(service);
}

/**
 * Runs an attempt that ends in a conditional save, and runs it again when another worker saved first.
 *
 * @param attempt gets the number of the attempt, from 1
 * @throws SaveConflict when the race is lost twenty times in a row
 */
export async function retryOnConflict<T>(attempt: (count: number) => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt(count);
    } catch (error) {
      if (!(error instanceof SaveConflict) || count === TRIES) throw error;
    }
  }
}

/**
 * Runs an attempt that ends in a conditional save, with a fresh record each time after another worker saved first.
 *
 * @param known the record as this worker has just loaded or saved it, to spare a read
 * @throws SaveConflict when the race is lost twenty times in a row
 */
export function withRecord<T>(
  deps: Deps,
  service: string,
  known: ServiceRecord | undefined,
  attempt: (record: ServiceRecord) => Promise<T>,
): Promise<T> {
  return retryOnConflict(async (count) => attempt((count === 1 && known) || (await load(deps, service))));
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
    if (next === record) return record;
    // Signals are saved elsewhere: an alarm never waits for these writes.
    const spilled = await spillSeries(deps.history, await spillTimeline(deps, next));
    return armAndSave(deps, record, spilled, usedWake);
  });
}
