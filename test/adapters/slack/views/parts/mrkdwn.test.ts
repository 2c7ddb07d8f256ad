import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bar,
  code,
  escapeMrkdwn,
  fitLines,
  fitLinesWithMore,
  formatMoment,
  link,
  mention,
  mentionUser,
  truncate,
} from '../../../../../src/adapters/slack/views/parts/mrkdwn.ts';

test('escapes the three characters with which Slack begins references', () => {
  expect(escapeMrkdwn('<!here> & <@U1>')).toBe('&lt;!here&gt; &amp; &lt;@U1&gt;');
});

test('is never longer than asked for, never cuts a character in half, and only shortens what is too long', () => {
  const text = fc.string({ unit: fc.constantFrom('&', '<', '"', '🐤', 'x', '\n') });
  fc.assert(
    fc.property(text, fc.integer({ min: 3, max: 60 }), (original, max) => {
      const shown = escapeMrkdwn(original, max);
      expect(JSON.stringify(shown).length - 2).toBeLessThanOrEqual(max);
      const back = shown.replaceAll('&lt;', '<').replaceAll('&amp;', '&');
      expect(back.endsWith('…') ? original.startsWith(back.slice(0, -1)) : original === back).toBe(true);
      expect(JSON.stringify(back)).not.toMatch(/\\ud[89a-f]/);
    }),
  );
});

test('plain text is cut between whole characters', () => {
  expect(truncate('🐤🐤', 4)).toBe('🐤🐤');
  expect(truncate('🐤🐤🐤', 4)).toBe('🐤…');
});

test('code holds no backtick that would end it', () => {
  expect(code('a`b')).toBe("`a'b`");
});

test('mentions ids and leaves everything else text', () => {
  expect(['U1', 'W9', 'S0PAY', 'bob@example.com', '<!here>'].map(mention)).toEqual([
    '<@U1>',
    '<@W9>',
    '<!subteam^S0PAY>',
    'bob@example.com',
    '&lt;!here&gt;',
  ]);
  expect(mentionUser('U1>|<!here')).toBe('U1&gt;|&lt;!here');
});

test('links web addresses only, and none that could end the link early', () => {
  expect(link('https://x.y/z', 'a>b')).toBe('<https://x.y/z|a&gt;b>');
  expect(link('https://x.y/z|<!here>', 'text')).toBe('text');
  expect(link('', 'text')).toBe('text');
});

test('a moment is in the zone of the reader, with UTC where that cannot be shown', () => {
  expect(formatMoment(Date.UTC(2026, 0, 5, 12, 30, 59, 999), '{time}')).toBe(
    '<!date^1767616259^{time}|2026-01-05 12:30 UTC>',
  );
});

test.each([
  [0, 0],
  [0.1, 1],
  [5, 1],
  [50, 10],
  [99.9, 19],
  [100, 20],
])('a bar of %d %% has %d full cells of 20', (weight, full) => {
  expect(bar(weight)).toBe('█'.repeat(full) + '░'.repeat(20 - full));
});

test('lines that do not fit are counted', () => {
  expect(fitLines(['a', 'b'], 100, 'things')).toBe('a\nb');
  expect(fitLines(['a'.repeat(55), 'b', 'c'], 100, 'things')).toBe(`${'a'.repeat(55)}\nb\n_… and 1 more things_`);
  expect(fitLines(['a'.repeat(200)], 100, 'things')).toBe('_… and 1 more things_');
});

test('what may follow a line takes only the room that all lines leave, the first line first', () => {
  const draw = (...lines: readonly (readonly [string, ...string[]])[]) => fitLinesWithMore(lines, 100, 'things');
  expect(draw(['a', '1'.repeat(20)], ['b', '2'.repeat(40)], ['c', '3'])).toBe(`a${'1'.repeat(20)}\nb\nc3`);
  expect(draw(['a', '1'.repeat(60), '1'], ['b', ''])).toBe('a1\nb');
  expect(draw(['a'.repeat(55), '!'], ['b'.repeat(10), '!'])).toBe(`${'a'.repeat(55)}\n_… and 1 more things_`);
});
