import type { QueuedStart } from '../../domain/queue/queue.ts';
import { queueLines, queueStanding, scheduledLines } from '../../domain/queue/queue-text.ts';
import { freezeInForce, freezeText } from '../../domain/restrictions/freeze-in-force.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import { isFinished, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { joinWithOr } from '../../domain/wording.ts';
import { expiredRefusal } from '../../rollout/commands/start.ts';
import {
  announceQueue,
  joinQueue,
  leaveQueue,
  type QueueChange,
  resumeQueue,
} from '../../rollout/queue/change-queue.ts';
import { joinSchedule, leaveSchedule } from '../../rollout/queue/change-schedule.ts';
import { withScheduled } from '../../rollout/queue/schedule.ts';
import { withQueue } from '../../rollout/queue/take-turn.ts';
import { applyDecision, isSeen } from '../commit/apply-decision.ts';
import { assureTimer } from '../commit/assure-timer.ts';
import { load, update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { deliver } from '../outbox/deliver.ts';
import type { Scheduling } from '../queue/schedule-start.ts';
import type { Named, PersonCommand } from './command.ts';
import { type Answer, info, refusal, replyEffects, says } from './replies.ts';
import { unknownService } from './unknown-service.ts';

type JoinCommand = Extract<PersonCommand, { name: 'start' }>;

/** The commands that change a queue. */
export type QueueCommand = JoinCommand | Named<'leave-queue' | 'resume-queue'>;

/** Returns what a command changes in the queue of a record. */
type ChangeOf = (record: ServiceRecord) => QueueChange;

function queuedStart(command: JoinCommand, now: number): QueuedStart {
  const { key, by, label, explicit, notes, plan, confirmed, hotfix, force, fix, via } = command;
  const { origin, organisation } = via;
  return {
    ...{ key, by, at: now, label, explicit, origin },
    ...(hotfix !== undefined && { hotfix, ...(force && { force }), ...(fix && { fix }) }),
    ...(notes !== undefined && { notes }),
    ...(plan !== undefined && { plan }),
    ...(confirmed === 'yes' && { isConfirmed: true as const }),
    ...(organisation !== undefined && { organisation }),
  };
}

/**
 * Returns who may take out the starts of others: those who may roll back or promote; everybody where rolling back is open to all.
 *
 * @param isOwn true for who takes out a start of their own: nobody is looked up
 */
async function findRemovers(
  { people }: Deps,
  { by }: QueueCommand,
  { roles = {}, channel }: Service,
  isOwn: boolean,
): Promise<{ readonly mayForOthers: boolean; readonly names: string }> {
  if (roles.rollback === undefined) return { mayForOthers: true, names: `anybody in ${channel}` };
  const listed = [...new Set([...roles.rollback, ...(roles.promote ?? [])])];
  return { mayForOthers: !isOwn && (await people.isAmong(by, listed)), names: joinWithOr(listed) };
}

/** Says that a service will not take starts at the moment of one, by serin.yml; empty where it will. */
function freezeNote(service: Service, at: number): string {
  const freeze = freezeInForce({ freezes: [], lifts: [] }, service, at);
  return freeze === null ? '' : `${service.name} is ${freezeText(freeze)}: it starts at the end of that.`;
}

async function changeFor(
  deps: Deps,
  command: QueueCommand,
  {
    known,
    service,
    scheduling,
  }: { readonly known: ServiceRecord; readonly service: Service; readonly scheduling?: Scheduling },
): Promise<ChangeOf> {
  switch (command.name) {
    case 'start': {
      if (scheduling !== undefined) {
        const { time, shown } = scheduling;
        const options = shown !== undefined && { shown, isConfirmed: true as const };
        const start = { ...queuedStart(command, deps.clock.now()), scheduled: time, ...options };
        return (record) => joinSchedule(record, start, freezeNote(service, time.at));
      }
      const { force, fix, adopt, hotfix } = command;
      const start = queuedStart(command, deps.clock.now());
      const looksAway = hotfix === undefined && (force || fix === true);
      return (record) => joinQueue(record, start, adopt || looksAway);
    }
    case 'leave-queue': {
      const waiting = [...(known.queue?.starts ?? []), ...(known.scheduled ?? [])];
      const isOwn = waiting.some(({ label, by }) => label === command.label && by.id === command.by.id);
      const removers = await findRemovers(deps, command, service, isOwn);
      const leaver = { by: command.by, at: deps.clock.now(), ...removers };
      return (record) =>
        isQueued(record, command.label)
          ? leaveQueue(record, command.label, leaver)
          : (leaveSchedule(record, command.label, leaver) ?? leaveQueue(record, command.label, leaver));
    }
    case 'resume-queue':
      return (record) => resumeQueue(record, command.by, command);
  }
}

function isQueued({ queue }: ServiceRecord, label: string): boolean {
  return queue?.starts.some((start) => start.label === label) === true;
}

/** Returns a record after a change of its queue or of its scheduled starts. */
function withChange(record: ServiceRecord, change: Extract<QueueChange, { answer: 'changed' }>): ServiceRecord {
  const { queue, scheduled } = change;
  const queued = queue === undefined ? record : withQueue(record, queue);
  return scheduled === undefined ? queued : withScheduled(queued, scheduled);
}

function toReply(change: QueueChange): Reply {
  if (change.answer === 'changed') return { ...info(change.say), tone: 'done' };
  return change.answer === 'refused' ? refusal(change.code, change.because) : info(change.because);
}

/**
 * Changes the queue of a service, or its scheduled starts, in the save that counts the command; the thread of a running rollout has a
 * line about it.
 *
 * @param scheduling the moment of a start that is scheduled; absent for every other command
 * @returns the answer, or a refusal that is to be kept
 * @throws LookupFailed
 */
export async function carryOutQueue(
  deps: Deps,
  command: QueueCommand,
  known: ServiceRecord,
  service: Service,
  scheduling?: Scheduling,
): Promise<Answer | Reply> {
  const late = expiredRefusal(command.issuedAt, deps.clock.now());
  if (late?.answer === 'refused') return refusal(late.code, late.because);
  const changeOf = await changeFor(deps, command, { known, service, ...(scheduling !== undefined && { scheduling }) });
  let reply = info('This command was received before and counts once.');
  const after = await update(deps, known, (record) => {
    if (isSeen(record, command.key)) return record;
    const change = changeOf(record);
    reply = toReply(change);
    const now = deps.clock.now();
    const isChanged = change.answer === 'changed';
    const decision: Decision = isChanged
      ? announceQueue(record.rollout, change.entry, command.by, now)
      : { answer: 'ignored', because: reply.text };
    const next = isChanged ? withChange(record, change) : record;
    const told = change.answer === 'changed' && change.told !== undefined ? [change.told] : [];
    return applyDecision(next, decision, [command.key], [...replyEffects(command, reply), ...told], now);
  });
  await assureTimer(deps, await deliver(deps, after));
  return says(reply, null, { isSaved: true });
}

/** Answers `queue`: the starts that wait, in the order of their turns, and those that are scheduled. */
export async function answerQueue(deps: Deps, { service: name }: Named<'queue'>): Promise<Answer> {
  const service = await deps.services.get(name, false);
  if (service === null) return says(await unknownService(deps, name));
  const { queue, rollout, scheduled = [] } = await load(deps, name);
  const times = scheduledLines(name, scheduled);
  if (queue === undefined) return says(info(`Nothing waits in the queue of ${name}.`, { lines: times }));
  const { starts } = queue;
  const count = starts.length === 1 ? 'One start waits' : `${starts.length} starts wait`;
  const text = `${count} in the queue of ${name}. ${queueStanding(name, queue, rollout)}`;
  const running = rollout === null || isFinished(rollout) ? null : rollout;
  return says(info(text, { lines: [...queueLines(queue), ...times], link: running?.card?.permalink ?? null }));
}
