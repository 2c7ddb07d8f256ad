import { expect } from 'vitest';

/** Expects sentences that a person can read: with an end, and without anything that a program left behind. A name may begin them. */
export function expectSentence(text: string): void {
  expect(text).toMatch(/^[A-Za-z].*[^\s.]\.$/);
  expect(text).not.toMatch(/undefined|null|NaN|Infinity|\[object|\$\{|[{}]| {2}|\.\./);
}
