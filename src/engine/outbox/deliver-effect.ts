import type { Effect, Reply } from '../../domain/rollout/effect.ts';
import type { CardRef, MessageRef } from '../../domain/rollout/message-ref.ts';
import { isFinished, phaseStart, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import { asksPeople, isApproved } from '../../domain/rollout/running-phase.ts';
import type { DeliveryAttempt, ThreadMessage } from '../../ports/notifier.ts';
import { rolloutAt } from '../../rollout/rollback/rollback-window.ts';
import { isOvertaken } from '../../rollout/state/remind.ts';
import type { Deps } from '../deps.ts';
import { tellPerson } from '../home/tell-person.ts';

/** The places of the messages of one round: cards by rollout, other messages in the channel by the key of their effect. */
export interface Places {
  readonly cards: Map<string, CardRef>;
  readonly messages: Map<string, MessageRef>;
}

/** Finds the rollout of an effect: the one in the record, or an earlier one. */
async function findRollout(
  deps: Deps,
  record: ServiceRecord,
  id: string,
  cards: ReadonlyMap<string, CardRef>,
): Promise<Rollout | null> {
  const rollout = record.rollout?.id === id ? record.rollout : await deps.history.find(record.service, id);
  const card = cards.get(id);
  return rollout === null || card === undefined ? rollout : { ...rollout, card };
}

/** Draws a card. The place of an earlier rollout's card is archived with that rollout. */
async function draw(
  deps: Deps,
  record: ServiceRecord,
  id: string,
  once: DeliveryAttempt,
  cards: Map<string, CardRef>,
): Promise<void> {
  const rollout = await findRollout(deps, record, id, cards);
  if (rollout === null) return;
  const card = await deps.notifier.card(rolloutAt(rollout, deps.clock.now()), { ...once, key: `card#${id}` });
  cards.set(id, card);
  if (record.rollout?.id !== id) await deps.history.keep({ ...rollout, card });
}

/** Returns the rollout that an answer draws, as it is now; null when it draws none. */
function rolloutToShow(deps: Deps, { rollout }: ServiceRecord, { shows }: Reply): Rollout | null {
  return shows === null || rollout === null ? null : rolloutAt(rollout, deps.clock.now());
}

/** Archives a finished rollout; a later rollback overwrites the archived copy once it is finished too. */
async function archive(deps: Deps, { rollout }: ServiceRecord, id: string): Promise<void> {
  if (rollout?.id === id && isFinished(rollout)) await deps.history.keep(rollout);
}

type ThreadBody = Extract<Effect['body'], { kind: 'thread' | 'baseline' | 'verdict' }>;

/** Tells whether the approval that opened at this moment is over, so that nobody is called for it any more. */
function isOver(rollout: Rollout, opened: number | undefined): boolean {
  const { phase } = rollout;
  return opened !== undefined && (!asksPeople(phase) || phaseStart(phase) !== opened || isApproved(rollout));
}

/** Returns the message of an effect for the thread; null where a later decision has replaced it and has a message of its own. */
function threadMessage(rollout: Rollout, body: ThreadBody): ThreadMessage | null {
  const { analysis } = rollout;
  switch (body.kind) {
    case 'thread':
      return { kind: 'entries', entries: body.entries, mention: isOver(rollout, body.asks) ? [] : body.mention };
    case 'baseline':
      return { kind: 'baseline' };
    case 'verdict':
      return analysis?.decisive?.at === body.at ? { kind: 'verdict', verdict: analysis.decisive.verdict } : null;
  }
}

/** Posts a message in the channel, drawn with its rollout as that is now. Returns null where there is nothing to post. */
async function postInChannel(
  deps: Deps,
  record: ServiceRecord,
  body: Extract<Effect['body'], { kind: 'breach' | 'notice' }>,
  once: DeliveryAttempt,
  cards: ReadonlyMap<string, CardRef>,
): Promise<MessageRef | null> {
  const id = body.kind === 'breach' ? body.outcome.rollout : body.rollout;
  const rollout = id === null ? null : await findRollout(deps, record, id, cards);
  const drawn = rollout === null ? null : rolloutAt(rollout, deps.clock.now());
  if (body.kind === 'breach') return deps.notifier.alarm(body.channel, body.breach, body.outcome, drawn, once);
  if (drawn === null || isOvertaken(drawn, body.news, deps.clock.now())) return null;
  return deps.notifier.notice(drawn, body.news, once);
}

/** Brings a message about a hold up to date; one that is posted in this round says its end already. */
async function restate(
  deps: Deps,
  record: ServiceRecord,
  body: Extract<Effect['body'], { kind: 'restate' }>,
  { cards, messages }: Places,
): Promise<void> {
  if (messages.has(body.message)) return;
  const isWaiting = record.outbox.some(({ key }) => key === body.message);
  if (isWaiting) throw new Error('The message about the hold is not posted yet; its end has to wait.');
  const rollout = await findRollout(deps, record, body.rollout, cards);
  const message = rollout?.alarmMessages?.find(({ key }) => key === body.message);
  if (rollout === null || message === undefined) return;
  return deps.notifier.restate(rolloutAt(rollout, deps.clock.now()), message);
}

/**
 * Delivers one effect.
 *
 * @param places the places of this round's messages; a newly posted one is added
 * @throws when the delivery failed
 */
export async function deliverEffect(deps: Deps, record: ServiceRecord, effect: Effect, places: Places): Promise<void> {
  const { body } = effect;
  const { cards, messages } = places;
  const once = { key: effect.key, again: effect.attempts > 1 };
  switch (body.kind) {
    case 'card':
      return draw(deps, record, body.rollout, once, cards);
    case 'thread':
    case 'baseline':
    case 'verdict': {
      const rollout = await findRollout(deps, record, body.rollout, cards);
      const message = rollout === null ? null : threadMessage(rollout, body);
      if (rollout === null || message === null) return;
      if (rollout.card === null) throw new Error('The card is not posted yet; its thread has to wait.');
      return deps.notifier.thread(rollout, message, once);
    }
    case 'breach':
    case 'notice': {
      const posted = await postInChannel(deps, record, body, once, cards);
      if (posted !== null) messages.set(effect.key, posted);
      return;
    }
    case 'deployment':
      return deps.notifier.say(body.channel, body.text, once);
    case 'restate':
      return restate(deps, record, body, places);
    case 'reply':
      return tellPerson(deps, body.to, body.reply, rolloutToShow(deps, record, body.reply));
    case 'sync': {
      const { sync } = record;
      if (sync?.id === body.sync) cards.set(sync.id, await deps.syncNotifier.show(sync));
      return;
    }
    case 'build':
      return deps.builds.request(body.build);
    case 'event':
      return deps.rolloutEvents.publish(body.event);
    case 'archive':
      return archive(deps, record, body.rollout);
  }
}
