import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shellWord, yamlLine } from '../../../src/cli/terminal/quoting.ts';

const NASTY = [
  ...[
    '*',
    '*.example.com',
    '$HOME',
    '$(id)',
    '`id`',
    '"',
    "'",
    "it's",
    '\\',
    'a b',
    ' a',
    'a ',
    '',
    '#',
    '# a',
    'a #b',
    '-',
    '--yes',
    '-n',
  ],
  ...[
    '!',
    '!!',
    '!Ref X',
    '&a',
    '~',
    '=ls',
    'a;b',
    'a|b',
    'a&b',
    '<a',
    '>a',
    '{a,b}',
    '[a]',
    'a: b',
    ':',
    '?',
    '@',
    '%',
    '|',
    ',',
    'a\nb',
  ],
  ...[
    'a\n',
    '\t',
    'null',
    'true',
    'no',
    '1',
    '1e3',
    '0x1f',
    '01',
    '1:30',
    '---',
    '...',
    'é',
    '日本',
    '😀',
    '\u2028',
    '\u00a0',
    '\u0085',
    '\ufeff',
  ],
];

/** Anything that a word can have: all but the character that ends it. */
const texts = fc.array(
  fc
    .oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' }))
    .map((text) => text.replaceAll('\0', '')),
  { minLength: 1, maxLength: 30 },
);

/** The words that a shell reads in a line. */
function read(shell: string, words: readonly string[]): readonly string[] {
  const out = execFileSync(shell, ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' });
  return out.split('\0').slice(0, -1);
}

describe('a word that is printed for a shell', () => {
  it.each(['sh', 'bash'])(
    'is read back by %s',
    (shell) => {
      expect(read(shell, NASTY)).toEqual(NASTY);
      fc.assert(
        fc.property(texts, (words) => {
          expect(read(shell, words)).toEqual(words);
        }),
        { numRuns: 40 },
      );
      // Forty shells are started; a busy machine takes its time for that.
    },
    300_000,
  );

  it.each(['serin', 'Z0123456789ABC', 'www.example.com', 'a-b_c', '/a/b.yml'])(
    'has no quotes where it needs none: %s',
    (word) => {
      expect(shellWord(word)).toBe(word);
    },
  );
});

describe('a value that is printed as YAML', () => {
  it('stands on one line, and is read back', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...NASTY), (list, text) => {
        const value = { text, list, nested: [{ [text]: text }] };
        const line = yamlLine(value);
        expect(line).not.toMatch(/[\n\r]/);
        expect(parse(line)).toEqual(value);
        expect(parse(`services:\n  - ${line}\n`)).toEqual({ services: [value] });
      }),
    );
  });
});
