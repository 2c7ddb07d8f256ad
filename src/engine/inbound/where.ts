import { queueLine, scheduledLines } from '../../domain/queue/queue-text.ts';
import { freezeText } from '../../domain/restrictions/freeze-in-force.ts';
import { lockText } from '../../domain/restrictions/lock-text.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { displayName } from '../../domain/wording.ts';
import { syncRunningRefusal } from '../../environments/sync.ts';
import { LookupFailed } from '../../ports/inbound/people.ts';
import { runningRefusal } from '../../rollout/commands/start.ts';
import { alarmFindings } from '../../rollout/preflight/alarm-findings.ts';
import { freezeRemedy } from '../../rollout/restrictions/freeze-gate.ts';
import { lockRemedy } from '../../rollout/restrictions/lock-findings.ts';
import { load } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { readAlarmStates } from '../reconcile/read-alarm-states.ts';
import { readStartRestrictions } from '../restrictions/read-freeze.ts';
import type { Named } from './command.ts';
import { type Answer, info, listLine, says } from './replies.ts';
import { roleRefusal } from './role-refusal.ts';
import { unknownService } from './unknown-service.ts';

/** Returns the alarms that keep a start away, a line each with what to do; one that says so where they cannot be read. */
async function alarmLines(deps: Deps, service: Service): Promise<readonly string[]> {
  const { name, alarms, missingData } = service;
  try {
    return alarmFindings(await readAlarmStates(deps, name, alarms), { force: false, missingData })
      .filter(({ severity }) => severity === 'blocks')
      .map(({ message, remedy }) => `🔴 ${message} ${remedy}`);
  } catch (error) {
    deps.log.warn({ service: name, error: String(error) }, 'the alarms could not be read for a question');
    return ['⚪ CloudWatch did not return the alarm states.'];
  }
}

/** Returns the version that users have, from the newest rollout; null where none has ended. */
function liveLine(rollout: Rollout | null): string | null {
  if (rollout?.phase.status === 'completed')
    return `Live: ${rollout.canary}, completed, by ${displayName(rollout.by)}.`;
  return rollout?.phase.status === 'rolled-back' ? `Last: ${rollout.canary} was rolled back.` : null;
}

function syncLines({ sync }: ServiceRecord): readonly string[] {
  const syncing = syncRunningRefusal(sync);
  return syncing?.answer === 'refused' ? [`🔄 ${syncing.because}`] : [];
}

/** Returns the queue, where it keeps a start from passing. */
function queueWays({ service, queue, rollout }: ServiceRecord): readonly string[] {
  return queue === undefined || queue.stop !== undefined ? [] : [queueLine(service, queue, rollout)];
}

/** Returns what keeps a person from starting who lacks the role for it; callers have none. */
async function roleLines(deps: Deps, { via, by }: Named<'where'>, service: Service): Promise<readonly string[]> {
  if (via === 'call') return [];
  try {
    const lacking = await roleRefusal(deps, { name: 'start', by }, service, []);
    return lacking === null ? [] : [`🚷 ${lacking.text}`];
  } catch (error) {
    if (!(error instanceof LookupFailed)) throw error;
    return [`⚪ ${error.message}`];
  }
}

/** Returns somebody else's lock and the freeze, with what to do. */
function restrictionLines(name: string, { freeze, lock }: Pick<Draft, 'freeze' | 'lock'>): readonly string[] {
  return [
    ...(lock === undefined || lock.isOwn ? [] : [`🔒 ${name} is ${lockText(lock)}. ${lockRemedy(name)}`]),
    ...(freeze === undefined ? [] : [`🧊 ${name} is ${freezeText(freeze)}. ${freezeRemedy(name, freeze)}`]),
  ];
}

/** The answer to `where`, and the rollout that runs. */
interface Standing {
  readonly reply: Reply;
  readonly running: Rollout | null;
}

/**
 * Answers `where`: whether the requester can start a rollout of a service now, and all that is in the way. Saves and moves nothing,
 * and looks at no target: a start does.
 */
export async function answerWhere(deps: Deps, command: Named<'where'>): Promise<Answer> {
  const service = await deps.services.get(command.service, true);
  if (service === null) return says(await unknownService(deps, command.service));
  const { reply, running } = await readStanding(deps, command, service);
  return says(reply, running);
}

/** Reads whether a person can start a service now, and all that is in the way. */
export async function readStanding(deps: Deps, command: Named<'where'>, service: Service): Promise<Standing> {
  const { name } = service;
  const now = deps.clock.now();
  const [record, restrictions, alarms, roles] = await Promise.all([
    load(deps, name),
    readStartRestrictions(deps, service, command.by),
    alarmLines(deps, service),
    roleLines(deps, command, service),
  ]);
  const { rollout } = record;
  const running = rollout !== null && !isFinished(rollout) ? rollout : null;
  const ways = [
    ...(running === null ? [] : [`🐤 ${runningRefusal(running, command.by, now)}`]),
    ...queueWays(record),
    ...syncLines(record),
    ...restrictionLines(name, restrictions),
    ...roles,
    ...alarms,
  ];
  const { lock } = restrictions;
  const own = lock?.isOwn === true ? [`🔒 ${name} is ${lockText(lock)}: only you can start it.`] : [];
  const stopped = record.queue?.stop === undefined ? [] : [queueLine(name, record.queue, rollout)];
  const scheduled = scheduledLines(name, record.scheduled);
  const live = running === null ? liveLine(rollout) : listLine(name, running, now);
  const text =
    ways.length === 0
      ? `You can start ${name} now. Nothing is in the way.`
      : `You cannot start ${name} now. In the way: ${ways.length === 1 ? 'one thing' : `${ways.length} things`}.`;
  const lines = [...ways, ...own, ...stopped, ...scheduled, ...(live === null ? [] : [live])];
  const link = running?.card?.permalink ?? null;
  return { reply: info(command.via === 'call' ? [text, ...lines].join('\n') : text, { lines, link }), running };
}
