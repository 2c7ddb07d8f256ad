import { MAX_QUEUED, type ScheduledStart } from '../../domain/queue/queue.ts';
import { queuedName } from '../../domain/queue/queue-text.ts';
import { startTimeText } from '../../domain/queue/start-time.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import { displayName } from '../../domain/wording.ts';
import { type Leaver, leaverRefusal, type QueueChange, refuse, scheduledAlready } from './change-queue.ts';

/** Returns why a start cannot be scheduled; null when it can. */
export function scheduleObjection(
  record: Pick<ServiceRecord, 'service' | 'queue' | 'scheduled'>,
  label: string,
): Extract<QueueChange, { answer: 'refused' }> | null {
  const { service, queue, scheduled = [] } = record;
  const no = scheduledAlready(record, label);
  if (no !== null) return no;
  if (queue?.starts.some((start) => start.label === label) === true) {
    const because = `${label} of ${service} waits in the queue already. Take it out first: /canary queue ${service} leave ${label}.`;
    return refuse('queued-already', because);
  }
  if (scheduled.length < MAX_QUEUED) return null;
  const because = `${MAX_QUEUED} starts of ${service} are scheduled, and no more can be. Take one out: /canary queue ${service} shows them.`;
  return refuse('queue-full', because);
}

/** Schedules a start. @param note a further sentence for the answer; empty where there is none */
export function joinSchedule(record: ServiceRecord, start: ScheduledStart, note: string): QueueChange {
  const no = scheduleObjection(record, start.label);
  if (no !== null) return no;
  const { service, scheduled = [] } = record;
  const { label, by } = start;
  const time = startTimeText(start.scheduled);
  if (start.scheduled.at <= start.at) {
    const because = `${label} of ${service} was not scheduled: ${time} has passed by now. Leave at=… out to start it now.`;
    return refuse('bad-time', because);
  }
  const more = note === '' ? '' : ` ${note}`;
  return {
    answer: 'changed',
    scheduled: [...scheduled, start].toSorted((one, other) => one.scheduled.at - other.scheduled.at),
    say: `${label} of ${service} is scheduled for ${time}. It starts then if nothing is in the way.${more} To take it out: /canary queue ${service} leave ${label}.`,
    entry: `${displayName(by)} scheduled ${label} for ${time}.`,
  };
}

/** Takes a scheduled start out, for its requester and for who may; null where none of this version is scheduled. */
export function leaveSchedule(
  { service, scheduled = [] }: ServiceRecord,
  label: string,
  leaver: Leaver,
): QueueChange | null {
  const start = scheduled.find((each) => each.label === label);
  if (start === undefined) return null;
  const no = leaverRefusal(service, start, leaver);
  if (no !== null) return no;
  const name = start.by.id === leaver.by.id ? label : queuedName(start);
  const text = `${displayName(leaver.by)} took ${name} out: it was scheduled for ${startTimeText(start.scheduled)}.`;
  return { answer: 'changed', scheduled: scheduled.filter((each) => each !== start), say: text, entry: text };
}
