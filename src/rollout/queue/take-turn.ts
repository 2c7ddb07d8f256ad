import type { Finding } from '../../domain/finding.ts';
import { isPerson } from '../../domain/people/requester.ts';
import type { Queue, QueuedStart, QueueStop } from '../../domain/queue/queue.ts';
import { queuedName, queueStanding } from '../../domain/queue/queue-text.ts';
import type { FreezeInForce } from '../../domain/restrictions/freeze-fields.ts';
import { utcMoment } from '../../domain/restrictions/freeze-in-force.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { Decision, Planned, Signal } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../../domain/timing.ts';
import { withoutFullStop } from '../../domain/wording.ts';
import { isSyncing } from '../../environments/sync.ts';
import { momentNotice, requesterReply } from './tell-requester.ts';

/** The longest wait, in milliseconds, after which a freeze that was lifted early is noticed. */
const LOOK_AGAIN_MS = 15 * EVALUATION_INTERVAL_MS;
/** The time, in milliseconds, for which a start is tried again while something other than a freeze keeps it from starting. */
const GIVE_UP_MS = 60 * EVALUATION_INTERVAL_MS;
/** The refusals that end by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  ...['running', 'syncing', 'control-center-behind', 'control-center-moved', 'lookup-failed', 'config-unreadable'],
]);

function isRunning(rollout: Rollout | null): boolean {
  return rollout !== null && !isFinished(rollout);
}

/** True where something is in front of a start: a rollout that runs, or others who wait. */
export function hasToWait({ rollout, queue }: ServiceRecord): boolean {
  return isRunning(rollout) || queue !== undefined;
}

/** True where a hotfix has to wait: behind a rollout that runs, or an earlier hotfix that is about to start. */
export function hotfixHasToWait({ rollout, queue }: ServiceRecord): boolean {
  const isDue = queue !== undefined && queue.stop === undefined && queue.starts[0]?.hotfix !== undefined;
  return isRunning(rollout) || isDue;
}

/** Returns the next moment at which a queue has something to do; null while it waits for a rollout or for people. */
export function nextTurnAt({ queue, rollout }: ServiceRecord, now: number): number | null {
  if (queue === undefined || queue.stop !== undefined || isRunning(rollout)) return null;
  return Math.max(queue.wait?.until ?? 0, now + EVALUATION_INTERVAL_MS);
}

/** Returns the start whose turn it is; null where there is none. */
export function findTurn({ queue, rollout, sync }: ServiceRecord, now: number): QueuedStart | null {
  if (queue === undefined || queue.stop !== undefined || isRunning(rollout) || isSyncing(sync)) return null;
  return now < (queue.wait?.until ?? 0) ? null : (queue.starts[0] ?? null);
}

/**
 * Returns the decision that keeps a start from passing those that wait, or that ends a turn which is over; null where it may start.
 * Where the queue has stopped, people decide what starts.
 */
export function queueObjection(
  { queue, rollout, service }: ServiceRecord,
  { key, by, turn, hotfix }: Extract<Signal, { kind: 'start' }>,
): Decision | null {
  const [first] = queue?.starts ?? [];
  if (turn === true) {
    const isDue = first?.key === key && queue?.stop === undefined && !isRunning(rollout);
    return isDue ? null : { answer: 'ignored', because: 'It is not its turn any more.' };
  }
  const isFree = first === undefined || queue?.stop !== undefined || isRunning(rollout);
  if (isFree || hotfix !== undefined) return null;
  const remedy = isPerson(by)
    ? `Add \`queue\` to wait behind it, or take it out: /canary queue ${service} leave ${first.label}.`
    : 'Start again when nobody waits.';
  const because = `${queuedName(first)} is next in the queue of ${service}. ${remedy}`;
  return refuse('queue-first', because);
}

/** Returns the ids of the people who asked for starts. */
function askers(starts: readonly QueuedStart[]): readonly string[] {
  return [...new Set(starts.map(({ by }) => by.id))];
}

/** A queue that stopped, and the message that tells the channel. */
interface Stopped {
  readonly queue: Queue;
  readonly planned: readonly Planned[];
}

/**
 * Stops a queue, and tells the channel and whose start it is. A message in the channel belongs to a rollout: without one, people are told
 * alone.
 */
export function stopQueue(service: string, queue: Queue, stop: QueueStop, rollout: Rollout | null): Stopped {
  const { wait: _wait, ...rest } = queue;
  const { at, key, why } = stop;
  const stopped = { ...rest, stop };
  const called = queue.starts.filter((start) => key === null || start.key === key);
  if (rollout === null) {
    const text = queueStanding(service, stopped, rollout);
    const planned = called.map((start) => requesterReply(start, { code: 'queue-stopped', text }, at));
    return { queue: stopped, planned };
  }
  const [first] = queue.starts;
  const fact = `${withoutFullStop(why)}. In it: ${queue.starts.map(queuedName).join(', ')}. None of it starts until somebody resumes the queue`;
  const next = first === undefined ? {} : { next: first.label };
  const news = { about: 'queue', since: at, fact, mention: askers(called), ...next } as const;
  const notice: Planned = {
    key: `queue#${rollout.id}#${at}`,
    body: { kind: 'notice', rollout: rollout.id, news },
  };
  return { queue: stopped, planned: [notice] };
}

/** Stops a queue behind a rollout that was rolled back; null where there is none, or where a hotfix is first: it is there for just that. */
export function stopAfterRollback(queue: Queue, rollout: Rollout | null, now: number): Stopped | null {
  const [first] = queue.starts;
  if (first === undefined || first.hotfix !== undefined || rollout?.phase.status !== 'rolled-back') return null;
  const stop = { at: now, key: null, why: `${rollout.canary} was rolled back` };
  return stopQueue(rollout.service, queue, stop, rollout);
}

/** Returns a record with another queue; without one where nothing waits any more. */
export function withQueue({ queue: _queue, ...record }: ServiceRecord, queue: Queue): ServiceRecord {
  return queue.starts.length === 0 ? record : { ...record, queue };
}

/**
 * Brings a queue up to a decision about the rollout in front of it: what has started is in the queue no more, and after a rollback the
 * queue stops, because nobody knows yet what is wrong.
 *
 * @param next the rollout after the decision
 */
export function followRollout(
  record: ServiceRecord,
  next: Rollout | null,
  now: number,
): { readonly record: ServiceRecord; readonly planned: readonly Planned[] } {
  const { queue, rollout: before } = record;
  if (queue === undefined || next === null) return { record, planned: [] };
  if (next.id !== before?.id) {
    const starts = queue.starts.filter(({ label }) => label !== next.canary);
    return { record: withQueue(record, { starts }), planned: [] };
  }
  const { wait: _wait, ...moving } = queue;
  if (isRunning(next)) return { record: withQueue(record, moving), planned: [] };
  const stopped = before.phase.status === 'rolled-back' ? null : stopAfterRollback(queue, next, now);
  if (stopped === null) return { record, planned: [] };
  return { record: withQueue(record, stopped.queue), planned: stopped.planned };
}

/** The refusal of a start whose turn it is. */
export interface TurnRefusal {
  readonly code: string;
  readonly because: string;
  readonly findings?: readonly Finding[];
  /** The freeze that was read for it. */
  readonly freeze?: FreezeInForce;
}

/** Says why a start is refused, and what to do about the first reason, without a full stop. */
function reasonFor({ because, findings = [] }: TurnRefusal): string {
  const [first, ...more] = findings.filter(({ severity }) => severity === 'blocks');
  if (first === undefined) return withoutFullStop(because);
  const others = more.length === 0 ? '' : ` ${more.length} more of preflight: start it to see them.`;
  return withoutFullStop(`${first.message} ${first.remedy}${others}`);
}

type Wait = Pick<NonNullable<Queue['wait']>, 'since' | 'until'>;

/** True where a freeze is all that is in the way. */
function isOnlyFrozen({ findings = [] }: TurnRefusal): boolean {
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  return blocking.length > 0 && blocking.every(({ code, passes }) => code === 'frozen' && passes !== true);
}

/** Returns the wait for the next try; null where only people can help. A freeze does not count into the time after which it gives up. */
function waitAfter(refusal: TurnRefusal, before: Queue['wait'], now: number): Wait | null {
  const { code, findings = [], freeze } = refusal;
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  const lasting = blocking.filter(({ passes }) => passes !== true);
  const again = now + EVALUATION_INTERVAL_MS;
  if (isOnlyFrozen(refusal)) return { since: now, until: Math.min(freeze?.until ?? again, now + LOOK_AGAIN_MS) };
  const isPassing = blocking.length > 0 && lasting.every((finding) => finding.code === 'frozen');
  const since = before?.since ?? now;
  return (isPassing || PASSING.has(code)) && now - since < GIVE_UP_MS ? { since, until: again } : null;
}

/** Tells of the first wait of a scheduled start: its requester expects it to begin. */
function firstWaitNotice(
  { queue, rollout }: ServiceRecord,
  start: QueuedStart,
  { since, why }: NonNullable<Queue['wait']>,
  isFreeze: boolean,
  now: number,
): readonly Planned[] {
  if (start.scheduled === undefined || queue?.wait !== undefined) return [];
  const next = isFreeze
    ? 'It starts at the end of that'
    : `It is tried again every minute until ${utcMoment(since + GIVE_UP_MS)}, and the queue stops then`;
  const fact = `The moment of ${queuedName(start)} has come, and it waits: ${why}. ${next}`;
  return momentNotice(rollout, [start], fact, now);
}

/**
 * Brings a queue up to the refusal of the start whose turn it is. It waits for the end of a freeze and for what passes by itself;
 * for everything else it stops and tells people. A turn that is over changes nothing.
 */
export function endTurn(
  record: ServiceRecord,
  start: QueuedStart,
  refusal: TurnRefusal,
  now: number,
): { readonly record: ServiceRecord; readonly planned: readonly Planned[] } {
  const { queue, rollout, service } = record;
  const { key, label } = start;
  if (queue?.starts[0]?.key !== key || queue.stop !== undefined) return { record, planned: [] };
  const why = `${label} cannot start: ${reasonFor(refusal)}`;
  const next = waitAfter(refusal, queue.wait, now);
  if (next !== null) {
    const wait = { ...next, why: reasonFor(refusal) };
    const planned = firstWaitNotice(record, start, wait, isOnlyFrozen(refusal), now);
    return { record: withQueue(record, { ...queue, wait }), planned };
  }
  const stopped = stopQueue(service, queue, { at: now, key, why }, rollout);
  return { record: withQueue(record, stopped.queue), planned: stopped.planned };
}
