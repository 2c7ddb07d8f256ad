import { UTC } from '../../domain/clock.ts';
import { parseStartTime, resolveStartTime, START_TIME_FORM } from '../../domain/queue/read-start-time.ts';
import { exactTimeText, type StartTime } from '../../domain/queue/start-time.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { ShownStart } from '../../domain/rollout/shown-start.ts';
import type { Service } from '../../domain/service.ts';
import { scheduleObjection } from '../../rollout/queue/change-schedule.ts';
import type { Deps } from '../deps.ts';
import type { PersonCommand } from '../inbound/command.ts';
import { confirmStart, type Unstarted } from '../inbound/confirm-start.ts';
import { refusal, replyTo } from '../inbound/replies.ts';
import { startSignal } from '../inbound/to-signal.ts';
import { tryStart } from '../inbound/try-start.ts';

/** A start for a moment. */
export type TimedStart = Extract<PersonCommand, { name: 'start' }> & { readonly startAt: string };

/** The moment that a start is scheduled for, and the start as its requester was shown it, where they were. */
export interface Scheduling {
  readonly time: StartTime;
  readonly shown?: ShownStart;
}

/** Returns the time zone that people of a service mean: that of its release hours, or of its weekly freezes. */
function usualZone({ freezes = [] }: Service): string {
  const weekly = freezes.find((window) => window.kind === 'weekly');
  return weekly?.kind === 'weekly' ? weekly.timezone : UTC;
}

/** Returns the moment that was typed, or the refusal. A preview may have been looked at for long: the click counts. */
function readTime({ startAt, issuedAt }: TimedStart, service: Service): StartTime | Reply {
  const written = parseStartTime(startAt);
  if (written === null) return refusal('bad-time', `"${startAt}" is not understood. Write ${START_TIME_FORM}.`);
  const time = resolveStartTime(written, usualZone(service), issuedAt);
  return 'problem' in time ? refusal('bad-time', time.problem) : time;
}

/** Refuses what cannot be scheduled, whatever the service is like. */
function objection({ label, force, fix, adopt, hotfix }: TimedStart, record: ServiceRecord): Reply | null {
  if (hotfix !== undefined)
    return refusal('schedule-options', 'A hotfix starts as soon as it can. Leave out at=…, or the word hotfix.');
  if (force || fix === true || adopt) {
    const because =
      '`force`, `fix` and `adopt` need somebody who looks. Leave them out, or leave out at=… and start it then.';
    return refusal('schedule-options', because);
  }
  const no = scheduleObjection(record, label);
  return no === null ? null : refusal(no.code, no.because);
}

/** Says that what is in the way now need not be in the way then. */
function withSchedulingHint(reply: Reply): Reply {
  return { ...reply, text: `${reply.text} Add \`yes\` to schedule it all the same.` };
}

/**
 * Prepares the scheduling of a start. Without `yes` it is tried as it would start now: its person is shown it where the service shows
 * starts, and is told what is in the way.
 *
 * @throws LookupFailed, ConfigUnreadable when something cannot be read
 */
export async function prepareSchedule(
  deps: Deps,
  command: TimedStart,
  known: ServiceRecord,
  service: Service,
): Promise<Scheduling | Reply | Unstarted> {
  const time = readTime(command, service);
  if ('tone' in time) return time;
  const no = objection(command, known);
  if (no !== null) return no;
  const { confirmed } = command;
  if (confirmed === 'yes') return { time };
  const signal = await startSignal(deps, command, service, known.rollout);
  if ('tone' in signal) return withSchedulingHint(signal);
  const now = deps.clock.now();
  // The button says the moment so that midnight does not change it.
  const unstarted = confirmStart(known, { ...command, startAt: exactTimeText(time) }, signal, now);
  if (unstarted !== null) return unstarted.shows === null ? withSchedulingHint(unstarted.reply) : unstarted;
  if (confirmed !== undefined) return { time, shown: confirmed };
  const { decision } = tryStart(known, signal, now);
  return decision.answer === 'accepted' ? { time } : withSchedulingHint(replyTo(decision, known.rollout, true));
}
