import { afterEach, describe, expect, it } from 'vitest';
import { createSlackCheckup } from '../../../src/adapters/slack/checkup.ts';
import { createWebClient } from '../../../src/adapters/slack/web-client.ts';
import { type SlackForTests, startSlack } from '../../support/slack.ts';
import { keptLog } from './support/kept-log.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function answering(json: object, headers: Readonly<Record<string, string>> = {}): Promise<Loopback> {
  const loopback = await startLoopback(({ path }) => ({
    json: path.endsWith('bots.info') ? { ok: true, bot: { id: 'B1', app_id: 'A1' } } : { ok: true, ...json },
    headers,
  }));
  stops.push(loopback.stop);
  return loopback;
}

const checkup = (apiUrl: string, token = 'xoxb-on-loopback') =>
  createSlackCheckup(createWebClient(token, { log: keptLog(), apiUrl }));

describe('the identity of a bot token', () => {
  it('is what Slack says, with the app of the bot and the scopes of the token', async () => {
    const { url } = await answering(
      { team_id: 'T1', user_id: 'U1', bot_id: 'B1' },
      { 'x-oauth-scopes': 'chat:write,commands' },
    );
    expect(await checkup(url).identity()).toEqual({
      teamId: 'T1',
      appId: 'A1',
      botId: 'B1',
      botUserId: 'U1',
      scopes: ['chat:write', 'commands'],
    });
  });

  it('has no scopes where Slack does not tell them', async () => {
    const { url } = await answering({ team_id: 'T1', user_id: 'U1', bot_id: 'B1' });
    expect((await checkup(url).identity()).scopes).toBeNull();
  });
});

describe('in a workspace', () => {
  async function aWorkspace(): Promise<SlackForTests> {
    const slack = await startSlack();
    stops.push(slack.stop);
    return slack;
  }

  it('knows who the token is, and refuses one that is not', async () => {
    const { apiUrl } = await aWorkspace();
    expect(await checkup(apiUrl).identity()).toMatchObject({
      appId: 'A0SERIN',
      botId: 'B0SERIN',
      botUserId: 'U0SERIN',
    });
    await expect(checkup(apiUrl, 'xoxb-nobody').identity()).rejects.toThrow('An API error occurred');
  });

  it('posts where it is told to', async () => {
    const { apiUrl, client, channels } = await aWorkspace();
    await checkup(apiUrl).post('#deploys', 'Serin is here.');
    const { messages = [] } = await client.conversations.history({ channel: channels.deploys });
    expect(messages[0]).toMatchObject({ text: 'Serin is here.' });
  });
});
