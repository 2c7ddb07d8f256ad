import { expect, it } from 'vitest';
import { compile, UnreadableExpression } from '../../../../src/sandbox/cloud/cloudwatch/math.ts';

it.each([
  ['100 * errors / requests', { errors: 3, requests: 60 }, 5],
  ['1 + 2 * 3', {}, 7],
  ['(1 + 2) * 3', {}, 9],
  ['10 - 4 - 3', {}, 3],
  ['-m1 + 2.5', { m1: 2 }, 0.5],
])('calculates %s', (expression, values, result) => {
  expect(compile(expression)(values)).toBe(result);
});

it('gives no datapoint when an operand is missing or the divisor is 0', () => {
  const rate = compile('100 * errors / requests');
  expect(rate({ errors: 1, requests: null })).toBeNull();
  expect(rate({ errors: 1 })).toBeNull();
  expect(rate({ errors: 1, requests: 0 })).toBeNull();
});

it.each(['SUM(METRICS())', '1 +', '(1', '1 1', ''])('refuses "%s"', (expression) => {
  expect(() => compile(expression)).toThrow(UnreadableExpression);
});
