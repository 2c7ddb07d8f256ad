import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComponentReading, Content } from '../../src/domain/environment/component.ts';
import { environmentIds, otherEnvironment } from '../../src/domain/environment/environment.ts';
import { compareEnvironments } from '../../src/environments/compare-environments.ts';

const content: fc.Arbitrary<Content> = fc
  .record({ n: fc.integer({ min: 1, max: 4 }), order: fc.option(fc.integer({ min: 1, max: 4 })) })
  .map(({ n, order }) => ({ version: `${n}`, label: '', order, digest: `d${n}`, token: '' }));

const reading: fc.Arbitrary<ComponentReading> = fc.record({
  name: fc.constant('lambda-functions shop-api'),
  a: fc.option(content),
  b: fc.option(content),
  troubles: fc.constant([]),
});

const check = (law: (one: ComponentReading) => void) =>
  fc.assert(
    fc.property(reading, (one) => {
      law(one);
    }),
    { numRuns: 500 },
  );

describe('the standing of two environments', () => {
  it('is the same from both ends', () =>
    check((one) => {
      const [there, back] = [compareEnvironments(one), compareEnvironments({ ...one, a: one.b, b: one.a })];
      expect(back.kind).toBe(there.kind);
      if (there.kind === 'behind' && back.kind === 'behind') expect(back.side).toBe(otherEnvironment(there.side));
    }));

  it('is in step exactly with equal digests, whatever their age', () =>
    check((one) => expect(compareEnvironments(one).kind === 'in-step').toBe(one.a?.digest === one.b?.digest)));

  it('is never guessed: who is behind has nothing, or a lower order that is known', () =>
    check((one) => {
      const found = compareEnvironments(one);
      if (found.kind !== 'behind') return;
      const [older, newer] = [one[found.side], one[otherEnvironment(found.side)]];
      expect(newer).not.toBeNull();
      if (older === null) return;
      expect(older.order).not.toBeNull();
      expect(older.order!).toBeLessThan(newer!.order!);
    }));

  it('is asked about when both have something and no order tells them apart', () =>
    check((one) => {
      const { a, b } = one;
      if (a === null || b === null || a.digest === b.digest) return;
      const isTold = a.order !== null && b.order !== null && a.order !== b.order;
      expect(compareEnvironments(one).kind).toBe(isTold ? 'behind' : 'unknown');
    }));

  it('is in step once who is behind got what the other one has', () =>
    check((one) => {
      const found = compareEnvironments(one);
      if (found.kind !== 'behind') return;
      expect(compareEnvironments({ ...one, [found.side]: one[otherEnvironment(found.side)] })).toEqual({
        kind: 'in-step',
      });
    }));

  it('names both versions where it cannot tell', () =>
    check((one) => {
      const found = compareEnvironments(one);
      if (found.kind !== 'unknown') return;
      for (const side of environmentIds) expect(found.why).toContain(`${one[side]?.version} in ${side}`);
    }));
});
