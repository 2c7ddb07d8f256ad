import { expect, test } from 'vitest';
import { alarmEnv, BadEnvironment, engineEnv, slackEnv } from '../../src/compose/env.ts';

test('takes the usual values for what is not said', () => {
  expect(slackEnv({ AWS_REGION: 'eu-west-1', SERIN_BUS: 'serin', SERIN_LOG_LEVEL: '' })).toEqual({
    region: 'eu-west-1',
    bus: 'serin',
    logLevel: 'info',
    secretsPrefix: '/serin/slack/',
    slackPath: '/slack/events',
  });
});

test('takes what is said', () => {
  const region = 'eu-west-1';
  const said = { SERIN_BUS: 'b', SERIN_LOG_LEVEL: 'warn', SERIN_SECRETS_PREFIX: '/eu/serin/', SERIN_SLACK_PATH: '/s' };
  const settings = { region, bus: 'b', logLevel: 'warn', secretsPrefix: '/eu/serin/', slackPath: '/s' };
  expect(slackEnv({ AWS_REGION: region, ...said })).toEqual(settings);
});

test('names every variable that is missing or wrong at once, without its value', () => {
  const wrong = () =>
    engineEnv({ SERIN_ACCOUNT: '12', SERIN_TABLE: '', SERIN_LOG_LEVEL: 'loud', SERIN_TIMER_TARGET: 'not-an-arn' });
  expect(wrong).toThrow(BadEnvironment);
  expect(wrong).toThrow(
    /SERIN_NAME.*SERIN_ACCOUNT.*AWS_REGION.*SERIN_TABLE.*SERIN_LOG_LEVEL.*SERIN_TIMER_GROUP.*SERIN_TIMER_TARGET.*SERIN_TIMER_ROLE.*SERIN_TIMER_DEAD_LETTERS/,
  );
  expect(wrong).not.toThrow(/loud|not-an-arn/);
});

const COMPLETE = {
  SERIN_NAME: 'serin',
  SERIN_ACCOUNT: '000000000000',
  AWS_REGION: 'eu-west-1',
  SERIN_TABLE: 'serin',
  SERIN_BUS: 'serin',
  SERIN_TIMER_GROUP: 'serin',
  SERIN_TIMER_TARGET: 'arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:serin-timer',
  SERIN_TIMER_ROLE: 'arn:aws-iso-b:iam::123456789012:role/serin',
  SERIN_TIMER_DEAD_LETTERS: 'arn:aws-cn:sqs:cn-north-1:123456789012:serin',
  SERIN_WORKER_LETTERS_URL: 'https://sqs.eusc-de-east-1.amazonaws.eu/123456789012/serin-worker',
  SERIN_ALARM_LETTERS_URL: 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/serin-alarm',
  SERIN_TIMER_LETTERS_URL: 'http://sqs.eu-west-1.localhost.localstack.cloud:4566/000000000000/serin-timer',
};

test.each([
  ...['us-east-1', 'eusc-de-east-1', 'us-gov-east-1', 'cn-northwest-1', 'us-iso-west-1', 'us-isof-south-1'],
  ...['eu-isoe-west-1', 'ap-southeast-12', 'local'],
])('starts in %s, as the SDK does', (region) => {
  expect(engineEnv({ ...COMPLETE, AWS_REGION: region }).region).toBe(region);
});

test.each(['', '-eu-west-1', 'eu-west-1-', 'eu_west_1', 'eu.west', 'evil.example/', 'eu west', 'x'.repeat(64)])(
  'refuses %j, which is no part of the name of a host',
  (region) => {
    expect(() => engineEnv({ ...COMPLETE, AWS_REGION: region })).toThrow(/AWS_REGION/);
  },
);

test('takes addresses of queues in every partition, and of a local AWS', () => {
  expect(alarmEnv(COMPLETE).timerLetters).toBe(COMPLETE.SERIN_TIMER_LETTERS_URL);
  const wrong = { ...COMPLETE, SERIN_ALARM_LETTERS_URL: 'sqs.eu-west-1/serin', SERIN_WORKER_LETTERS_URL: 'file:///q' };
  expect(() => alarmEnv(wrong)).toThrow(/SERIN_WORKER_LETTERS_URL.*SERIN_ALARM_LETTERS_URL/);
});
