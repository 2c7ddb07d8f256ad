import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { createModals, type Modals } from './modals.ts';
import type { SentPost } from './posts.ts';
import type { PublishedHome } from './published-home.ts';
import type { SentEphemeral } from './sent-ephemeral.ts';
import { createTranslation, stableId } from './translation.ts';
import { startWebApi, type UserGroup } from './web-api.ts';

/** The people of the sandbox's workspace; their addresses are `<name>@example.com`. */
const PEOPLE = ['alice', 'bob', 'carol'];

/** A user group, for configurations in which a group approves. */
const PAYMENTS = { id: 'S0PAYMENTS', handle: 'payments', members: ['bob', 'carol'] };

/** Serin's app, as Slack knows it. */
const APP = { app_id: 'A0SERIN', bot_id: 'B0SERIN', bot_user_id: 'U0SERIN' };

/** The scopes that Serin asks for. */
const SCOPES = [
  'chat:write',
  'commands',
  'channels:read',
  'channels:history',
  'groups:read',
  'groups:history',
  'users:read',
  'users:read.email',
  'usergroups:read',
];

const TOKEN = 'xoxb-sandbox';
/** The token that brings the bot into its channels, as a person would with /invite. */
const INVITING_TOKEN = 'xoxb-sandbox-inviting';

/** A Slack workspace on the loopback. */
export interface Workspace {
  /** Base address of the Web API, with a slash at the end. */
  readonly apiUrl: string;
  readonly token: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** The ids by name. */
  readonly channels: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<string, string>>;
  readonly groups: readonly UserGroup[];
  /** The modals that people have open. */
  readonly modals: Modals;
  /** Returns a trigger, with which a modal can be opened for a person once within 3 s. */
  trigger(user: string): Promise<string>;
  /** Takes Slack down or brings it up again; while down it answers every call with 503. */
  setDown(down: boolean): void;
  /** Registers a callback for every message that is posted or changed. */
  onMessage(heard: () => void): void;
  close(): Promise<void>;
}

/** The path under which the sandbox serves links to messages; the channel and `p<ts>` follow. */
export const ARCHIVES = '/slack/archives/';

/** The dependencies of a workspace. */
export interface WorkspaceDeps {
  /** Address of the sandbox's own server, without a slash at the end: links to messages begin with it. */
  readonly siteUrl: string;
  /** Called with each message that chat.postEphemeral showed. */
  readonly onEphemeral: (sent: SentEphemeral) => void;
  /** Called with each message that chat.postMessage posted. */
  readonly onPost: (sent: SentPost) => void;
  /** Called with each App Home that views.publish drew. */
  readonly onHome: (home: PublishedHome) => void;
}

/**
 * Starts the workspace with these channels, by name; all people and Serin's bot are in them. The emulator gives random ids. The
 * workspace replaces them by ids that never change, because kept records name people by their ids.
 */
export async function startWorkspace(channelNames: readonly string[], deps: WorkspaceDeps): Promise<Workspace> {
  const emulator = await createEmulator({ service: 'slack', port: 0, seed: { slack: seed(channelNames) } });
  const emulatorUrl = emulator.url as string;
  const client = new WebClient(INVITING_TOKEN, { slackApiUrl: `${emulatorUrl}/api/` });
  const [{ members = [] }, { channels = [] }, { team_id: teamId = '' }] = await Promise.all([
    client.users.list({}),
    client.conversations.list({ limit: 999 }),
    client.auth.test(),
  ]);
  const theirChannels = idsByName(channelNames, channels);
  for (const channel of Object.values(theirChannels)) await client.conversations.join({ channel });
  const users = stableIds('U', PEOPLE);
  const channelIds = stableIds('C', channelNames);
  const translation = createTranslation({
    ...translateIds(idsByName(PEOPLE, members), users),
    ...translateIds(theirChannels, channelIds),
    [`${emulatorUrl}/archives/`]: deps.siteUrl + ARCHIVES,
  });
  const modals = createModals();
  const { onEphemeral, onPost, onHome } = deps;
  const webApi = await startWebApi({ emulatorUrl, translation, onEphemeral, onPost, onHome, onView: modals.show });
  const apiUrl = `${webApi.url}/api/`;
  webApi.setChannels(Object.entries(channelIds).map(([name, id]) => ({ id, name })));
  const { id, handle } = PAYMENTS;
  const groups = [{ id, handle, users: PAYMENTS.members.map((name) => users[name] as string) }];
  webApi.setGroups(groups);
  return {
    apiUrl,
    token: TOKEN,
    teamId,
    appId: APP.app_id,
    botId: APP.bot_id,
    botUserId: APP.bot_user_id,
    channels: channelIds,
    users,
    groups,
    modals,
    trigger: async (user) => {
      const triggerId = await generateTrigger(emulatorUrl, translation.inward(user));
      modals.expect(triggerId, user);
      return triggerId;
    },
    setDown: webApi.setDown,
    onMessage: webApi.onMessage,
    close: async () => {
      await webApi.close();
      await emulator.close();
    },
  };
}

/** The emulator opens a modal only with a trigger that it made itself. */
async function generateTrigger(emulatorUrl: string, user: string): Promise<string> {
  const response = await fetch(`${emulatorUrl}/api/views.generateTriggerId`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ user_id: user }),
  });
  const { trigger_id: triggerId } = (await response.json()) as { readonly trigger_id?: string };
  if (triggerId === undefined) throw new TypeError(`The emulator of Slack makes no trigger for ${user}.`);
  return triggerId;
}

function seed(channelNames: readonly string[]) {
  const token = { ...APP, type: 'bot', user_id: APP.bot_user_id };
  return {
    users: PEOPLE.map((name) => ({ name, email: `${name}@example.com` })),
    channels: channelNames.map((name) => ({ name })),
    oauth_apps: [
      {
        ...APP,
        client_id: '111.222',
        client_secret: 'sandbox',
        name: 'Serin',
        redirect_uris: ['http://127.0.0.1/unused'],
        scopes: SCOPES,
        bot_name: 'serin',
      },
    ],
    tokens: [
      { ...token, token: TOKEN, scopes: SCOPES },
      { ...token, token: INVITING_TOKEN, scopes: [...SCOPES, 'channels:join'] },
    ],
    strict_scopes: true,
  };
}

interface Named {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

function idsByName(names: readonly string[], all: readonly Named[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.map((name) => {
      const id = all.find((each) => each.name === name)?.id;
      if (id === undefined) throw new TypeError(`The emulator of Slack has no ${name}.`);
      return [name, id];
    }),
  );
}

function stableIds(kind: 'U' | 'C', names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, stableId(kind, name)]));
}

/** Returns the sandbox's id for each of the emulator's. */
function translateIds(
  theirs: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(theirs).map(([name, id]) => [id, ours[name] as string]));
}
