import type { Queue, QueuedStart, ScheduledStart } from '../../domain/queue/queue.ts';
import { queuedName, queueStanding } from '../../domain/queue/queue-text.ts';
import { startTimeText } from '../../domain/queue/start-time.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../../domain/timing.ts';
import { withoutFullStop } from '../../domain/wording.ts';
import { stopAfterRollback, stopQueue, withQueue } from './take-turn.ts';
import { momentNotice } from './tell-requester.ts';

/** The longest time after its moment, in milliseconds, at which a start still begins by itself. */
const LATE_MS = 60 * EVALUATION_INTERVAL_MS;

/** Returns a record with other scheduled starts; without any where none is left. */
export function withScheduled(
  { scheduled: _scheduled, ...record }: ServiceRecord,
  starts: readonly ScheduledStart[],
): ServiceRecord {
  return starts.length === 0 ? record : { ...record, scheduled: starts };
}

/** Returns the next moment at which a scheduled start joins the queue; null where none is scheduled. */
export function nextScheduledAt({ scheduled = [] }: ServiceRecord, now: number): number | null {
  const [first] = scheduled;
  if (first === undefined) return null;
  return first.scheduled.at > now ? first.scheduled.at : now + EVALUATION_INTERVAL_MS;
}

/** A record that was brought up to a moment, and what people are told. */
interface Followed {
  readonly record: ServiceRecord;
  readonly planned: readonly Planned[];
}

const isDue = ({ scheduled }: ScheduledStart, now: number): boolean => scheduled.at <= now;

/** True where the moment of a scheduled start has come. */
export function hasDue({ scheduled = [] }: ServiceRecord, now: number): boolean {
  return scheduled.some((start) => isDue(start, now));
}

/** Returns the queue behind a rollout that was rolled back after these starts were scheduled: it stops; null where it moves. */
function stopForRollback(queue: Queue, come: readonly QueuedStart[], rollout: Rollout | null, now: number) {
  const asked = come[0]?.at ?? now;
  const isNews = rollout?.phase.status === 'rolled-back' && rollout.phase.at > asked;
  return isNews ? stopAfterRollback(queue, rollout, now) : null;
}

/**
 * Returns the queue before a start that comes long after its moment, with nothing in front of it: nobody expects it any more, so it stops;
 * null where it moves.
 */
function stopForLateness(
  service: string,
  queue: Queue,
  [first]: readonly ScheduledStart[],
  rollout: Rollout | null,
  now: number,
) {
  const isFree = rollout === null || isFinished(rollout);
  if (first === undefined || !isFree || now - first.scheduled.at <= LATE_MS) return null;
  const why = `${first.label} did not start, and its moment passed at ${startTimeText(first.scheduled)}, more than an hour ago`;
  return stopQueue(service, queue, { at: now, key: null, why }, rollout);
}

/** Tells of scheduled starts that wait although their moment has come: behind what, and whose they are. */
function waitNotice(
  service: string,
  { queue, come }: { readonly queue: Queue; readonly come: readonly QueuedStart[] },
  rollout: Rollout | null,
  now: number,
): readonly Planned[] {
  const [first] = come;
  const isNext = queue.starts[0] === first && queue.stop === undefined;
  if (isNext && rollout !== null && isFinished(rollout)) return [];
  const behind = isNext && rollout === null ? come.slice(1) : come;
  const names = behind.map(queuedName).join(', ');
  const fact = `The moment of ${names} has come. ${withoutFullStop(queueStanding(service, queue, rollout))}`;
  return momentNotice(rollout, behind, fact, now);
}

/**
 * Puts the scheduled starts whose moment has come behind those that wait. Where nothing is in front, it is their turn, or the
 * queue stops where that comes too late; else the channel is told. A version that waits already, as a hotfix, waits once.
 */
function admitDue(record: ServiceRecord, now: number): Followed {
  const { scheduled = [], rollout } = record;
  const due = scheduled.filter((start) => isDue(start, now));
  if (due.length === 0) return { record, planned: [] };
  const rest = withScheduled(
    record,
    scheduled.filter((start) => !due.includes(start)),
  );
  const waiting = record.queue?.starts ?? [];
  const come = due.filter(({ label }) => !waiting.some((start) => start.label === label));
  const queue: Queue = { ...record.queue, starts: [...waiting, ...come] };
  const stopped =
    waiting.length > 0
      ? null
      : (stopForRollback(queue, come, rollout, now) ?? stopForLateness(record.service, queue, come, rollout, now));
  if (stopped !== null) return { record: withQueue(rest, stopped.queue), planned: stopped.planned };
  return { record: withQueue(rest, queue), planned: waitNotice(record.service, { queue, come }, rollout, now) };
}

/**
 * Brings the scheduled starts up to a decision: a version that has started is scheduled no more, and what is due joins the queue.
 *
 * @param record with the rollout after the decision
 * @param before the rollout before it
 */
export function followSchedule(record: ServiceRecord, before: Rollout | null, now: number): Followed {
  const { rollout, scheduled = [] } = record;
  const begun = rollout !== null && rollout.id !== before?.id ? rollout.canary : null;
  const left = scheduled.filter(({ label }) => label !== begun);
  return admitDue(left.length === scheduled.length ? record : withScheduled(record, left), now);
}
