import { describe, expect, it } from 'vitest';
import { seenShare, shareWords } from '../../../src/domain/rollout/read-share.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { KNOWN_FOR_MS } from '../../../src/domain/timing.ts';
import { rolloutAt } from '../../../src/rollout/rollback/rollback-window.ts';
import { anObserved, aRollout, bothTargets, HOUR, MINUTE, NOW } from '../../rollout/builders.ts';

const READ = NOW - MINUTE;
const fault = { code: 'AccessDenied', message: 'Lambda refused it.', permanent: true };

/** A rollout that bakes at 5%, whose second target is seen as said. */
function seen(second: Parameters<typeof anObserved>[0], over: Partial<Rollout> = {}): Rollout {
  const targets = bothTargets(anObserved()).map((target, i) =>
    i === 1 ? { ...target, observed: anObserved(second) } : target,
  );
  return aRollout({ targets, ...over });
}

describe('the share that is seen', () => {
  it('is what was read of every target within the last three minutes', () => {
    expect(seenShare(seen({}), NOW)).toEqual({ low: 5, high: 5, cohorts: [] });
    expect(seenShare(seen({}), READ + KNOWN_FOR_MS)).not.toBeNull();
    expect(seenShare(seen({}), READ + KNOWN_FOR_MS + 1)).toBeNull();
  });

  it.each([
    ['was not read yet', aRollout({ targets: bothTargets(null) })],
    ['could not be read', seen({ weight: null, fault, unreadSince: READ })],
    ['was read before the way back was decided on', seen({ weight: null })],
  ])('is unknown where one target %s', (_, rollout) => {
    expect(seenShare(rollout, NOW)).toBeNull();
    expect(shareWords(rollout, NOW)).toBe('an unknown share (5% was set)');
  });

  it('is a range where targets differ, and never what was set where that is not there', () => {
    expect(shareWords(seen({ weight: 25 }), NOW)).toBe('5% to 25%');
    expect(shareWords(aRollout({ weight: 25 }), NOW)).toBe('5%');
  });

  it('is what was set where targets show it as nearly as they can', () => {
    const targets = bothTargets(anObserved({ weight: 4.9 })).map((target) => ({ ...target, expressed: { '5': 4.9 } }));
    expect(shareWords(aRollout({ targets }), NOW)).toBe('5%');
  });

  it('names the cohorts that are open, not those that are to be opened', () => {
    const rollout = seen({ cohorts: ['staff'] }, { cohorts: ['staff', 'beta'] });
    expect(shareWords(rollout, NOW)).toBe('5%, and open to staff');
  });

  it.each(['completed', 'rolled-back'] as const)(
    'of a rollout that is %s stays what was read at its end',
    (situation) => {
      const rollout = aRollout({ situation });
      expect(shareWords(rollout, NOW + 24 * HOUR)).toBe(situation === 'completed' ? '100%' : '0%');
      const unread = { ...rollout, targets: bothTargets(anObserved({ at: NOW - HOUR, weight: 0 })) };
      expect(shareWords(unread, NOW)).toContain('an unknown share');
    },
  );

  it('is forgotten in what is drawn too long after it was read, target by target', () => {
    const drawn = rolloutAt(seen({ at: NOW - 4 * MINUTE }), NOW);
    expect(drawn.targets.map(({ observed }) => observed?.weight)).toEqual([5, null]);
    expect(rolloutAt(seen({}), NOW)).toEqual(seen({}));
  });
});
