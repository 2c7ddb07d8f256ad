import fc from 'fast-check';
import { distance } from 'fastest-levenshtein';
import { describe, expect, it } from 'vitest';
import { interpretWord, STOPPING } from '../../src/command/interpret-word.ts';
import { parseText } from '../../src/command/text.ts';
import { exposure, isVerb, type Verb, verbs } from '../../src/command/usage.ts';

const RAISING = verbs.filter((verb) => exposure[verb] === 2);
const SAFER = [...verbs.filter((verb) => exposure[verb] < 2), ...STOPPING];

/** A word, with up to three letters of it left out, changed, added or swapped. */
const typos = (words: readonly string[], most = 3) =>
  fc
    .tuple(
      fc.constantFrom(...words),
      fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...'abcdeklmoprstuv'), fc.nat(3)), { maxLength: most }),
    )
    .map(([word, edits]) =>
      edits.reduce((text, [place, letter, how]) => {
        const at = place % (text.length + 1);
        const [before, after] = [text.slice(0, at), text.slice(at)];
        if (how === 0) return before + after.slice(1);
        if (how === 1) return before + letter + after;
        if (how === 2) return before + letter + after.slice(1);
        return before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2);
      }, word),
    );

function suggested(typed: string): Verb | 'stop' | null {
  const meant = interpretWord(typed, exposure);
  if (meant === null) return null;
  return meant.kind === 'stop' ? 'stop' : (meant.word as Verb);
}

describe('a word that says stop', () => {
  it.each(STOPPING)('"%s" is answered with pause and rollback', (word) => {
    expect(parseText(`${word} checkout`)).toEqual({
      kind: 'refused',
      code: 'unknown-command',
      text: `"${word}" is not a command. \`pause\` keeps the traffic where it is; \`rollback\` sends it back.`,
      usage: null,
    });
  });

  it('is never a command, nor one letter away from one that raises', () => {
    for (const word of STOPPING) {
      expect(isVerb(word)).toBe(false);
      for (const verb of RAISING) expect(distance(word, verb)).toBeGreaterThan(1);
    }
  });
});

describe('a suggestion', () => {
  it('is never one that raises, where the typo is near something safer or near two', () => {
    fc.assert(
      fc.property(typos([...verbs, ...STOPPING]), (typed) => {
        const verb = suggested(typed);
        if (isVerb(typed) || verb === null || verb === 'stop' || exposure[verb] < 2) return;
        expect(distance(typed, verb)).toBe(1);
        for (const word of SAFER) expect(distance(typed, word)).toBeGreaterThan(2);
        for (const other of RAISING) if (other !== verb) expect(distance(typed, other)).toBeGreaterThan(2);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is never one that raises for what is at most two edits from a word that says stop, or from a safer command', () => {
    fc.assert(
      fc.property(typos(SAFER, 2), (typed) => {
        const near = SAFER.some((word) => distance(typed, word) <= 2);
        const verb = suggested(typed);
        if (near && !isVerb(typed) && verb !== null && verb !== 'stop') expect(exposure[verb]).toBeLessThan(2);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is the least exposed of all that are in reach', () => {
    expect(suggested('statr')).toBe('status');
    expect(suggested('skop')).toBe('stop');
    expect(suggested('rolback')).toBe('rollback');
    expect(suggested('paus')).toBe('pause');
  });

  it.each([
    ['promot', 'promote'],
    ['aprove', 'approve'],
    ['resumee', 'resume'],
    ['skipp', 'skip'],
    ['startt', 'start'],
  ] as const)('is made for the unmistakable typo "%s"', (typed, verb) => {
    expect(suggested(typed)).toBe(verb);
  });

  it.each(['slip', 'star', 'ship', 'xyzzy', '', 'go', 'continue'])('is not made for "%s"', (typed) => {
    expect(suggested(typed)).toBeNull();
  });
});
