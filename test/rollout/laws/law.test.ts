import { describe, expect, it } from 'vitest';
import { aService } from '../builders.ts';
import { type Step, steps } from '../steps.ts';
import { isEqual } from './is-equal.ts';
import { insist, keepAll, LawBroken } from './law.ts';
import { laws } from './laws.ts';

const [step] = [...steps(aService(), [])] as [Step];

describe('a law', () => {
  const law = { code: 'at-0', says: 'starts at 0', keep: ({ now }: Step) => insist(now === 0, () => `It is ${now}.`) };

  it('that a step breaks is named with its code, what it says and what was found', () => {
    const broken = () => keepAll([law], { ...step, now: 7 });
    expect(broken).toThrow(LawBroken);
    expect(broken).toThrow(expect.objectContaining({ code: 'at-0' }));
    expect(broken).toThrow('decide starts at 0. It does not: It is 7.');
  });

  it('that a step keeps says nothing', () => expect(() => keepAll([law], { ...step, now: 0 })).not.toThrow());

  it('has a code of its own', () => expect(new Set(laws.map(({ code }) => code)).size).toBe(laws.length));
});

describe('equal data', () => {
  it.each([
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [Number.NaN, Number.NaN],
  ])('%j is like %j', (one, other) => expect(isEqual(one, other)).toBe(true));

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1, b: 1 }, { a: 1 }],
    [[1], [1, 2]],
    [[], {}],
    [null, {}],
    ['1', 1],
  ])('%j is not like %j', (one, other) => expect(isEqual(one, other)).toBe(false));
});
