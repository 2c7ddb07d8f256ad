import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armOf, bucketOf, saltOf, usableKey } from '../../src/routing/arm.ts';

const users = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);

/** Pearson's statistic of counts that should be equal; about its degrees of freedom when they are. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function counted(length: number, cells: readonly number[]): readonly number[] {
  const counts = Array.from({ length }, () => 0);
  for (const cell of cells) counts[cell]! += 1;
  return counts;
}

describe('the bucket of a key', () => {
  it('is in [0, 100), and the same every time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (salt, key) => {
        const bucket = bucketOf(salt, key);
        expect(bucket).toBeGreaterThanOrEqual(0);
        expect(bucket).toBeLessThan(100);
        expect(bucketOf(salt, key)).toBe(bucket);
      }),
    );
  });

  // 99 degrees of freedom: 149 is exceeded by one even spread in a thousand; these salts are fixed.
  it.each(['r-1', 'r-2', 'r-0123456789ab', ''])('is evenly spread under the salt %j', (salt) => {
    expect(
      chiSquare(
        counted(
          100,
          users.map((user) => Math.floor(bucketOf(salt, user))),
        ),
      ),
    ).toBeLessThan(149);
  });

  it('is evenly spread for e-mail addresses, numbers and UUIDs', () => {
    const spelt = [
      users.map((_, n) => `someone.${n}@example.com`),
      users.map((_, n) => String(n)),
      users.map((_, n) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`),
    ];
    for (const keys of spelt)
      expect(
        chiSquare(
          counted(
            100,
            keys.map((key) => Math.floor(bucketOf('r-1', key))),
          ),
        ),
      ).toBeLessThan(149);
  });

  it('says nothing about the bucket under another salt', () => {
    const cells = users.map(
      (user) => 10 * Math.floor(bucketOf('r-1', user) / 10) + Math.floor(bucketOf('r-2', user) / 10),
    );
    expect(chiSquare(counted(100, cells))).toBeLessThan(149);
  });

  it('tells shares a ten-thousandth of a percent apart', () => {
    const key = users.find((user) => bucketOf('r-1', user) > 1) as string;
    const bucket = bucketOf('r-1', key);
    expect(armOf({ salt: 'r-1', weight: bucket, key })).toBe('stable');
    expect(armOf({ salt: 'r-1', weight: bucket + 0.0001, key })).toBe('canary');
  });
});

describe('the arm of a key', () => {
  it('only ever goes to the canary when the weight rises', () => {
    const weight = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.string(), weight, weight, (salt, key, one, other) => {
        const low = armOf({ salt, key, weight: Math.min(one, other) });
        const high = armOf({ salt, key, weight: Math.max(one, other) });
        expect(low === 'canary' && high === 'stable').toBe(false);
      }),
    );
  });

  it('is stable for everybody at 0 and canary for everybody at 100', () => {
    for (const key of users) {
      expect(armOf({ salt: 'r-1', weight: 0, key })).toBe('stable');
      expect(armOf({ salt: 'r-1', weight: 100, key })).toBe('canary');
    }
  });
});

describe('a salt', () => {
  it('is another one for another rollout', () => {
    expect(saltOf('r-1')).not.toBe(saltOf('r-2'));
  });
});

describe('a key', () => {
  it('has 1 to 128 code units, or is none', () => {
    expect(usableKey('u')).toBe('u');
    expect(usableKey('u'.repeat(128))).toBe('u'.repeat(128));
    for (const none of ['', 'u'.repeat(129), null, undefined]) expect(usableKey(none)).toBeNull();
  });
});
