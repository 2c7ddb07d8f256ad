import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseText } from '../../src/command/text.ts';

const start = { name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false };

describe('the note and the change of a typed start', () => {
  test.each<[string, object | undefined]>([
    ['start checkout v54', undefined],
    ['start checkout v54 note="hotfix"', { note: 'hotfix' }],
    ['start checkout v54 note="see change=https://x.y"', { note: 'see change=https://x.y' }],
    ['start checkout v54 note="a note=b"', { note: 'a note=b' }],

    ['start checkout v54 note="fixes the cart, see #42"', { note: 'fixes the cart, see #42' }],
    ['start checkout note=“two words” v54', { note: 'two words' }],
    ['start checkout v54 NOTE="force yes"', { note: 'force yes' }],
    ['start checkout v54 note=""', undefined],
    ['start checkout v54 change=https://github.com/a/b/pull/7?x=1', { change: 'https://github.com/a/b/pull/7?x=1' }],
    ['start checkout v54 change=<https://example.com/1>', { change: 'https://example.com/1' }],
    ['start checkout change="https://example.com/1" v54 note="x"', { note: 'x', change: 'https://example.com/1' }],
  ])('%s', (typed, notes) => {
    expect(parseText(typed)).toEqual({ kind: 'command', body: { ...start, ...(notes && { notes }) } });
  });

  test('leave the options and pairs of the start as they are', () => {
    expect(parseText('start checkout api=17 note="a b" v54 yes')).toMatchObject({
      body: { label: 'v54', explicit: { api: '17' }, confirmed: 'yes', notes: { note: 'a b' } },
    });
  });

  test('are cut in whole characters', () => {
    expect(parseText(`start checkout v54 note="${'x'.repeat(199)}😀"`)).toMatchObject({
      body: { notes: { note: 'x'.repeat(199) } },
    });
  });

  test.each([
    ['change=javascript:alert(1)', 'bad-change'],
    ['change=http://example.com', 'bad-change'],
    ['change=', 'bad-change'],
    [`change=https://example.com/${'x'.repeat(500)}`, 'bad-change'],
    ['change="https://a.example fix"', 'bad-change'],
    ['change="https://a.example', 'bad-change'],
    ['note="a" note="b"', 'pair-twice'],
    ['note=a note=b', 'bad-note'],
    ['note=hotfix', 'bad-note'],
    ['notes="small fix"', 'bad-pair'],
    ["api='17 force'", 'bad-pair'],
    ['note=small fix', 'bad-note'],
    ['note=ready yes', 'bad-note'],
    ["note='urgent fix'", 'bad-note'],
    ['note=`urgent fix`', 'bad-note'],
    ['`note=urgent fix`', 'bad-note'],
    ['"note=urgent fix"', 'bad-note'],
    ['—note="urgent fix"', 'bad-note'],
    ['note="hot fix force', 'bad-note'],
    ['note="a hotfix because x', 'bad-note'],
    ['note="see "fix" now"', 'bad-note'],
    ['note="see " fix " now"', 'bad-note'],
    ['note="see" change="https://x.y" fix"', 'bad-note'],
    ['note=\'a note="b" fix\'', 'bad-note'],
    ['note=', 'bad-note'],
    ['change=https://a.example change=https://b.example', 'pair-twice'],
  ])('with %s are refused', (words, code) => {
    expect(parseText(`start checkout v54 ${words}`)).toMatchObject({ kind: 'refused', code });
  });

  test('that is not written as one says how', () => {
    expect(parseText('start checkout v54 note=small fix')).toMatchObject({
      text: expect.stringContaining('Write note="…"'),
    });
  });

  test('a pair whose name ends like a note is none', () => {
    expect(parseText('start checkout v54 release-note=17')).toMatchObject({
      body: { explicit: { 'release-note': '17' } },
    });
  });

  test.each([
    ['because it says note=fix and force', 'it says note=fix and force'],
    ['because it says note="fix" and change=https://x.y', 'it says note="fix" and change=https://x.y'],
    ['because change=http://x.y was wrong', 'change=http://x.y was wrong'],
    ['note="not because of us" because the cart is empty', 'the cart is empty'],
  ])('leave the reason of a hotfix alone: %s', (words, hotfix) => {
    expect(parseText(`start checkout v54 hotfix ${words}`)).toMatchObject({ kind: 'command', body: { hotfix } });
  });
});

describe('a text that is typed', () => {
  const word = fc.oneof(
    fc.constantFrom('fix', 'force', 'yes', 'adopt', 'queue', '--fix', 'hotfix', 'because', 'x', "'", '`', 'a=1'),
    fc.constantFrom('note=', 'note=fix', 'change=https://x.y', 'change=', '\n', '<https://x.y|z>', '&amp;', '—yes'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const words = fc.array(word, { maxLength: 8 }).map((all) => all.join(' '));
  const withoutQuotes = words.map((text) => text.replace(/["“”„‟«»]/g, ''));
  const reads = (typed: string) => {
    const parsed = parseText(typed);
    if (parsed.kind !== 'command' || parsed.body.name !== 'start') return parsed;
    const { notes: _, ...others } = parsed.body;
    return others;
  };

  test.each(['v54', 'v54 yes api=17', 'v54 hotfix because the note=fix is wrong'])(
    'within the quotes of a note changes nothing else of the start: %s',
    (others) => {
      fc.assert(
        fc.property(withoutQuotes, (text) => {
          expect(reads(`start checkout note="${text}" ${others}`)).toEqual(reads(`start checkout ${others}`));
        }),
        { numRuns: 500 },
      );
    },
  );

  test('behind note= is a note or refused, but never an option', () => {
    fc.assert(
      fc.property(fc.constantFrom('', "'", '`', '"'), words, (quote, text) => {
        fc.pre(!/^ *["“”„‟«»]/.test(text));
        const read = reads(`start checkout v54 note=${quote}${text}`);
        if (quote !== '"') expect(read).toMatchObject({ kind: 'refused' });
        else if (!/["“”„‟«»]/.test(text)) expect(read).toMatchObject({ kind: 'refused', code: 'bad-note' });
      }),
      { numRuns: 500 },
    );
  });
});
