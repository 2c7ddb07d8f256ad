import { insist } from './law.ts';

const SENTENCE = /^[A-Za-z].*[^\s.]\.$/;
const LEFT_BEHIND = /undefined|null|NaN|Infinity|\[object|\$\{|[{}]| {2}|\.\./;

/** Insists on sentences that a person can read: with an end, and without anything that a program left behind. A name may begin them. */
export function insistOnSentence(text: string): void {
  insist(SENTENCE.test(text), () => `"${text}" is no sentence.`);
  insist(!LEFT_BEHIND.test(text), () => `"${text}" has something that a program left behind.`);
}
