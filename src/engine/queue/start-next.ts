import type { QueuedStart } from '../../domain/queue/queue.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Signal } from '../../domain/rollout/signal.ts';
import { displayName, joinWithAnd } from '../../domain/wording.ts';
import { LookupFailed } from '../../ports/inbound/people.ts';
import { ConfigUnreadable } from '../../ports/services.ts';
import { changesOfMove, describeStart } from '../../rollout/preflight/shown-start.ts';
import { endTurn, findTurn, type TurnRefusal } from '../../rollout/queue/take-turn.ts';
import { applyDecision } from '../commit/apply-decision.ts';
import { assureTimer } from '../commit/assure-timer.ts';
import { update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { digestStart } from '../ids.ts';
import { authorize } from '../inbound/authorize.ts';
import type { PersonCommand } from '../inbound/command.ts';
import { asksBeforeStart } from '../inbound/confirm-start.ts';
import { startSignal } from '../inbound/to-signal.ts';
import { tryStart } from '../inbound/try-start.ts';
import { deliver } from '../outbox/deliver.ts';
import { processSignal } from '../process-signal.ts';

type StartCommand = Extract<PersonCommand, { name: 'start' }>;
type Turn = Extract<Signal, { kind: 'start' }> & { readonly turn: true };

/**
 * Returns the command of a start that waited, as if its requester gave it now in the Home of the app: the place of then says nothing about
 * where they are by now.
 */
function toCommand(service: string, start: QueuedStart, now: number): StartCommand {
  const {
    key,
    by,
    label,
    explicit,
    force = false,
    fix,
    hotfix,
    notes,
    plan,
    isConfirmed,
    origin,
    organisation,
  } = start;
  const here = { channelId: by.id, channelName: '', isHome: true } as const;
  const replyTo = { user: by.id, channel: origin.channelId, responseUrl: '' };
  return {
    ...{ name: 'start', key, issuedAt: now, by, service, label, explicit, force, adopt: false },
    via: { origin: here, replyTo, ...(organisation !== undefined && { organisation }) },
    ...(notes !== undefined && { notes }),
    ...(plan !== undefined && { plan }),
    ...(isConfirmed && { confirmed: 'yes' }),
    ...(fix && { fix }),
    ...(hotfix !== undefined && { hotfix }),
  };
}

function toRefusal(
  { code, because, findings = [] }: Extract<Decision, { answer: 'refused' }>,
  { draft: { freeze } }: Turn,
): TurnRefusal {
  return { code, because, findings, ...(freeze !== undefined && { freeze }) };
}

/**
 * Returns why a start at its turn does not begin before its requester looks at it: it was never shown and has to be, or would bring other
 * versions or go by another plan than it was shown with; null where it may begin.
 */
function lookFirst(record: ServiceRecord, start: QueuedStart, turn: Turn, asks: boolean, now: number) {
  const { shown, by, label } = start;
  if (shown === undefined && !asks) return null;
  const { decision, draft } = tryStart(record, turn, now);
  if (decision.answer === 'refused') return toRefusal(decision, turn);
  const next = `/canary start ${record.service} ${label} shows it and starts it`;
  if (shown === undefined)
    return { code: 'shown-first', because: `${displayName(by)} has to look at it first: ${next}` };
  const changes = changesOfMove(shown, digestStart(describeStart(draft, record.rollout, [])));
  if (changes.length === 0) return null;
  return { code: 'start-changed', because: `${joinWithAnd(changes)} since ${displayName(by)} was shown it: ${next}` };
}

/** Returns why a start does not begin for somebody who has left; null for everybody else. @throws LookupFailed */
async function leftRefusal({ people }: Deps, service: string, start: QueuedStart): Promise<TurnRefusal | null> {
  const { by, organisation = null, label } = start;
  if (await people.belongsTo(by, organisation)) return null;
  const because = `${displayName(by)} is not active in this Slack any more. Somebody else can start it: /canary start ${service} ${label}`;
  return { code: 'requester-left', because };
}

/** Returns the refusal of a start at its turn, in words for those who read of it: its requester is not there. */
function toTurnRefusal({ code, text }: Reply, service: string, { by, label }: QueuedStart): TurnRefusal {
  if (code !== 'other-channel') return { code, because: text };
  const because = `${displayName(by)} is not in the channel of ${service} any more. Somebody of it can start it: /canary start ${service} ${label}`;
  return { code, because };
}

/** Prepares a start at its turn: authorises its requester and inspects everything, as for a start that is asked for now. */
async function prepareTurn(deps: Deps, record: ServiceRecord, start: QueuedStart): Promise<Turn | TurnRefusal> {
  const command = toCommand(record.service, start, deps.clock.now());
  const left = await leftRefusal(deps, record.service, start);
  if (left !== null) return left;
  const grant = await authorize(deps, command, record.rollout);
  if ('tone' in grant) return toTurnRefusal(grant, record.service, start);
  const signal = await startSignal(deps, command, grant.service, record.rollout);
  if ('tone' in signal) return { code: signal.code, because: signal.text };
  const { scheduled } = start;
  const turn: Turn = { ...signal, turn: true, ...(scheduled !== undefined && { scheduled }) };
  return lookFirst(record, start, turn, asksBeforeStart(command, grant.service), deps.clock.now()) ?? turn;
}

/** Returns the refusal for a look-up that failed. @throws any other error */
function refusalFor(error: unknown): TurnRefusal {
  if (error instanceof LookupFailed || error instanceof ConfigUnreadable)
    return { code: error.code, because: error.message };
  throw error;
}

async function refuseTurn(deps: Deps, known: ServiceRecord, start: QueuedStart, no: TurnRefusal): Promise<void> {
  const ignored: Decision = { answer: 'ignored', because: no.because };
  const after = await update(deps, known, (record) => {
    const now = deps.clock.now();
    const { record: next, planned } = endTurn(record, start, no, now);
    if (next === record) return record;
    return applyDecision(next, ignored, [], planned, now);
  });
  deps.log.info({ service: known.service, label: start.label, code: no.code }, 'the next in the queue did not start');
  await assureTimer(deps, await deliver(deps, after));
}

/**
 * Starts the first of the queue of a service when it is its turn, or says why it cannot. The start leaves the queue in the save that
 * begins its rollout, so it begins once, however often a timer fires.
 *
 * @returns true when a rollout began
 * @throws when AWS did not answer; the next timer tries again
 */
export async function startNext(deps: Deps, record: ServiceRecord): Promise<boolean> {
  const now = deps.clock.now();
  const start = findTurn(record, now);
  if (start === null) return false;
  const turn = await prepareTurn(deps, record, start).catch(refusalFor);
  if (!('kind' in turn)) {
    await refuseTurn(deps, record, start, turn);
    return false;
  }
  const { decision } = await processSignal(deps, record.service, turn, { keys: [], known: record });
  if (decision?.answer === 'refused') await refuseTurn(deps, record, start, toRefusal(decision, turn));
  return decision?.answer === 'accepted';
}
