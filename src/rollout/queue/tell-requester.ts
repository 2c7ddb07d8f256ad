import type { QueuedStart } from '../../domain/queue/queue.ts';
import { EMPTY_REPLY, type Reply } from '../../domain/rollout/effect.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';

/**
 * Tells the requester of a start about it, alone and where they asked for it.
 *
 * @param what the text, and the code of a refusal; empty where it is none
 */
export function requesterReply(
  { key, by, origin: { channelId: channel, isHome } }: QueuedStart,
  { code, text }: Pick<Reply, 'code' | 'text'>,
  now: number,
): Planned {
  const to = { user: by.id, channel, responseUrl: '', ...(isHome && { home: true as const }) };
  const reply: Reply = { ...EMPTY_REPLY, tone: code === '' ? 'info' : 'refused', code, text };
  return { key: `reply#queue#${key}#${now}`, body: { kind: 'reply', to, reply } };
}

/**
 * Tells the channel that scheduled starts wait although their moment has come, and calls whose they are. A message in the channel belongs
 * to a rollout: without one, each requester is told alone.
 *
 * @param fact the reason, without a full stop
 */
export function momentNotice(
  rollout: Rollout | null,
  starts: readonly QueuedStart[],
  fact: string,
  now: number,
): readonly Planned[] {
  const [first] = starts;
  if (first === undefined) return [];
  if (rollout === null) return starts.map((start) => requesterReply(start, { code: '', text: `${fact}.` }, now));
  const mention = [...new Set(starts.map(({ by }) => by.id))];
  const news = { about: 'scheduled', since: now, fact, mention } as const;
  return [{ key: `scheduled#${rollout.id}#${first.key}#${now}`, body: { kind: 'notice', rollout: rollout.id, news } }];
}
