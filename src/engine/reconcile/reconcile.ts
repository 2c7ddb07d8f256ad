import type { KnownCenter } from '../../domain/environment/control-center.ts';
import { hasCanary } from '../../domain/plan/cohorts.ts';
import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import { isMoving } from '../../domain/rollout/running-phase.ts';
import { isUnclosed, isUnwritten } from '../../environments/control-center.ts';
import { isLeft } from '../../rollout/rollback/unreachable.ts';
import { assureTimer } from '../commit/assure-timer.ts';
import { commitSignal } from '../commit/commit-signal.ts';
import type { Deps } from '../deps.ts';
import { keepCenter } from '../environments/control-center.ts';
import { deliver } from '../outbox/deliver.ts';
import { callHook, isHookDue } from './call-hook.ts';
import { converge } from './converge.ts';

/** The time a worker watches a shift reach everybody, in milliseconds; then the timer continues. */
const SHIFT_WATCH_MS = 30_000;
const LOOK_EVERY_MS = 5_000;
const LOOK_AGAIN_MS = 1_000;
/**
 * The time, in milliseconds, after which a worker begins no further move of a target (and, below, no delivery): the function lives
 * for 60 s.
 */
export const MOVE_MS = 25_000;
const TELL_MS = 45_000;
/** The rounds of delivery at the end: effects that others queued meanwhile are delivered too. */
const ROUNDS = 3;
/** The most reconcile runs in one invocation; the timer continues with the rest. */
const PASSES = 30;

async function reload(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  return (await deps.store.load(record.service)) ?? record;
}

/** True when a shift is written and has not reached every user yet. */
function isSpreading(record: ServiceRecord): boolean {
  const { rollout } = record;
  return (
    rollout !== null &&
    isMoving(rollout.phase) &&
    rollout.targets.some(
      ({ observed }) => observed !== null && observed.effectiveAt === null && observed.fault === null,
    )
  );
}

/** True when a late write has undone part of a rollback. */
function isUpAgain(record: ServiceRecord): boolean {
  const { rollout } = record;
  return (
    rollout?.phase.status === 'rolling-back' &&
    rollout.phase.stage === 'returning' &&
    rollout.targets.some((target) => hasCanary(target) && target.observed?.fault === null && !isLeft(rollout, target))
  );
}

/**
 * True when a rollback writes its targets before anything else. Not after the end of a rollout: deployments are then open to the
 * environment that users return to, so the control center is closed first, as before a start.
 */
function isRollingBack({ rollout }: ServiceRecord): boolean {
  if (rollout === null || rollout.reopenedAt !== undefined) return false;
  return rollout.phase.status === 'rolling-back' || rollout.phase.status === 'stuck';
}

/** True when no target may be moved up yet, because the control center is not closed or does not hold their share. */
function waitsForCenter(deps: Deps, rollout: Rollout, known: KnownCenter | null): boolean {
  return isUnclosed(rollout, known) || isUnwritten(rollout, known, deps.clock.now());
}

/**
 * Does one run of the reconcile: writes the control center unless it is a rollback, calls the due hook or converges, takes in the
 * observation, delivers.
 */
async function reconcileOnce(
  deps: Deps,
  known: ServiceRecord,
  began: number,
): Promise<{ readonly record: ServiceRecord; readonly again: boolean }> {
  const record = isRollingBack(known) ? known : await keepCenter(deps, known);
  const { rollout } = record;
  const tell = (after: ServiceRecord) => deliver(deps, after, undefined, began + TELL_MS);
  if (rollout === null) return { record: await tell(record), again: false };
  if (waitsForCenter(deps, rollout, record.controlCenter)) return { record: await tell(record), again: false };
  const called = await callHook(deps, record, began + MOVE_MS);
  if (called !== null) return { record: called, again: true };
  const seen = await converge(deps, rollout, began + MOVE_MS);
  if (seen === 'idle') return { record: await tell(record), again: false };
  if (seen === 'superseded') return { record: await reload(deps, record), again: true };
  const taken = await commitSignal(deps, record.service, seen, { keys: [], known: record, onlyFor: rollout.id });
  const after = taken.record.rollout;
  const moved =
    after === null ||
    after.id !== rollout.id ||
    after.generation !== rollout.generation ||
    after.phase.status !== rollout.phase.status;
  // A hook that waited until its targets are known is called in the next run.
  const again = moved || isHookDue(taken.record, deps.clock.now());
  return { record: again ? taken.record : await tell(taken.record), again };
}

/**
 * Reconciles repeatedly until nothing more follows. A shift that spreads slowly (DNS) is watched for half a minute; the timer does
 * the rest.
 */
async function reconcileUntilQuiet(deps: Deps, start: ServiceRecord, began: number): Promise<ServiceRecord> {
  let record = start;
  let stayed = 0;
  for (let passes = 0; passes < PASSES; passes++) {
    const result = await reconcileOnce(deps, record, began);
    record = result.record;
    if (deps.clock.now() > began + MOVE_MS) break;
    if (result.again) continue;
    if (isUpAgain(record)) {
      await deps.clock.wait(LOOK_AGAIN_MS);
      continue;
    }
    if (!isSpreading(record) || stayed >= SHIFT_WATCH_MS) break;
    await deps.clock.wait(LOOK_EVERY_MS);
    stayed += LOOK_EVERY_MS;
    record = await reload(deps, record);
  }
  return record;
}

/** Brings the world to what the record intends, and delivers the outbox. @throws when no timer can be set for what is left */
export async function reconcile(deps: Deps, start: ServiceRecord): Promise<void> {
  const began = deps.clock.now();
  let record = await keepCenter(deps, await reconcileUntilQuiet(deps, start, began));
  for (let rounds = 0; rounds < ROUNDS; rounds++) record = await deliver(deps, record, undefined, began + TELL_MS);
  await assureTimer(deps, record);
}
