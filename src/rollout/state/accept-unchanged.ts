import { shownWords, unreadDuration } from '../../domain/rollout/read-share.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS, SECOND_LOOK_MS } from '../../domain/timing.ts';
import { accept } from './transition.ts';

/** A look that is so much newer than the one in the record is kept although it saw the same: what is known has an age. */
const WORTH_KEEPING_MS = EVALUATION_INTERVAL_MS / 2;

/** A rollout without the times of its observations, which change with every look. */
function withoutTimes(rollout: Rollout): unknown {
  return {
    ...rollout,
    targets: rollout.targets.map(({ observed, ...target }) => {
      const { underWayAt: _underWayAt, ...seen } = observed ?? {};
      return { ...target, observed: observed === null ? null : { ...seen, at: 0 } };
    }),
  };
}

const newestReadingTime = ({ targets }: Rollout): number =>
  Math.max(0, ...targets.map(({ observed }) => observed?.at ?? 0));

/** Tells whether the card would show another share. A single failed read is no news; a second one is. */
function isDrawnAnew(before: Rollout, next: Rollout): boolean {
  const pairs = next.targets.map((target, i) => [before.targets[i]?.observed ?? null, target.observed] as const);
  if (pairs.some(([was, is]) => unreadDuration(was) < SECOND_LOOK_MS && unreadDuration(is) >= SECOND_LOOK_MS))
    return true;
  if (pairs.some(([was, is]) => was?.towards?.weight !== is?.towards?.weight)) return true;
  const failsFirst = pairs.some(([, is]) => is?.unreadSince !== undefined && unreadDuration(is) < SECOND_LOOK_MS);
  return !failsFirst && shownWords(before) !== shownWords(next);
}

/** An observation that is taken in although nothing follows from it, but that the card may have to say another share. */
export function acceptUnchanged(before: Rollout, next: Rollout): Decision {
  const say = 'Took in what was seen.';
  if (next.entries > before.entries) return accept(before, next, say);
  const at = newestReadingTime(next);
  if (isDrawnAnew(before, next)) {
    const card: Planned = { key: `card#${next.id}#${next.entries}#${at}`, body: { kind: 'card', rollout: next.id } };
    return { answer: 'accepted', next, effects: [card], say };
  }
  const isOld = at - newestReadingTime(before) >= WORTH_KEEPING_MS;
  const same = !isOld && JSON.stringify(withoutTimes(before)) === JSON.stringify(withoutTimes(next));
  return same ? { answer: 'ignored', because: 'Nothing has changed.' } : { answer: 'accepted', next, effects: [], say };
}
