import type { Effect } from '../../domain/effect.ts';
import type { CardRef } from '../../domain/message-ref.ts';
import type { Rollout, ServiceRecord } from '../../domain/record.ts';
import type { Planned } from '../../domain/signal.ts';
import type { Sync } from '../../domain/sync.ts';
import { withAlarmPlaces } from '../../rollout/alarms/alarm-messages.ts';
import { queueEffects } from '../commit/apply-decision.ts';
import { update } from '../commit/arm-and-save.ts';
import type { Deps } from '../deps.ts';
import { deliverEffect, type Places } from './deliver-effect.ts';

/** While a worker is at an effect, others leave it alone: longer than any function runs. */
const CLAIM_MS = 90_000;
/** An effect that failed waits this long at least. */
const RETRY_MS = 20_000;
/** An answer to one person is tried this often; later nobody waits for it. */
const REPLY_TRIES = 3;
/** Unless it is told otherwise, a worker tells for this long; the next one goes on with the rest. */
const TELL_MS = 20_000;
/** What could not be told for a day is given up, loudly in the log. */
const GIVE_UP_MS = 24 * 60 * 60_000;

/** What one round has done. */
interface DeliveryRound {
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
  readonly places: Places;
}

/** Order matters within a round: what is kept first, then answers to people, then the card, then what hangs on it. */
const ORDER: Readonly<Record<Effect['body']['kind'], number>> = {
  archive: 0,
  reply: 1,
  card: 2,
  baseline: 3,
  breach: 4,
  thread: 5,
  build: 0,
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
  const places: Places = { cards: new Map(), alarms: new Map() };
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

/** Where the message of a sync stands is kept with the sync. */
function withSyncCard(sync: Sync | null, cards: ReadonlyMap<string, CardRef>): Sync | null {
  const card = sync === null ? undefined : cards.get(sync.id);
  return sync === null || card === undefined ? sync : { ...sync, card };
}

function withPlaces(rollout: Rollout | null, { cards, alarms }: Places): Rollout | null {
  if (rollout === null) return null;
  const card = cards.get(rollout.id);
  return withAlarmPlaces(card === undefined ? rollout : { ...rollout, card }, alarms);
}

/**
 * The drawings that are due because a rollout went on while a message about one of its alarms was posted: the message may offer
 * what is over, and the drawing that took such offers away may have come before it.
 */
function overtakenDrawings(before: ServiceRecord, after: ServiceRecord, { alarms }: Places): readonly Planned[] {
  const { rollout } = before;
  if (rollout === null || alarms.size === 0) return [];
  const isSame = after.rollout?.id === rollout.id && after.rollout.phase.status === rollout.phase.status;
  return isSame ? [] : [{ key: `card#${rollout.id}#overtaken`, body: { kind: 'card', rollout: rollout.id } }];
}

/** Whether an effect can be taken now. A card is drawn by one worker at a time, so that no older drawing comes last. */
function isFree({ key, body, claimedUntil, retryAt }: Effect, record: ServiceRecord, now: number): boolean {
  if (claimedUntil > now || retryAt > now) return false;
  const isDrawn = (other: Effect): boolean =>
    other.key !== key && other.body.kind === 'card' && body.kind === 'card' && other.body.rollout === body.rollout;
  return !record.outbox.some((other) => isDrawn(other) && other.claimedUntil > now);
}

/**
 * Empties the outbox as far as it goes. Effects are claimed by a save before they are done and removed by another, so that
 * two workers do not do the same one at the same time; one that died leaves its claim, and the next looks before it posts.
 * Never throws because of an effect: Slack is a screen, not a dependency.
 *
 * @param only which effects; all when left out
 * @param until nothing further is begun after this moment; what is left is free for the next worker
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
