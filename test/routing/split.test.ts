import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isName, MAX_COHORTS, readSplit, writeSplit } from '../../src/routing/split.ts';
import { aSplit } from './a-split.ts';

describe('a split as text', () => {
  it('comes back as it was', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
        fc.double({ min: 0, max: 100, noNaN: true }).map((weight) => weight + 0),
        fc.string({ maxLength: 64 }),
        fc.nat(),
        fc.array(name, { maxLength: MAX_COHORTS }),
        ([stable, canary], weight, salt, revision, cohorts) => {
          const split = aSplit({ stable: stable!, canary: canary!, weight, salt, revision, cohorts });
          expect(readSplit(writeSplit(split))).toEqual(split);
        },
      ),
    );
  });

  it('fits into 1 KB with the most and longest there can be', () => {
    const long = (n: number) => `${'n'.repeat(30)}${n}`.slice(0, 32);
    const split = aSplit({
      stable: long(0),
      canary: long(1),
      weight: 12.3456789,
      salt: 's'.repeat(64),
      revision: Number.MAX_SAFE_INTEGER,
      cohorts: Array.from({ length: MAX_COHORTS }, (_, n) => long(n)),
    });
    expect(new TextEncoder().encode(writeSplit(split)).length).toBeLessThanOrEqual(1024);
  });

  it('may have keys that are not known yet', () => {
    expect(readSplit(JSON.stringify({ ...aSplit(), later: true }))).toEqual(aSplit());
  });

  it.each([
    ['no JSON', 'stable'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '5'],
    ...Object.entries({
      stable: [undefined, 'B!', '', 7, 'b', 'n'.repeat(33)],
      canary: [undefined, null],
      weight: [undefined, -0.1, 100.1, '5', null],
      salt: [undefined, 5, 's'.repeat(65)],
      revision: [undefined, -1, 1.5, '1'],
      cohorts: [undefined, 'staff', [7], ['Staff'], Array.from({ length: MAX_COHORTS + 1 }, (_, n) => `c${n}`)],
    }).flatMap(([key, values]) =>
      values.map((value) => [`${key} ${JSON.stringify(value)}`, JSON.stringify({ ...aSplit(), [key]: value })]),
    ),
  ])('is none with %s', (_, text) => {
    expect(readSplit(text!)).toBeNull();
  });

  it('is read without throwing, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readSplit(text);
      }),
    );
  });
});

describe('a name', () => {
  it('is short and in small letters', () => {
    expect(['a', 'blue-2', 'n'.repeat(32)].every(isName)).toBe(true);
    expect(['', '-a', 'A', 'a b', 'n'.repeat(33), 'é', 7, null].some(isName)).toBe(false);
  });
});
