import type { Requester } from '../../domain/people/person.ts';
import { isPerson } from '../../domain/people/requester.ts';
import type { QueuedStart } from '../../domain/queue/queue.ts';
import { queuedName } from '../../domain/queue/queue-text.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import { displayName, withoutFullStop } from '../../domain/wording.ts';

/** A hotfix, as the channel is told of it. */
interface Hotfix {
  readonly key: string;
  readonly by: Requester;
  readonly label: string;
  readonly reason: string;
  /** The moment at which it starts, in words: `now`, `next, after v54`. */
  readonly turn: string;
  /** The starts that it goes before; one of the same version is the one whose place it takes. */
  readonly passed: readonly QueuedStart[];
}

/**
 * Returns the message that tells the channel of a hotfix: who has it go first, why, and who waits behind it.
 *
 * @param rollout the one that the message belongs to: the newest one, or that of the hotfix itself
 */
export function hotfixNotice(rollout: Rollout, { key, by, label, reason, turn, passed }: Hotfix, now: number): Planned {
  const before = passed.filter((start) => start.label !== label);
  const taken = passed.filter((start) => start.label === label);
  const place = taken.length === 0 ? '' : `. It takes the place of ${taken.map(queuedName).join(', ')}`;
  const behind = before.length === 0 ? '' : `. It goes before ${before.map(queuedName).join(', ')}`;
  const fact = `${displayName(by)} has ${label} start ${turn}: ${withoutFullStop(reason)}${place}${behind}`;
  const people = [rollout.by, ...passed.map((start) => start.by)].flatMap((who) => (isPerson(who) ? [who.id] : []));
  const mention = [...new Set(people)].filter((id) => !isPerson(by) || id !== by.id);
  return {
    key: `hotfix#${rollout.id}#${key}`,
    body: { kind: 'notice', rollout: rollout.id, news: { about: 'hotfix', since: now, fact, mention } },
  };
}
