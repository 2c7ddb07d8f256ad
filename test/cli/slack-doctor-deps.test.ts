import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slackDoctorDeps } from '../../src/compose/cli/doctor.ts';
import { secrets } from '../adapters/aws/ssm/secrets-contract.ts';
import { type SlackForTests, startSlack } from '../support/slack.ts';

describe('Slack, as serin doctor asks it', () => {
  let slack: SlackForTests;
  beforeAll(async () => {
    slack = await startSlack();
  });
  afterAll(() => slack.stop());
  const desk = () => slackDoctorDeps(async () => ({ ...secrets, botToken: slack.token }), slack.apiUrl);

  it('knows the token that is stored', async () => {
    expect(await desk().identity()).toMatchObject({ appId: 'A0SERIN', botUserId: 'U0SERIN' });
  });

  it('says of a channel that it is not there, and nothing of one that Serin is in', async () => {
    expect(await desk().whyNotIn('#deploys')).toBeNull();
    expect(await desk().whyNotIn('#nowhere')).toContain('There is no channel #nowhere');
  });

  it('posts, and fails without a token', async () => {
    await desk().post('#deploys', 'hello');
    const { messages = [] } = await slack.client.conversations.history({ channel: slack.channels.deploys });
    expect(messages[0]?.text).toBe('hello');
    const none = slackDoctorDeps(() => Promise.reject(new Error('SSM has no bot-token')), slack.apiUrl);
    await expect(none.identity()).rejects.toThrow('SSM has no bot-token');
  });
});
