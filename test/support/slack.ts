import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';

/** Slack on the loopback: users alice, bob and carol (`<name>@example.com`), a channel deploys with the bot in it. */
export interface SlackForTests {
  readonly apiUrl: string;
  readonly token: string;
  readonly client: WebClient;
  readonly users: Readonly<Record<'alice' | 'bob' | 'carol', string>>;
  readonly channels: Readonly<Record<'deploys', string>>;
  stop(): Promise<void>;
}

const token = 'xoxb-on-loopback';
const scopes = [
  'chat:write',
  'commands',
  'channels:read',
  'channels:history',
  'channels:join',
  'groups:read',
  'users:read',
  'users:read.email',
];
const bot = { app_id: 'A0SERIN', bot_id: 'B0SERIN', bot_user_id: 'U0SERIN' };

/** Starts the emulator on a free port. */
export async function startSlack(): Promise<SlackForTests> {
  const names = ['alice', 'bob', 'carol'] as const;
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        users: names.map((name) => ({ name, email: `${name}@example.com` })),
        channels: [{ name: 'deploys' }],
        oauth_apps: [
          {
            ...bot,
            client_id: '111.222',
            client_secret: 's',
            name: 'Serin',
            redirect_uris: ['http://localhost/cb'],
            scopes,
            bot_name: 'serin',
          },
        ],
        tokens: [{ ...bot, token, type: 'bot', user_id: bot.bot_user_id, scopes }],
        strict_scopes: true,
      },
    },
  });
  const apiUrl = `${emulator.url}/api/`;
  const client = new WebClient(token, { slackApiUrl: apiUrl });
  const { members = [] } = await client.users.list({});
  const { channels = [] } = await client.conversations.list({});
  const idOf = (name: string) => members.find((member) => member.name === name)?.id ?? '';
  const deploys = channels.find((channel) => channel.name === 'deploys')?.id ?? '';
  await client.conversations.join({ channel: deploys });
  return {
    apiUrl,
    token,
    client,
    users: { alice: idOf('alice'), bob: idOf('bob'), carol: idOf('carol') },
    channels: { deploys },
    stop: () => emulator.close(),
  };
}
