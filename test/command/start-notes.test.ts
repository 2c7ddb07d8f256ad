import { describe, expect, test } from 'vitest';
import { parseText } from '../../src/command/text.ts';

const start = { name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false };

describe('the note and the change of a typed start', () => {
  test.each<[string, object | undefined]>([
    ['start checkout v54', undefined],
    ['start checkout v54 note=hotfix', { note: 'hotfix' }],
    ['start checkout v54 note="fixes the cart, see #42"', { note: 'fixes the cart, see #42' }],
    ['start checkout note=“two words” v54', { note: 'two words' }],
    ['start checkout v54 NOTE="force yes"', { note: 'force yes' }],
    ['start checkout v54 note=""', undefined],
    ['start checkout v54 change=https://github.com/a/b/pull/7?x=1', { change: 'https://github.com/a/b/pull/7?x=1' }],
    ['start checkout v54 change=<https://example.com/1>', { change: 'https://example.com/1' }],
    ['start checkout change="https://example.com/1" v54 note=x', { note: 'x', change: 'https://example.com/1' }],
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
    ['note=a note=b', 'pair-twice'],
    ['change=https://a.example change=https://b.example', 'pair-twice'],
  ])('with %s are refused', (words, code) => {
    expect(parseText(`start checkout v54 ${words}`)).toMatchObject({ kind: 'refused', code });
  });
});
