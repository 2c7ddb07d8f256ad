import type { Requester } from '../../domain/people/person.ts';
import { isPerson } from '../../domain/people/requester.ts';
import type { QueuedStart } from '../../domain/queue/queue.ts';
import { queuedName } from '../../domain/queue/queue-text.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import { displayName, withoutFullStop } from '../../domain/wording.ts';

/**
 * Returns the message that tells the channel of a hotfix: who has it go first, why, and who waits behind it.
 *
 * @param rollout the one that the message belongs to: the running one, or that of the hotfix itself
 * @param passed the starts that the hotfix goes before
 */
export function hotfixNotice(
  rollout: Rollout,
  reason: string,
  { key, by, label = rollout.canary }: { readonly key: string; readonly by: Requester; readonly label?: string },
  now: number,
  passed: readonly QueuedStart[] = [],
): Planned {
  const what = label === rollout.canary ? `starts ${label} now` : `has ${label} start next, after ${rollout.canary}`;
  const behind = passed.length === 0 ? '' : `. It goes before ${passed.map(queuedName).join(', ')}`;
  const fact = `${displayName(by)} ${what}: ${withoutFullStop(reason)}${behind}`;
  const people = [rollout.by, ...passed.map((start) => start.by)].flatMap((who) => (isPerson(who) ? [who.id] : []));
  const mention = [...new Set(people)].filter((id) => !isPerson(by) || id !== by.id);
  return {
    key: `hotfix#${rollout.id}#${key}`,
    body: { kind: 'notice', rollout: rollout.id, news: { about: 'hotfix', since: now, fact, mention } },
  };
}
