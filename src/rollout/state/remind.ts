import { utcMoment } from '../../domain/restrictions/freeze-in-force.ts';
import type { News } from '../../domain/rollout/effect.ts';
import type { Rollout, TargetState } from '../../domain/rollout/record.ts';
import { asksPeople, endsAt, isRunning, openApprovers, skippableWait } from '../../domain/rollout/running-phase.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import type { OpenPause } from '../../domain/target/open-pause.ts';
import { EVALUATION_INTERVAL_MS, REMIND_MS } from '../../domain/timing.ts';
import { duration, rollbackHint, statusWords, withoutFullStop } from '../../domain/wording.ts';
import { findCalled } from './news.ts';
import { accept, addEntry } from './transition.ts';

const MINUTE_MS = 60_000;

/** A plan that goes on by itself so long before the end of a pause is in time, in milliseconds: timers may be late. */
const IN_TIME_MS = 3 * EVALUATION_INTERVAL_MS;

/** Returns the moment from which people are reminded of the end of a pause: half an hour before it, or a quarter of a shorter pause. */
function reminderAt({ since, until }: OpenPause): number {
  return until - Math.min(REMIND_MS, (until - since) / 4);
}

/** Tells whether a bake or a wait of the plan ends by itself before the pause does. */
function goesOnInTime({ phase, freeze }: Rollout, { until }: OpenPause): boolean {
  const end = skippableWait(phase) === null ? null : endsAt(phase);
  return end !== null && end + IN_TIME_MS <= until && freeze?.waits !== true;
}

/** Returns the pause of a target of whose end people are to be reminded now; null where there is none. */
function findDuePause(rollout: Rollout, { observed, remindedOf }: TargetState, now: number): OpenPause | null {
  const pause = observed?.pause;
  if (pause === undefined || pause.id === remindedOf || goesOnInTime(rollout, pause)) return null;
  return now >= reminderAt(pause) && now < pause.until ? pause : null;
}

/** Says what people can do so that the plan goes on before the pause ends. */
function toDo(rollout: Rollout): string {
  const { phase, service, freeze } = rollout;
  const wait = skippableWait(phase);
  const orBack = rollbackHint(rollout);
  if (!isRunning(phase)) return `Resume before that${orBack}.`;
  if (freeze?.waits === true) return `Lift the freeze before that${orBack}.`;
  if (asksPeople(phase)) return `Approve before that${orBack}.`;
  if (wait !== null) return `Skip the ${wait} before that (/canary skip ${service})${orBack}.`;
  return `Find out what keeps the plan from going on before that${orBack}.`;
}

/**
 * Adds the reminder of a pause that ends soon to a decision, in the thread and in the channel. Each pause is reminded of once, as it was
 * read just now, and only while the plan stays where it is: a plan that goes on leaves the pause.
 *
 * @param seen the rollout with what was read of its targets
 */
export function withReminder(before: Rollout, seen: Rollout, decision: Decision, now: number): Decision {
  if (decision.answer !== 'accepted' && decision.answer !== 'ignored') return decision;
  const { next, effects } = decision.answer === 'accepted' ? decision : { next: seen, effects: [] };
  if (next.generation !== before.generation || next.phase.status !== before.phase.status) return decision;
  const due = next.targets.flatMap((target) => {
    const pause = findDuePause(next, target, now);
    return pause === null ? [] : [{ name: target.name, pause }];
  });
  if (due.length === 0) return decision;
  const ends = due.map(
    ({ name, pause: { until, atEnd } }) =>
      `${name} waits at a pause that ends at ${utcMoment(until)}, in ${duration(Math.round((until - now) / MINUTE_MS) * MINUTE_MS)}: then ${atEnd}.`,
  );
  const text = `${ends.join(' ')} The rollout is ${statusWords[next.phase.status]}. ${toDo(next)}`;
  const ids = new Map(due.map(({ name, pause }) => [name, pause.id]));
  const targets = next.targets.map((target) => {
    const remindedOf = ids.get(target.name);
    return remindedOf === undefined ? target : { ...target, remindedOf };
  });
  const told = accept(next, addEntry({ ...next, targets }, now, text), text, openApprovers(next));
  return { ...told, effects: [...effects, ...told.effects, toNotice(told.next, 'pause', now, text)] };
}

/** Returns the message that tells the channel what is in the thread, and calls those whom a hold would call. */
export function toNotice(next: Rollout, about: 'pause' | 'late', now: number, text: string): Planned {
  const news: News = { about, since: now, fact: withoutFullStop(text), mention: findCalled(next, 'hold') };
  return { key: `${about}#${next.id}#${next.entries}`, body: { kind: 'notice', rollout: next.id, news } };
}

/** Tells whether what a message of the channel asks for has happened before it was posted, so that it is not posted any more. */
export function isOvertaken({ targets, generation, lateTold }: Rollout, { about }: News, now: number): boolean {
  if (about === 'late') return lateTold !== generation;
  const isOpen = ({ observed, remindedOf }: TargetState): boolean =>
    observed?.pause !== undefined && observed.pause.id === remindedOf && now < observed.pause.until;
  return about === 'pause' && !targets.some(isOpen);
}
