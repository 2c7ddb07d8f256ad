import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { hasToWait, hotfixHasToWait } from '../../rollout/queue/take-turn.ts';
import type { QueueCommand } from '../inbound/carry-out-queue.ts';
import type { Change } from '../inbound/command.ts';
import type { TimedStart } from './schedule-start.ts';

/** True for a command about the queue of a service, and for a start that waits where it cannot begin. */
export function mayWait(command: Change): command is QueueCommand {
  if (command.name !== 'start') return command.name === 'leave-queue' || command.name === 'resume-queue';
  return command.via !== 'call' && (command.queue === true || command.hotfix !== undefined);
}

/** True for a command about the queue of a service: also for a start that has to wait, and may. */
export function isAboutQueue(command: Change, record: ServiceRecord): command is QueueCommand {
  if (!mayWait(command) || command.name !== 'start') return mayWait(command);
  return command.hotfix === undefined ? hasToWait(record) : hotfixHasToWait(record);
}

/** True where another start was first while this one was prepared. */
export function isBehind(decision: Decision | null): boolean {
  return decision?.answer === 'refused' && ['running', 'queue-first'].includes(decision.code);
}

/** True for a start that is to be scheduled. */
export function isTimed(command: Change): command is TimedStart {
  return command.name === 'start' && command.via !== 'call' && command.startAt !== undefined;
}
