import type { Check } from '../../domain/finding.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import { emptyRecord } from '../../domain/rollout/record.ts';
import type { Decision, Planned, Signal } from '../../domain/rollout/signal.ts';
import type { Command, CommandBody } from '../../ports/command.ts';
import { LookupFailed } from '../../ports/people.ts';
import { ConfigUnreadable } from '../../ports/services.ts';
import { preflightChecks } from '../../rollout/preflight/preflight.ts';
import { removeRollbackButton } from '../../rollout/rollback/rollback-window.ts';
import { applyDecision, isSeen } from '../commit/apply-decision.ts';
import { update } from '../commit/arm-and-save.ts';
import type { Deps } from '../deps.ts';
import { showEnvironments } from '../environments/show-environments.ts';
import { syncComponents } from '../environments/sync-components.ts';
import { deliver } from '../outbox/deliver.ts';
import { assureTimer, MOVE_MS, processSignal, reconcile } from '../process-signal.ts';
import { findService, list, type Question, status, toSignal } from './commands.ts';
import { changeSync, showSyncTable } from './on-sync.ts';
import { refusal, replyTo, withOffer } from './replies.ts';

const QUESTIONS: ReadonlySet<string> = new Set<Question>(['list', 'status', 'env']);

async function tell(deps: Deps, command: Command, reply: Reply, shows: Rollout | null): Promise<void> {
  try {
    await deps.announcer.reply(command.replyTo, reply, shows);
  } catch (error) {
    deps.log.warn({ person: command.by.id, error: String(error) }, 'an answer did not reach the person');
  }
}

function reply(command: Command, answer: Reply): Planned {
  return { key: `reply#${command.key}`, body: { kind: 'reply', to: command.replyTo, reply: answer } };
}

type SyncBody = Extract<CommandBody, { name: 'sync' | 'stop-sync' }>;

/** Shows the effect of a sync, or carries out a confirmed one; the answer is delivered before any part is brought up. */
async function sync(deps: Deps, command: Command, body: SyncBody): Promise<void> {
  const record = (await deps.store.load(body.service)) ?? emptyRecord(body.service);
  if (isSeen(record, command.key)) return reconcile(deps, record);
  const service = await findService(deps, command, body.service, record.rollout).catch(refusalReply);
  const isLook = body.name === 'sync' && body.plan === null;
  if ('tone' in service) {
    return isLook || service.code === 'unknown-service'
      ? tell(deps, command, service, null)
      : saveAnswer(deps, command, record, service);
  }
  if (isLook) return tell(deps, command, await showSyncTable(deps, service), null);
  const began = deps.clock.now();
  const answer = (given: Reply): Planned => reply(command, given);
  const after = await changeSync(deps, record, command, body, { service, answer });
  const told = await deliver(deps, after, ({ body: effect }) => effect.kind === 'reply' || effect.kind === 'build');
  await reconcile(deps, await syncComponents(deps, told, began + MOVE_MS));
}

/** Returns the refusal for a failed look-up of a person or an unreadable configuration. @throws any other error */
function refusalReply(error: unknown): Reply {
  if (error instanceof LookupFailed || error instanceof ConfigUnreadable) return refusal(error.code, error.message);
  throw error;
}

/** Saves a definite answer: a command that is delivered again must not get another one. */
async function saveAnswer(deps: Deps, command: Command, record: ServiceRecord, answer: Reply): Promise<void> {
  const ignored: Decision = { answer: 'ignored', because: answer.text };
  const after = await update(deps, record, (fresh) =>
    isSeen(fresh, command.key)
      ? fresh
      : applyDecision(fresh, ignored, [command.key], [reply(command, answer)], deps.clock.now()),
  );
  await assureTimer(deps, await deliver(deps, after));
}

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

async function executeCommand(
  deps: Deps,
  command: Command,
  body: Exclude<CommandBody, SyncBody | { name: Question }>,
): Promise<void> {
  const record = (await deps.store.load(body.service)) ?? emptyRecord(body.service);
  if (isSeen(record, command.key)) return reconcile(deps, record);
  const signal = await toSignal(deps, command, body, record.rollout);
  if ('tone' in signal) {
    return signal.code === 'unknown-service'
      ? tell(deps, command, signal, null)
      : saveAnswer(deps, command, record, signal);
  }
  await processSignal(deps, body.service, signal, {
    keys: [command.key],
    known: record,
    extra: (decision, before) => {
      const rollout = decision.answer === 'accepted' ? decision.next : before.rollout;
      const answer = withOffer(replyTo(decision, rollout, body.name === 'start'), body.service);
      const told = reply(
        command,
        signal.kind === 'start' ? { ...answer, checks: preflightChecksToShow(decision, signal) } : answer,
      );
      return [told, ...redrawStaleOffer(decision, before)];
    },
  });
}

/**
 * Returns the refusal for a person who may be a guest over Slack Connect, or null when they belong to the organisation. A failed
 * look-up also refuses a rollback: a guest may not ask for one.
 */
async function guestRefusal(deps: Deps, { by, organisation }: Command): Promise<Reply | null> {
  if (organisation === undefined) return null;
  try {
    if (await deps.people.belongsTo(by, organisation)) return null;
  } catch (error) {
    return refusalReply(error);
  }
  const because =
    'You belong to another Slack organisation than the one that Serin serves. Nothing was changed. Ask somebody of that organisation.';
  return refusal('other-organisation', because);
}

/**
 * Carries out a person's command, and answers. The answer goes through the outbox together with the decision.
 *
 * @throws when AWS did not answer, after telling the person, so that the command is retried while it is recent enough
 */
export async function onCommand(deps: Deps, command: Command): Promise<void> {
  const { body } = command;
  try {
    const refused = await guestRefusal(deps, command);
    if (refused !== null) return await tell(deps, command, refused, null);
    if (body.name === 'list') return await tell(deps, command, await list(deps), null);
    if (body.name === 'sync' || body.name === 'stop-sync') return await sync(deps, command, body);
    if (body.name === 'env') return await tell(deps, command, await showEnvironments(deps, body.service), null);
    if (body.name !== 'status') return await executeCommand(deps, command, body);
    const { reply: answer, shows } = await status(deps, body.service);
    return await tell(deps, command, answer, shows);
  } catch (error) {
    const isQuestion = QUESTIONS.has(body.name) || (body.name === 'sync' && body.plan === null);
    const after = isQuestion
      ? 'Ask again in a minute.'
      : 'Serin tries again by itself for a few minutes; `/canary status` shows what came of it.';
    deps.log.error({ command: body.name, person: command.by.id, error }, 'a command was not carried out yet');
    await tell(deps, command, refusal('not-yet', `AWS did not answer, so this is not done yet. ${after}`), null);
    if (!isQuestion) throw error;
  }
}
