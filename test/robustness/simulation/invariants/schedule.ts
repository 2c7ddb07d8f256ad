import type { QueuedStart, ScheduledStart } from '../../../../src/domain/queue/queue.ts';
import { isFinished, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { CLOCK_SKEW_MS } from '../../../../src/domain/timing.ts';
import { rolloutId } from '../../../../src/engine/ids.ts';
import type { Invocation } from '../line.ts';
import type { Ground } from './invariants.ts';

/** The answer to who has taken a scheduled start out. */
const TAKEN_OUT = /^\S+ took (\S+)(?: \(\S+\))? out: it was scheduled for /;
/** So long after its moment a start is in the queue when nothing fails, in milliseconds. */
const LATE_MS = 6 * 60_000;
/** The longest time after its moment at which a start begins by itself, in milliseconds. */
const LATEST_MS = 60 * 60_000;

interface Parts extends Pick<Ground, 'now' | 'service'> {
  readonly fail: (invariant: string, detail: string) => void;
}

/** What is checked of the starts that wait for a moment, and when. */
export interface ScheduleInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void;
  /** True for a start that joins the queue because its moment has come. */
  hasCome(before: ServiceRecord | null, start: QueuedStart): boolean;
  /** With every message in the channel that a start waits although its moment has come. */
  onNews(): void;
  /** When faults have been over for some minutes. */
  hasMoved(record: ServiceRecord | null): void;
  /** When faults have been over for long. */
  atRest(record: ServiceRecord | null): void;
}

const startsIn = (record: ServiceRecord | null): readonly ScheduledStart[] => record?.scheduled ?? [];

/** Nothing starts before its moment, what was taken out never does, what is due joins the queue once, and nobody is forgotten. */
export function createScheduleInvariants({ now, service, fail }: Parts): ScheduleInvariants {
  const moments = new Map<string, number>();
  const left = new Set<string>();
  let told = 0;
  let due = 0;

  const comesByCommand = (before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void => {
    // A moment may pass between the command and its save.
    const come = (after.queue?.starts ?? []).filter(
      (start): start is ScheduledStart => start.scheduled !== undefined && !moments.has(start.key),
    );
    for (const start of [...startsIn(after), ...come]) {
      if (startsIn(before).some(({ key }) => key === start.key)) continue;
      if (moments.has(start.key)) fail('a scheduled start begins once', `${start.label} is scheduled once more`);
      if (by?.command?.name !== 'start' || by.command.by !== start.by.id)
        fail('who waits has asked for it', `${start.label} of ${start.by.id}`);
      moments.set(start.key, start.scheduled.at);
    }
  };

  /** What is scheduled no more has joined the queue, was taken out, or its version starts anyway. */
  const losesNobody = (before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void => {
    const begins = after.rollout?.id === before?.rollout?.id ? null : after.rollout?.canary;
    const waiting = after.queue?.starts ?? [];
    for (const { key, label } of startsIn(before)) {
      if (startsIn(after).some((start) => start.key === key) || begins === label) continue;
      if (waiting.some((start) => start.label === label)) continue;
      if (by?.command?.name !== 'leave-queue') fail('nobody who is scheduled is lost', `${label}, by ${by?.what}`);
      left.add(key);
    }
  };

  /** What somebody is told to be out is out. */
  const keepsItsWord = (before: ServiceRecord | null, after: ServiceRecord): void => {
    for (const { key, body } of after.outbox) {
      if (body.kind !== 'reply' || before?.outbox.some((effect) => effect.key === key)) continue;
      const label = TAKEN_OUT.exec(body.reply.text)?.[1];
      if (startsIn(after).some((start) => start.label === label))
        fail('a scheduled start that was taken out never begins', `${label} is scheduled still`);
    }
  };

  const startsInTime = (before: ServiceRecord | null, { rollout }: ServiceRecord): void => {
    if (rollout === null || rollout.id === before?.rollout?.id) return;
    for (const [key, at] of moments) {
      if (rolloutId(service.name, key) !== rollout.id) continue;
      if (now() < at - CLOCK_SKEW_MS) fail('nothing starts before its moment', rollout.canary);
      if (left.has(key)) fail('a scheduled start that was taken out never begins', rollout.canary);
    }
  };

  /** A start that joins the queue long after its moment, with nothing in front of it, begins when people say so. */
  const asksWhenLate = (before: ServiceRecord | null, { queue, rollout }: ServiceRecord): void => {
    const [first] = queue?.starts ?? [];
    const isFree = before?.queue === undefined && (rollout === null || isFinished(rollout));
    if (first?.scheduled === undefined || !isFree || !hasCome(before, first) || queue?.stop !== undefined) return;
    if (now() - first.scheduled.at > LATEST_MS + CLOCK_SKEW_MS)
      fail('a scheduled start that comes too late waits for people', first.label);
  };

  /** Counts the saves after which the channel is told: a start has come, and something is in front of it or makes it wait. */
  const countDue = (before: ServiceRecord | null, after: ServiceRecord): void => {
    const { queue, rollout } = after;
    const come = queue?.starts.filter((start) => hasCome(before, start)) ?? [];
    // With nothing in front, the queue stops in the same save, and the message about that tells of it.
    const stops = queue?.stop !== undefined && queue.stop.at !== before?.queue?.stop?.at;
    const isToldByStop = stops && queue.starts[0] === come[0];
    const waits = queue?.wait !== undefined && before?.queue?.wait === undefined;
    if (waits && queue.starts[0]?.scheduled !== undefined && rollout !== null) due += 1;
    if (come.length === 0 || rollout === null || isToldByStop) return;
    const isNext = queue?.starts[0] === come[0] && queue?.stop === undefined;
    if (!isNext || !isFinished(rollout)) due += 1;
  };

  const hasCome = (before: ServiceRecord | null, { key, scheduled }: QueuedStart): boolean =>
    scheduled !== undefined && before?.queue?.starts.some((start) => start.key === key) !== true;

  return {
    onSave: (before, after, by) => {
      comesByCommand(before, after, by);
      losesNobody(before, after, by);
      keepsItsWord(before, after);
      startsInTime(before, after);
      countDue(before, after);
      asksWhenLate(before, after);
      for (const start of after.queue?.starts ?? []) {
        if (!hasCome(before, start)) continue;
        if (now() < (moments.get(start.key) ?? 0) - CLOCK_SKEW_MS)
          fail('nothing starts before its moment', `${start.label} joins the queue`);
      }
    },
    hasCome,
    onNews: () => {
      told += 1;
    },
    hasMoved: (record) => {
      const [first] = startsIn(record);
      if (first === undefined) return;
      if (record?.wake.at === null) fail('a scheduled start has a timer', first.label);
      if (first.scheduled.at < now() - LATE_MS) fail('what is due joins the queue', first.label);
    },
    atRest: (record) => {
      const [first] = startsIn(record);
      if (first !== undefined) fail('nobody who is scheduled is lost', `${first.label} is scheduled still`);
      if (told !== due) fail('the channel is told once of a scheduled start that waits', `due ${due}, told ${told}`);
    },
  };
}
