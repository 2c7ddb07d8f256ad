import type { Person } from '../../domain/people/person.ts';
import { toActor } from '../../domain/people/requester.ts';
import { MAX_QUEUED, type Queue, type QueuedStart, type ScheduledStart } from '../../domain/queue/queue.ts';
import { describePairs, queuedName, queueStanding } from '../../domain/queue/queue-text.ts';
import { startTimeText } from '../../domain/queue/start-time.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import { isGoingBack } from '../../domain/rollout/running-phase.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import { SLACK_RESOLUTION_MS } from '../../domain/timing.ts';
import { displayName, withoutFullStop } from '../../domain/wording.ts';
import { accept, addEntry } from '../state/transition.ts';
import { hotfixNotice } from './hotfix-notice.ts';
import { stopAfterRollback } from './take-turn.ts';

/** The part of a record that decides about its queue. */
type Lined = Pick<ServiceRecord, 'service' | 'rollout' | 'queue' | 'scheduled'>;

/** The effect of a command on a queue. */
export type QueueChange =
  | {
      readonly answer: 'changed';
      /** The queue from now on; absent where it stays. */
      readonly queue?: Queue;
      /** The scheduled starts from now on; absent where they stay. */
      readonly scheduled?: readonly ScheduledStart[];
      readonly say: string;
      readonly entry: string;
      /** The message that the channel is told. */
      readonly told?: Planned;
    }
  | { readonly answer: 'refused'; readonly code: string; readonly because: string }
  | { readonly answer: 'unchanged'; readonly because: string };

/** Refuses a change of a queue. */
export function refuse(code: string, because: string): Extract<QueueChange, { answer: 'refused' }> {
  return { answer: 'refused', code, because };
}

/** Refuses a start of a version that is scheduled; null where it is not. */
export function scheduledAlready({ service, scheduled }: Pick<Lined, 'service' | 'scheduled'>, label: string) {
  const same = scheduled?.find((start) => start.label === label);
  if (same === undefined) return null;
  const because = `${queuedName(same)} of ${service} is scheduled already, for ${startTimeText(same.scheduled)}. Take it out first: /canary queue ${service} leave ${label}.`;
  return refuse('scheduled-already', because);
}

/** Returns why a start cannot join a queue; null when it can. */
function objection({ service, rollout, queue }: Lined, start: QueuedStart, hasOptions: boolean): QueueChange | null {
  const { label, hotfix } = start;
  const starts = queue?.starts ?? [];
  if (hasOptions) {
    const [options, them] =
      hotfix === undefined ? ['`force`, `fix` and `adopt` need', 'them'] : ['`adopt` needs', 'it'];
    const because = `${options} somebody who looks. Leave ${them} out, and give ${them} when it can start.`;
    return refuse('queue-options', because);
  }
  if (rollout !== null && !isFinished(rollout) && rollout.canary === label)
    return refuse('queued-already', `${label} of ${service} is being rolled out already.`);
  const same = starts.findIndex((each) => each.label === label);
  if (same >= 0 && (hotfix === undefined || starts[same]?.hotfix !== undefined))
    return refuse('queued-already', `${label} of ${service} waits already, as number ${same + 1}.`);
  const chosen = describePairs(starts[same]?.explicit ?? {});
  if (same >= 0 && !['', chosen].includes(describePairs(start.explicit))) {
    const because = `${label} of ${service} waits already, as number ${same + 1}, with${chosen === '' ? ' no version chosen' : chosen}. Leave other versions out of the hotfix, or take the start out first: /canary queue ${service} leave ${label}.`;
    return refuse('queued-already', because);
  }
  if (starts.filter((each) => (each.hotfix === undefined) === (hotfix === undefined)).length < MAX_QUEUED) return null;
  const because = `${MAX_QUEUED} starts wait for ${service}, and no more can. Wait until one has started, or take one out: /canary queue ${service} shows them.`;
  return refuse('queue-full', because);
}

/**
 * Puts a start behind those that wait, or behind the running rollout.
 *
 * @param hasOptions true for a start that ignores alarms or takes over a split
 */
export function joinQueue(record: Lined, start: QueuedStart, hasOptions: boolean): QueueChange {
  const { service, rollout, queue } = record;
  const isScheduled = start.hotfix === undefined ? scheduledAlready(record, start.label) : null;
  const no = isScheduled ?? objection(record, start, hasOptions);
  if (no !== null) return no;
  if (start.hotfix !== undefined) return joinInFront(record, start, start.hotfix);
  const next: Queue = { ...queue, starts: [...(queue?.starts ?? []), start] };
  const place = `${start.label} waits in the queue of ${service} as number ${next.starts.length}.`;
  return {
    answer: 'changed',
    queue: next,
    say: `${place} ${queueStanding(service, next, rollout)}`,
    entry: `${displayName(start.by)} put ${start.label} into the queue, as number ${next.starts.length}.`,
  };
}

/** True for a rollout that runs and can still be rolled back to make way. */
function canMakeWay(rollout: Rollout | null): boolean {
  return rollout !== null && !isFinished(rollout) && !isGoingBack(rollout);
}

/** Says when a hotfix starts, in the words of the message in the channel. */
function describeTurn(rollout: Rollout, earlier: readonly QueuedStart[]): string {
  const last = earlier.at(-1);
  if (last !== undefined) return `after ${last.label}`;
  return isFinished(rollout) ? 'next' : `next, after ${rollout.canary}`;
}

/** Returns what was chosen for a start that becomes a hotfix. */
function keepChoice(start: QueuedStart, same: QueuedStart | undefined): Partial<QueuedStart> {
  const notes = start.notes ?? same?.notes;
  const plan = start.plan ?? same?.plan;
  return {
    explicit: same?.explicit ?? start.explicit,
    ...(notes !== undefined && { notes }),
    ...(plan !== undefined && { plan }),
  };
}

/** Puts a hotfix in front of all but earlier hotfixes. A start of the same version that waits becomes the hotfix. */
function joinInFront({ service, rollout, queue }: Lined, start: QueuedStart, reason: string): QueueChange {
  const starts = queue?.starts ?? [];
  const earlier = starts.filter(({ hotfix }) => hotfix !== undefined);
  const passed = starts.filter(({ hotfix }) => hotfix === undefined);
  const same = passed.find((each) => each.label === start.label);
  const others = passed.filter((each) => each !== same);
  const next: Queue = {
    starts: [...earlier, { ...start, ...keepChoice(start, same) }, ...others],
    ...(queue?.stop !== undefined && { stop: queue.stop }),
  };
  const { by, at, label, key } = start;
  const place =
    earlier.length === 0
      ? `first in the queue of ${service}`
      : `into the queue of ${service} as number ${earlier.length + 1}`;
  const told =
    rollout === null
      ? undefined
      : hotfixNotice(rollout, { key, by, label, reason, turn: describeTurn(rollout, earlier), passed }, at);
  const now = earlier.length === 0 && canMakeWay(rollout) ? ' Roll back to start it now.' : '';
  return {
    answer: 'changed',
    queue: next,
    say: `${label} goes ${place}${told === undefined ? '' : ', and the channel is told'}. ${queueStanding(service, next, rollout)}${now}`,
    entry: `${displayName(by)} put ${label} in front of the queue as a hotfix: ${withoutFullStop(reason)}.`,
    ...(told !== undefined && { told }),
  };
}

/** The person who takes a start out of a queue. */
export interface Leaver {
  readonly by: Person;
  /** True when they may take out the starts of others. */
  readonly mayForOthers: boolean;
  /** Those who may, for a refusal. */
  readonly names: string;
  /** The moment of their command. */
  readonly at: number;
}

/** Refuses to take out a start for somebody who may not; null where they may. */
export function leaverRefusal(
  service: string,
  { by, label, scheduled }: QueuedStart,
  leaver: Leaver,
): QueueChange | null {
  if (by.id === leaver.by.id || leaver.mayForOthers) return null;
  const did =
    scheduled === undefined ? `put ${label} into the queue of ${service}` : `scheduled ${label} of ${service}`;
  const because = `${displayName(by)} ${did}. Only they or ${leaver.names} can take it out.`;
  return refuse('not-in-role', because);
}

/**
 * Takes a start out of a queue, for its requester and for who may. A queue that stopped for that start goes on; but where a hotfix
 * leaves after a rollback, the queue stops for that rollback now.
 */
export function leaveQueue({ service, queue, rollout }: Lined, label: string, leaver: Leaver): QueueChange {
  const start = queue?.starts.find((each) => each.label === label);
  if (queue === undefined || start === undefined)
    return refuse('not-queued', `${label} does not wait in the queue of ${service}.`);
  const no = leaverRefusal(service, start, leaver);
  if (no !== null) return no;
  const isOwn = start.by.id === leaver.by.id;
  const { stop, wait: _wait, ...rest } = queue;
  const next: Queue = {
    ...rest,
    starts: queue.starts.filter((each) => each !== start),
    ...(stop !== undefined && stop.key !== start.key && { stop }),
  };
  const text = `${displayName(leaver.by)} took ${isOwn ? label : queuedName(start)} out of the queue.`;
  const stopped = start.hotfix === undefined ? null : stopAfterRollback(next, rollout, leaver.at);
  if (stopped === null) return { answer: 'changed', queue: next, say: text, entry: text };
  const [told] = stopped.planned;
  const say = `${text} ${queueStanding(service, stopped.queue, rollout)}`;
  return { answer: 'changed', queue: stopped.queue, say, entry: text, ...(told !== undefined && { told }) };
}

/** A command to let a queue go on. */
interface Resume {
  /** The moment of the command, in milliseconds since the epoch. */
  readonly issuedAt: number;
  /** The moment of the stop that its button was drawn for; absent where it was typed. */
  readonly stop?: number;
}

/**
 * Lets a queue go on that has stopped or waits. A command from before it stopped is refused, and so is the button of an earlier stop: who
 * gave it did not know why it stopped.
 */
export function resumeQueue(
  { service, queue, rollout }: Lined,
  by: Person,
  { issuedAt, stop: shown }: Resume,
): QueueChange {
  if (queue === undefined) return { answer: 'unchanged', because: `Nothing waits in the queue of ${service}.` };
  const { stop, wait, ...next } = queue;
  const isKnown = stop === undefined || (issuedAt + SLACK_RESOLUTION_MS > stop.at && (shown ?? stop.at) === stop.at);
  if (!isKnown)
    return refuse(
      'stopped-since',
      `The queue of ${service} has stopped since you said that: ${stop.why}. Look at it, then say it again.`,
    );
  if (stop === undefined && (wait === undefined || shown !== undefined))
    return { answer: 'unchanged', because: `The queue has not stopped. ${queueStanding(service, queue, rollout)}` };
  return {
    answer: 'changed',
    queue: next,
    say: `The queue of ${service} goes on. ${queueStanding(service, next, rollout)}`,
    entry: `${displayName(by)} let the queue go on.`,
  };
}

/** Tells the thread of a running rollout of a change of its queue. Moves nothing. */
export function announceQueue(rollout: Rollout | null, text: string, by: Person, now: number): Decision {
  if (rollout === null || isFinished(rollout)) return { answer: 'ignored', because: text };
  return accept(rollout, addEntry(rollout, now, text, toActor(by)), text);
}
