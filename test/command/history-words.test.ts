import { expect, it } from 'vitest';
import { parseHistory } from '../../src/command/history-words.ts';

it.each([
  ['outcome=lost', 'bad-value'],
  ['page=0', 'bad-value'],
  ['page=1000', 'bad-value'],
  ['by=', 'bad-value'],
  ['v54', 'bad-value'],
  ['who=alice', 'bad-value'],
])('refuses %s, and says what can be said', (word, code) => {
  expect(parseHistory('checkout', [word])).toMatchObject({
    code,
    problem: expect.stringContaining('outcome=rolled-back'),
  });
});

it('refuses a filter that is given twice', () => {
  expect(parseHistory('checkout', ['by=alice', 'by=bob'])).toMatchObject({ code: 'pair-twice' });
});
