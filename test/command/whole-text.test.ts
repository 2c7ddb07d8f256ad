import { expect, test } from 'vitest';
import { wholeText } from '../../src/command/whole-text.ts';

test.each([
  ['keeps what fits', 'deploys', 10, 'deploys'],
  ['cuts between whole characters', 'ab😀', 3, 'ab'],
  ['keeps whole pairs', 'ab😀', 4, 'ab😀'],
  ['leaves out halves of pairs', 'a\ud83db\ude00c', 10, 'abc'],
  ['gives nothing of nothing', '', 10, ''],
])('%s', (_what, text, max, whole) => {
  expect(wholeText(text, max)).toBe(whole);
});
