import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { compileRule, UnreadableRule } from '../../../../src/sandbox/cloud/cloudwatch/rule.ts';

const states: Readonly<Record<string, StateValue>> = { firing: 'ALARM', 'quiet one': 'OK', new: 'INSUFFICIENT_DATA' };
const holds = (rule: string) => compileRule(rule).holds((name) => states[name]);

it.each([
  ['ALARM("firing")', true],
  ['ALARM(firing)', true],
  ['ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:firing")', true],
  ['ALARM("quiet one")', false],
  ['OK("quiet one") AND INSUFFICIENT_DATA("new")', true],
  ['NOT ALARM("firing")', false],
  ['ALARM("quiet one") AND ALARM("firing") OR TRUE', true],
  ['TRUE OR ALARM("firing") AND FALSE', true],
  ['(TRUE OR ALARM("firing")) AND FALSE', false],
  ['ALARM("gone")', false],
])('%s is %s', (rule, expected) => {
  expect(holds(rule)).toBe(expected);
});

it('names the alarms that it depends on', () => {
  expect(compileRule('ALARM("a") AND NOT (OK(b) OR ALARM("c d"))').alarms).toEqual(['a', 'b', 'c d']);
});

it.each(['', 'ALARM("a") AND', '(ALARM("a")', 'ALARM("a") ALARM("b")', 'BROKEN("a")'])('refuses "%s"', (rule) => {
  expect(() => compileRule(rule)).toThrow(UnreadableRule);
});
