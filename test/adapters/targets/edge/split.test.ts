import { describe, expect, it } from 'vitest';
import { edgeFrozen } from '../../../../src/adapters/targets/edge/config.ts';
import { toReading, withoutCanary } from '../../../../src/adapters/targets/edge/split.ts';
import { aSplit } from '../../../routing/a-split.ts';

const FROZEN = { stable: 'a', canary: 'b', salt: 'before', own: 'r-1' };
const BASELINE = aSplit({ stable: 'a', canary: 'b', weight: 0, salt: 'before', revision: 7, cohorts: [] });

describe('a split as it is seen', () => {
  it('is at its baseline where nothing differs from what was frozen', () => {
    expect(toReading(BASELINE, FROZEN)).toEqual({
      weight: 0,
      cohorts: [],
      drift: null,
      atBaseline: true,
      promoted: false,
    });
  });

  it.each([
    ['somebody is on the canary', { weight: 1 }],
    ['a cohort has the canary', { cohorts: ['staff'] }],
    ['the salt is still that of the rollout', { salt: 'r-1' }],
    ['another side is set against the stable one', { canary: 'c' }],
    ['another side is stable', { stable: 'c' }],
  ])('is not at its baseline while %s', (_what, change) => {
    expect(toReading({ ...BASELINE, ...change }, FROZEN).atBaseline).toBe(false);
  });

  it('gives the canary nobody where a third side took its place, and says so', () => {
    expect(toReading({ ...BASELINE, canary: 'c', weight: 30 }, FROZEN)).toMatchObject({
      weight: 0,
      drift: 'its sides are a and c, it was a as stable and b',
    });
    expect(toReading({ ...BASELINE, stable: 'c', weight: 30 }, FROZEN)).toMatchObject({
      weight: 30,
      drift: 'its sides are c and b, it was a as stable and b',
    });
  });

  it('has drifted where somebody changed the salt, since other users are on the canary then', () => {
    expect(toReading({ ...BASELINE, salt: 'theirs' }, FROZEN).drift).toBe(
      'its salt is "theirs", it was "before": other users are on the canary',
    );
    expect(toReading({ ...BASELINE, salt: 'r-1' }, FROZEN).drift).toBeNull();
  });

  it('is promoted where the sides are exchanged and nobody is on the new canary', () => {
    const swapped = { ...BASELINE, stable: 'b', canary: 'a' };
    expect(toReading(swapped, FROZEN)).toMatchObject({ weight: 100, promoted: true, drift: null });
    expect(toReading({ ...swapped, weight: 10 }, FROZEN)).toMatchObject({ weight: 90, promoted: false });
    expect(toReading({ ...swapped, cohorts: ['staff'] }, FROZEN).promoted).toBe(false);
  });
});

describe('a split with nobody on the canary', () => {
  const theirs = { ...BASELINE, stable: 'a', canary: 'c', weight: 40, salt: 'theirs', cohorts: ['staff'] };
  const ours = { stable: 'a', canary: 'b', weight: 0, salt: 'r-1', cohorts: [] };

  it('has the sides of the baseline and a newer revision, whatever is there', () => {
    expect(withoutCanary(theirs, FROZEN, false)).toEqual({ ...ours, revision: 8 });
    expect(withoutCanary(null, FROZEN, false)).toEqual({ ...ours, revision: 1 });
  });

  it("keeps somebody else's sides and salt where these were seen, at 0 and with a newer revision", () => {
    expect(withoutCanary(theirs, FROZEN, true)).toEqual({ ...theirs, weight: 0, cohorts: [], revision: 8 });
  });

  it('keeps nothing where there is no split, or where the canary was made stable', () => {
    expect(withoutCanary(null, FROZEN, true)).toEqual({ ...ours, revision: 1 });
    expect(withoutCanary({ ...theirs, stable: 'b' }, FROZEN, true)).toEqual({ ...ours, revision: 8 });
  });
});

describe('what is frozen of a split', () => {
  it('has two different sides', () => {
    expect(edgeFrozen.safeParse(FROZEN).success).toBe(true);
    expect(edgeFrozen.safeParse({ ...FROZEN, canary: 'a' }).success).toBe(false);
  });
});
