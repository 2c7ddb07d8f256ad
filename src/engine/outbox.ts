import type { Effect } from '../rollout/effect.ts';
import type { CardRef, Rollout, ServiceRecord } from '../rollout/record.ts';
import type { Deps } from './deps.ts';
import { update } from './save.ts';

/** While a worker is at an effect, others leave it alone: longer than any function runs. */
const CLAIM_MS = 90_000;
/** An effect that failed waits this long at least. */
const RETRY_MS = 20_000;
/** What could not be told for a day is given up, loudly in the log. */
const GIVE_UP_MS = 24 * 60 * 60_000;

/** What one round has done. */
interface Round {
  readonly done: ReadonlySet<string>;
  readonly cards: ReadonlyMap<string, CardRef>;
}

/** The rollout an effect speaks of: the one in the record, or an earlier one. */
async function rolloutOf(
  deps: Deps,
  record: ServiceRecord,
  id: string,
  cards: ReadonlyMap<string, CardRef>,
): Promise<Rollout | null> {
  const rollout = record.rollout?.id === id ? record.rollout : await deps.history.find(record.service, id);
  const card = cards.get(id);
  return rollout === null || card === undefined ? rollout : { ...rollout, card };
}

async function perform(deps: Deps, record: ServiceRecord, effect: Effect, cards: Map<string, CardRef>): Promise<void> {
  const { body } = effect;
  const once = { key: effect.key, again: effect.attempts > 1 };
  switch (body.kind) {
    case 'card': {
      const rollout = await rolloutOf(deps, record, body.rollout, cards);
      if (rollout !== null)
        cards.set(body.rollout, await deps.announcer.card(rollout, { ...once, key: `card#${body.rollout}` }));
      return;
    }
    case 'thread':
    case 'baseline': {
      const rollout = await rolloutOf(deps, record, body.rollout, cards);
      if (rollout === null) return;
      if (rollout.card === null) throw new Error('The card is not posted yet; its thread has to wait.');
      const message =
        body.kind === 'thread'
          ? { kind: 'entries' as const, entries: body.entries, mention: body.mention }
          : { kind: 'baseline' as const };
      return deps.announcer.thread(rollout, message, once);
    }
    case 'breach': {
      const rollout = body.outcome.rollout === null ? null : await rolloutOf(deps, record, body.outcome.rollout, cards);
      return deps.announcer.breach(body.channel, body.breach, body.outcome, rollout, once);
    }
    case 'reply':
      return deps.announcer.reply(body.to, body.reply, body.reply.shows === null ? null : record.rollout);
    case 'archive':
      if (record.rollout?.id === body.rollout) await deps.history.keep(record.rollout);
  }
}

/** Order matters within a round: what is kept first, then answers to people, then the card, then what hangs on it. */
const ORDER: Readonly<Record<Effect['body']['kind'], number>> = {
  archive: 0,
  reply: 1,
  card: 2,
  baseline: 3,
  breach: 4,
  thread: 5,
};

async function round(deps: Deps, record: ServiceRecord, effects: readonly Effect[]): Promise<Round> {
  const done = new Set<string>();
  const cards = new Map<string, CardRef>();
  const now = deps.clock.now();
  for (const effect of [...effects].sort((a, b) => ORDER[a.body.kind] - ORDER[b.body.kind])) {
    const fields = {
      service: record.service,
      rollout: record.rollout?.id,
      effect: effect.key,
      attempts: effect.attempts,
    };
    try {
      await perform(deps, record, effect, cards);
      done.add(effect.key);
    } catch (error) {
      const givenUp = effect.body.kind !== 'archive' && now - effect.at > GIVE_UP_MS;
      if (givenUp) done.add(effect.key);
      deps.log[givenUp ? 'error' : 'warn'](
        { ...fields, error: String(error) },
        givenUp ? 'given up after a day' : 'not told yet; tries again',
      );
    }
  }
  return { done, cards };
}

function withCard(rollout: Rollout | null, cards: ReadonlyMap<string, CardRef>): Rollout | null {
  const card = rollout === null ? undefined : cards.get(rollout.id);
  return rollout === null || card === undefined ? rollout : { ...rollout, card };
}

/**
 * Empties the outbox as far as it goes. Effects are claimed by a save before they are done and removed by another, so that
 * two workers do not do the same one at the same time; one that died leaves its claim, and the next looks before it posts.
 * Never throws because of an effect: Slack is a screen, not a dependency.
 *
 * @param only which effects; all when left out
 */
export async function drain(
  deps: Deps,
  known: ServiceRecord,
  only: (effect: Effect) => boolean = () => true,
): Promise<ServiceRecord> {
  const now = deps.clock.now();
  const isFree = (effect: Effect): boolean => effect.claimedUntil <= now && effect.retryAt <= now && only(effect);
  if (!known.outbox.some(isFree)) return known;
  let mine: readonly Effect[] = [];
  const claimed = await update(deps, known, (record) => {
    const free = record.outbox.filter(isFree);
    mine = free.map((effect) => ({ ...effect, attempts: effect.attempts + 1, claimedUntil: now + CLAIM_MS }));
    if (free.length === 0) return record;
    return {
      ...record,
      outbox: record.outbox.map((effect) => mine.find((claim) => claim.key === effect.key) ?? effect),
    };
  });
  if (mine.length === 0) return claimed;
  const { done, cards } = await round(deps, claimed, mine);
  const failed = new Set(mine.map((effect) => effect.key).filter((key) => !done.has(key)));
  const after = deps.clock.now() + RETRY_MS;
  return update(deps, claimed, (record) => ({
    ...record,
    rollout: withCard(record.rollout, cards),
    outbox: record.outbox
      .filter((effect) => !done.has(effect.key))
      .map((effect) => (failed.has(effect.key) ? { ...effect, claimedUntil: 0, retryAt: after } : effect)),
  }));
}
