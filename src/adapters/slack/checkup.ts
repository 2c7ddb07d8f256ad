import type { WebClient } from '@slack/web-api';
import { createChannels } from './channels.ts';

/** The identity that a token belongs to. */
export interface Identity {
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** The scopes of the token; null when Slack did not return them. */
  readonly scopes: readonly string[] | null;
}

/** The questions of `serin secrets` and `serin doctor` to Slack. */
export interface SlackCheckup {
  /** @throws what the Web API throws, for example when the token is not valid */
  identity(): Promise<Identity>;
  /** Posts a text in a channel, given by id or `#name`. */
  post(channel: string, text: string): Promise<void>;
}

/** Asks with the client's token. */
export function createSlackCheckup(client: WebClient): SlackCheckup {
  const channels = createChannels(client);

  /** auth.test names the app of some tokens only; bots.info (users:read) does for every bot. */
  async function findApp(bot: string): Promise<string> {
    const { bot: found } = await client.bots.info({ bot });
    return found?.app_id ?? '';
  }

  return {
    async identity() {
      const { team_id, user_id, bot_id = '', app_id, response_metadata } = await client.auth.test();
      return {
        teamId: team_id ?? '',
        appId: typeof app_id === 'string' ? app_id : await findApp(bot_id),
        botId: bot_id,
        botUserId: user_id ?? '',
        // From the header x-oauth-scopes of the answer.
        scopes: response_metadata?.scopes ?? null,
      };
    },
    async post(channel, text) {
      await client.chat.postMessage({ channel: await channels.idOf(channel), text });
    },
  };
}
