import type { Check } from '../../domain/finding.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Planned, Signal } from '../../domain/rollout/signal.ts';
import { preflightChecks } from '../../rollout/preflight/preflight.ts';
import { removeRollbackButton } from '../../rollout/rollback/rollback-window.ts';
import { applyDecision, isSeen } from '../commit/apply-decision.ts';
import { assureTimer } from '../commit/assure-timer.ts';
import type { CommitOptions } from '../commit/commit-signal.ts';
import { load, update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { showEnvironments } from '../environments/show-environments.ts';
import { rolloutId } from '../ids.ts';
import { deliver } from '../outbox/deliver.ts';
import { processSignal } from '../process-signal.ts';
import { isAboutQueue, isBehind, isTimed, mayWait } from '../queue/may-wait.ts';
import { prepareSchedule, type Scheduling, type TimedStart } from '../queue/schedule-start.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { readStartForm } from '../start-form/read-start-form.ts';
import { answerHistory } from './answer-history.ts';
import { authorize, type Grant, guestRefusal, lookupRefusal } from './authorize.ts';
import { carryOutFreeze, carryOutFreezeOfAll } from './carry-out-freeze.ts';
import { carryOutLock } from './carry-out-lock.ts';
import { answerQueue, carryOutQueue, type QueueCommand } from './carry-out-queue.ts';
import { carryOutSync } from './carry-out-sync.ts';
import { type Change, type Command, type Deed, isQuestion, type Named } from './command.ts';
import { confirmStart, type Unstarted } from './confirm-start.ts';
import { dryRun, listServices, newestRollout, readStatus, simulatePlan } from './questions.ts';
import { type Answer, repeatReply, replyEffects, replyTo, says, withOffer } from './replies.ts';
import { toSignal } from './to-signal.ts';
import { answerWhere } from './where.ts';

/** Returns preflight's list when the start began or preflight refused it; empty otherwise, as in the answer to a repeat. */
function preflightChecksToShow(decision: Decision, { draft }: Extract<Signal, { kind: 'start' }>): readonly Check[] {
  if (decision.answer === 'accepted') return preflightChecks(draft, decision.next.findings);
  return decision.answer === 'refused' && decision.code === 'preflight'
    ? preflightChecks(draft, decision.findings)
    : [];
}

/** Redraws a card that still offers a rollback although its window is over. */
function redrawStaleOffer(decision: Decision, { rollout }: ServiceRecord): readonly Planned[] {
  const isOver = decision.answer === 'refused' && decision.code === 'window-over';
  return isOver && rollout !== null ? removeRollbackButton(rollout) : [];
}

/** True for a start whose person was shown all of it before, so that the answer need not show it again. */
function wasShown(command: Deed): boolean {
  return command.name === 'start' && command.via !== 'call' && typeof command.confirmed === 'object';
}

/** Returns what is saved with the decision: the answer to a person, or the key alone, when a caller gets the answer at once. */
function commitOptions(command: Deed, signal: Signal): Pick<CommitOptions, 'extra' | 'remembers'> {
  if (command.via === 'call') return { remembers: true };
  return {
    extra: (decision, before) => {
      const rollout = decision.answer === 'accepted' ? decision.next : before.rollout;
      const reply = withOffer(replyTo(decision, rollout, signal.kind === 'start'), command.service);
      const isKnown = wasShown(command) && decision.answer === 'accepted';
      const checks = signal.kind === 'start' && !isKnown ? preflightChecksToShow(decision, signal) : [];
      const shows = isKnown ? null : reply.shows;
      return [...replyEffects(command, { ...reply, checks, shows }), ...redrawStaleOffer(decision, before)];
    },
  };
}

/**
 * Returns the answer after a command, to a caller with the rollout as it is by now.
 *
 * @param decision null when the command was repeated
 */
async function answerAfter(
  deps: Deps,
  command: Change,
  record: ServiceRecord,
  decision: Decision | null,
): Promise<Answer> {
  const { name, service, key, via } = command;
  const rollout = via === 'call' ? await newestRollout(deps, service) : record.rollout;
  const started = name === 'start' ? rolloutId(service, key) : null;
  const reply =
    decision === null
      ? repeatReply(service, rollout, started, deps.clock.now())
      : replyTo(decision, rollout, started !== null);
  return says(reply, rollout, { isSaved: true });
}

/** Refuses a command for good: when it is delivered again, it must not get another answer. */
async function refuse(deps: Deps, command: Change, known: ServiceRecord, reply: Reply): Promise<Answer> {
  if (isQuestion(command) || reply.code === 'unknown-service') return says(reply, known.rollout);
  const ignored: Decision = { answer: 'ignored', because: reply.text };
  const effects = replyEffects(command, reply);
  const after = await update(deps, known, (record) =>
    isSeen(record, command.key) ? record : applyDecision(record, ignored, [command.key], effects, deps.clock.now()),
  );
  if (effects.length > 0) await assureTimer(deps, await deliver(deps, after));
  return says(reply, known.rollout, { isSaved: true });
}

/**
 * Answers a start that does not begin. A preview is not saved, as it is no answer for good; the click that it answers counts once
 * all the same, or a repeat could start what its person was told has changed.
 */
async function answerUnstarted(
  deps: Deps,
  command: Named<'start'>,
  known: ServiceRecord,
  { reply, shows }: Unstarted,
): Promise<Answer> {
  if (shows === null) return refuse(deps, command, known, withOffer(reply, command.service));
  if (reply.tone === 'refused') {
    const { key } = command;
    const ignored: Decision = { answer: 'ignored', because: reply.text };
    await update(deps, known, (record) =>
      isSeen(record, key) ? record : applyDecision(record, ignored, [key], [], deps.clock.now()),
    );
  }
  return says(reply, known.rollout, { shows });
}

type Restriction = Named<'freeze' | 'unfreeze' | 'lock' | 'unlock'>;

const isRestriction = (command: Change): command is Restriction =>
  ['freeze', 'unfreeze', 'lock', 'unlock'].includes(command.name);

function carryOutRestriction(
  deps: Deps,
  command: Restriction,
  asked: { readonly known: ServiceRecord; readonly grant: Grant },
): Promise<Answer | Reply> {
  return command.name === 'lock' || command.name === 'unlock'
    ? carryOutLock(deps, command, asked)
    : carryOutFreeze(deps, command, asked);
}

async function changeQueue(
  deps: Deps,
  command: QueueCommand,
  known: ServiceRecord,
  { service }: Grant,
  scheduling?: Scheduling,
): Promise<Answer> {
  const changed = carryOutQueue(deps, command, known, service, scheduling);
  const answer = await changed.catch((error) => lookupRefusal(command, error));
  return 'tone' in answer ? refuse(deps, command, known, answer) : answer;
}

/** Schedules a start, or shows it first. */
async function schedule(deps: Deps, command: TimedStart, known: ServiceRecord, grant: Grant): Promise<Answer> {
  const prepared = await prepareSchedule(deps, command, known, grant.service).catch((error) =>
    lookupRefusal(command, error),
  );
  if ('tone' in prepared) return refuse(deps, command, known, withOffer(prepared, command.service));
  if ('reply' in prepared) return answerUnstarted(deps, command, known, prepared);
  return changeQueue(deps, command, known, grant, prepared);
}

/** Decides a command that was prepared. A start that may wait does so where another one was first meanwhile. */
async function decideSignal(
  deps: Deps,
  command: Deed,
  known: ServiceRecord,
  signal: Signal,
  grant: Grant,
): Promise<Answer> {
  const waits = mayWait(command) && { givesUp: isBehind };
  const options = { keys: [command.key], known, ...commitOptions(command, signal), ...waits };
  const { record, decision } = await processSignal(deps, command.service, signal, options);
  if (mayWait(command) && isBehind(decision)) return changeQueue(deps, command, record, grant);
  return answerAfter(deps, command, record, decision);
}

/** Carries out a command that may change something, once: a repeat only finishes what a dead worker left. */
async function change(deps: Deps, command: Change): Promise<Answer> {
  const known = await load(deps, command.service);
  if (isSeen(known, command.key)) {
    await reconcile(deps, known);
    return answerAfter(deps, command, known, null);
  }
  const refuseUnread = (error: unknown) => lookupRefusal(command, error);
  const grant = await authorize(deps, command, known.rollout).catch(refuseUnread);
  if ('tone' in grant) return refuse(deps, command, known, grant);
  if (isRestriction(command)) {
    const answer = await carryOutRestriction(deps, command, { known, grant }).catch(refuseUnread);
    return 'tone' in answer ? refuse(deps, command, known, answer) : answer;
  }
  if (command.name === 'sync' || command.name === 'stop-sync') return carryOutSync(deps, command, known, grant.service);
  if (isTimed(command)) return schedule(deps, command, known, grant);
  if (isAboutQueue(command, known)) return changeQueue(deps, command, known, grant);
  const signal = await toSignal(deps, command, known.rollout, grant).catch(refuseUnread);
  if ('tone' in signal) return refuse(deps, command, known, signal);
  if (command.name === 'start' && signal.kind === 'start') {
    const unstarted = confirmStart(known, command, signal, deps.clock.now());
    if (unstarted !== null) return answerUnstarted(deps, command, known, unstarted);
  }
  return decideSignal(deps, command, known, signal, grant);
}

/**
 * Carries out a command of a person or of a caller, and returns the answer.
 *
 * @throws when AWS did not answer
 */
export async function carryOut(deps: Deps, command: Command): Promise<Answer> {
  const refused = await guestRefusal(deps, command);
  if (refused !== null) return says(refused);
  switch (command.name) {
    case 'list':
      return listServices(deps);
    case 'home':
      return { kind: 'home' };
    case 'start-form':
      return { kind: 'start-form', form: await readStartForm(deps, command) };
    case 'status':
      return readStatus(deps, command);
    case 'history':
      return answerHistory(deps, command);
    case 'env':
      return says(await showEnvironments(deps, command.service));
    case 'simulate':
      return simulatePlan(deps, command);
    case 'where':
      return answerWhere(deps, command);
    case 'queue':
      return answerQueue(deps, command);
    case 'dry-run':
      return dryRun(deps, command);
    case 'freeze-all':
    case 'unfreeze-all':
      return carryOutFreezeOfAll(deps, command);
    default:
      return change(deps, command);
  }
}
