import { hasCanary } from '../domain/cohorts.ts';
import type { KnownCenter } from '../domain/control-center.ts';
import type { Rollout, ServiceRecord } from '../domain/record.ts';
import type { Signal } from '../domain/signal.ts';
import { isBeingWritten, isUnclosed } from '../environments/control-center.ts';
import { isLeft } from '../rollout/rollback/unreachable.ts';
import { nextTimerAt } from '../rollout/state/next-timer.ts';
import { update } from './commit/arm-and-save.ts';
import { type CommitOptions, type CommitResult, commitSignal } from './commit/commit-signal.ts';
import type { Deps } from './deps.ts';
import { keepCenter } from './environments/control-center.ts';
import { deliver } from './outbox/deliver.ts';
import { callHook, isHookDue } from './reconcile/call-hook.ts';
import { converge } from './reconcile/converge.ts';

/** How long a worker stays to see a shift reach everybody, in milliseconds; then the timer goes on. */
const SHIFT_WATCH_MS = 30_000;
const LOOK_EVERY_MS = 5_000;
const LOOK_AGAIN_MS = 1_000;
/** From when on no further try is begun to move targets, and to tell people: the function lives for 60 s. */
export const MOVE_MS = 25_000;
const TELL_MS = 45_000;
/** Rounds of telling at the end: what was queued meanwhile by others is told too. */
const ROUNDS = 3;
/** Passes of convergence in one invocation; the timer goes on with the rest. */
const PASSES = 30;

async function reload(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  return (await deps.store.load(record.service)) ?? record;
}

/** Whether a shift has been made and only waits until every user has it. */
function isSpreading(record: ServiceRecord): boolean {
  const { rollout } = record;
  return (
    rollout?.phase.status === 'shifting' &&
    rollout.targets.some(
      ({ observed }) => observed !== null && observed.effectiveAt === null && observed.fault === null,
    )
  );
}

/** Whether a late write has undone part of the way back. */
function isUpAgain(record: ServiceRecord): boolean {
  const { rollout } = record;
  return (
    rollout?.phase.status === 'rolling-back' &&
    rollout.phase.stage === 'returning' &&
    rollout.targets.some((target) => hasCanary(target) && target.observed?.fault === null && !isLeft(rollout, target))
  );
}

/** Whether something is left to do and no timer will wake anybody for it. */
function isUnwatched(deps: Deps, record: ServiceRecord): boolean {
  return record.wake.at === null && nextTimerAt(record, deps.clock.now()) !== null;
}

/**
 * Ends an invocation: what is left to do has a timer.
 *
 * @throws when none can be set, so that the invocation is tried again
 */
export async function assureTimer(deps: Deps, known: ServiceRecord): Promise<void> {
  if (!isUnwatched(deps, known)) return;
  const record = await update(deps, known, (same) => ({ ...same }));
  if (!isUnwatched(deps, record)) return;
  throw new Error(
    `No timer could be set for ${record.service}. This invocation fails so that it is tried again; check EventBridge Scheduler.`,
  );
}

/**
 * Whether a rollout goes back: then nothing is waited for before the targets are written. But after its end deployments are
 * open to the side that users return to, so the control center is closed first, as it is before a start.
 */
function isRollingBack({ rollout }: ServiceRecord): boolean {
  if (rollout === null || rollout.reopenedAt !== undefined) return false;
  return rollout.phase.status === 'rolling-back' || rollout.phase.status === 'stuck';
}

/** Whether nothing may be moved up yet, because the control center does not say so. */
function waitsForCenter(deps: Deps, rollout: Rollout, known: KnownCenter | null): boolean {
  return isUnclosed(rollout, known) || isBeingWritten(rollout, known, deps.clock.now());
}

/** One pass: the control center where the share rises, call the hook that is due or converge, take in what was seen, tell. */
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
  // A hook that waited until its targets are known is called in the next pass.
  const again = moved || isHookDue(taken.record, deps.clock.now());
  return { record: again ? taken.record : await tell(taken.record), again };
}

/**
 * Brings the world to what the record intends and empties the outbox, again and again until nothing more follows. A shift that
 * spreads slowly (DNS) is watched for half a minute; the timer does the rest.
 */
export async function reconcile(deps: Deps, start: ServiceRecord): Promise<void> {
  let record = start;
  const began = deps.clock.now();
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
  record = await keepCenter(deps, record);
  for (let rounds = 0; rounds < ROUNDS; rounds++) record = await deliver(deps, record, undefined, began + TELL_MS);
  await assureTimer(deps, record);
}

/**
 * Takes a signal, then settles: also for a repeat, which changes nothing but may finish what a dead worker left. A person who
 * starts a rollout is shown what was resolved before anything moves.
 */
export async function processSignal(
  deps: Deps,
  service: string,
  signal: Signal,
  taking: CommitOptions,
): Promise<CommitResult> {
  const taken = await commitSignal(deps, service, signal, taking);
  const answer = taken.repeat ? 'repeat' : taken.decision?.answer;
  deps.log.info({ service, rollout: taken.record.rollout?.id, signal: signal.kind, answer }, 'signal taken');
  if (answer === 'refused') {
    await assureTimer(deps, await deliver(deps, taken.record));
    return taken;
  }
  const isStart = signal.kind === 'start' && answer === 'accepted';
  await reconcile(
    deps,
    isStart ? await deliver(deps, taken.record, ({ body }) => body.kind === 'reply') : taken.record,
  );
  return taken;
}
