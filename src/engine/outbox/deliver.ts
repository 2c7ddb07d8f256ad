import type { Sync } from '../../domain/environment/sync.ts';
import type { Effect } from '../../domain/rollout/effect.ts';
import type { CardRef } from '../../domain/rollout/message-ref.ts';
import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import { withMessagePlaces } from '../../rollout/state/channel-messages.ts';
import { queueEffects } from '../commit/apply-decision.ts';
import { update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { deliverEffect, type Places } from './deliver-effect.ts';

/** The time, in milliseconds, for which one worker has an effect to itself: longer than any function runs. */
const CLAIM_MS = 90_000;
/** The wait after a failed delivery, in milliseconds. */
const RETRY_MS = 20_000;
/** The most tries to deliver an answer to one person; later nobody waits for it. */
const REPLY_TRIES = 3;
/** The time, in milliseconds, for which a worker delivers by default; the next worker continues with the rest. */
const TELL_MS = 20_000;
/** The age, in milliseconds, at which an undelivered effect is given up, with an error in the log. */
const GIVE_UP_MS = 24 * 60 * 60_000;

/** The result of one round of delivery. */
interface DeliveryRound {
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
  readonly places: Places;
}

/** The order within a round: the archive first, then answers to people, then the card, then messages that depend on the card. */
const ORDER: Readonly<Record<Effect['body']['kind'], number>> = {
  archive: 0,
  reply: 1,
  card: 2,
  baseline: 3,
  breach: 4,
  notice: 4,
  deployment: 4,
  thread: 5,
  verdict: 6,
  restate: 7,
  build: 0,
  event: 0,
  sync: 2,
};

function isGivenUp({ body, at, attempts }: Effect, now: number): boolean {
  if (body.kind === 'archive') return false;
  return now - at > GIVE_UP_MS || (body.kind === 'reply' && attempts >= REPLY_TRIES);
}

async function round(
  deps: Deps,
  record: ServiceRecord,
  effects: readonly Effect[],
  until: number,
): Promise<DeliveryRound> {
  const done = new Set<string>();
  const failed = new Set<string>();
  const places: Places = { cards: new Map(), messages: new Map() };
  for (const effect of [...effects].sort((a, b) => ORDER[a.body.kind] - ORDER[b.body.kind])) {
    const now = deps.clock.now();
    if (now > until) break;
    const fields = {
      service: record.service,
      rollout: record.rollout?.id,
      effect: effect.key,
      attempts: effect.attempts,
    };
    try {
      await deliverEffect(deps, record, effect, places);
      done.add(effect.key);
    } catch (error) {
      const givenUp = isGivenUp(effect, now);
      (givenUp ? done : failed).add(effect.key);
      deps.log[givenUp ? 'error' : 'warn'](
        { ...fields, error: String(error) },
        givenUp ? 'given up: nobody was told' : 'not told yet; tries again',
      );
    }
  }
  return { done, failed, places };
}

/** Stores the place of a sync's message in the sync. */
function withSyncCard(sync: Sync | null, cards: ReadonlyMap<string, CardRef>): Sync | null {
  const card = sync === null ? undefined : cards.get(sync.id);
  return sync === null || card === undefined ? sync : { ...sync, card };
}

function withPlaces(rollout: Rollout | null, { cards, messages }: Places): Rollout | null {
  if (rollout === null) return null;
  const card = cards.get(rollout.id);
  return withMessagePlaces(card === undefined ? rollout : { ...rollout, card }, messages);
}

/**
 * Returns the drawings that are due because a rollout went on while a message in the channel was posted for it. That message may
 * offer something that is over, and the drawing that removed such offers may have come before it.
 */
function overtakenDrawings(before: ServiceRecord, after: ServiceRecord, { messages }: Places): readonly Planned[] {
  const { rollout } = before;
  if (rollout === null || messages.size === 0) return [];
  const isSame = after.rollout?.id === rollout.id && after.rollout.phase.status === rollout.phase.status;
  return isSame ? [] : [{ key: `card#${rollout.id}#overtaken`, body: { kind: 'card', rollout: rollout.id } }];
}

/** True when an effect can be claimed now. One worker at a time draws a card, so that no older drawing comes last. */
function isFree({ key, body, claimedUntil, retryAt }: Effect, record: ServiceRecord, now: number): boolean {
  if (claimedUntil > now || retryAt > now) return false;
  const isDrawn = (other: Effect): boolean =>
    other.key !== key && other.body.kind === 'card' && body.kind === 'card' && other.body.rollout === body.rollout;
  return !record.outbox.some((other) => isDrawn(other) && other.claimedUntil > now);
}

/**
 * Delivers the outbox as far as possible. A save claims effects before they are delivered and another removes them, so that two
 * workers never deliver the same one at once. A worker that died leaves its claim, and the next one looks before it posts. Never
 * throws because of an effect: Slack shows rollouts, and none depends on it.
 *
 * @param only selects the effects; all when left out
 * @param until the moment after which no further effect is begun; the rest is free for the next worker
 */
export async function deliver(
  deps: Deps,
  known: ServiceRecord,
  only: (effect: Effect) => boolean = () => true,
  until = deps.clock.now() + TELL_MS,
): Promise<ServiceRecord> {
  const now = deps.clock.now();
  const deliverableEffects = (record: ServiceRecord): readonly Effect[] =>
    record.outbox.filter((effect) => isFree(effect, record, now) && only(effect));
  if (now > until || deliverableEffects(known).length === 0) return known;
  let mine: readonly Effect[] = [];
  const claimed = await update(deps, known, (record) => {
    const free = deliverableEffects(record);
    mine = free.map((effect) => ({ ...effect, attempts: effect.attempts + 1, claimedUntil: now + CLAIM_MS }));
    if (free.length === 0) return record;
    return {
      ...record,
      outbox: record.outbox.map((effect) => mine.find((claim) => claim.key === effect.key) ?? effect),
    };
  });
  if (mine.length === 0) return claimed;
  const { done, failed, places } = await round(deps, claimed, mine, until);
  const untouched = new Set(mine.map(({ key }) => key).filter((key) => !done.has(key) && !failed.has(key)));
  const after = deps.clock.now() + RETRY_MS;
  return update(deps, claimed, (record) => {
    const outbox = record.outbox
      .filter((effect) => !done.has(effect.key))
      .map((effect) => {
        // A save that seemed to fail may have taken effect: then the claim is given back already, and a try must not be forgotten.
        const isOurs = mine.some((claim) => claim.key === effect.key && claim.claimedUntil === effect.claimedUntil);
        if (!isOurs) return effect;
        if (untouched.has(effect.key)) return { ...effect, attempts: effect.attempts - 1, claimedUntil: 0 };
        return failed.has(effect.key) ? { ...effect, claimedUntil: 0, retryAt: after } : effect;
      });
    return {
      ...record,
      rollout: withPlaces(record.rollout, places),
      sync: withSyncCard(record.sync, places.cards),
      outbox: queueEffects({ ...record, outbox }, overtakenDrawings(claimed, record, places), deps.clock.now()),
    };
  });
}
