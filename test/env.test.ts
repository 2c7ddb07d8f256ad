import { expect, test } from 'vitest';
import { BadEnvironment, engineEnv, slackEnv } from '../src/env.ts';

test('takes the usual values for what is not said', () => {
  expect(slackEnv({ SERIN_BUS: 'serin', SERIN_LOG_LEVEL: '' })).toEqual({
    bus: 'serin',
    logLevel: 'info',
    secretsPrefix: '/serin/slack/',
    slackPath: '/slack/events',
  });
});

test('takes what is said', () => {
  const said = { SERIN_BUS: 'b', SERIN_LOG_LEVEL: 'warn', SERIN_SECRETS_PREFIX: '/eu/serin/', SERIN_SLACK_PATH: '/s' };
  expect(slackEnv(said)).toEqual({ bus: 'b', logLevel: 'warn', secretsPrefix: '/eu/serin/', slackPath: '/s' });
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
