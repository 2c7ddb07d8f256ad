import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { close, listen } from '../server/listen.ts';
import { readSentView, type SentView } from './modals.ts';
import { readSentPost, type SentPost } from './posts.ts';
import { type PublishedHome, readPublishedHome } from './published-home.ts';
import { readSentEphemeral, type SentEphemeral } from './sent-ephemeral.ts';
import type { Translation } from './translation.ts';

/** A user group of the workspace. */
export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
}

/** Slack's Web API in the sandbox: the emulator, and the methods that it lacks. */
export interface WebApi {
  readonly url: string;
  /** Sets the user groups and their members. */
  setGroups(groups: readonly UserGroup[]): void;
  /** Sets the channels that everybody is in, by id. */
  setChannels(channels: readonly { readonly id: string; readonly name: string }[]): void;
  /** Takes Slack down or brings it up again; while down it answers every call with 503. */
  setDown(down: boolean): void;
  /** Registers a callback for every message that is posted or changed. */
  onMessage(heard: () => void): void;
  close(): Promise<void>;
}

/** The dependencies of the Web API. */
export interface WebApiDeps {
  readonly emulatorUrl: string;
  /** Translates between the emulator's ids and addresses and those of the sandbox. */
  readonly translation: Translation;
  /** Called with each message that chat.postEphemeral showed. */
  readonly onEphemeral: (sent: SentEphemeral) => void;
  /** Called with each message that chat.postMessage posted. */
  readonly onPost: (sent: SentPost) => void;
  /** Called with each modal that was opened or changed. */
  readonly onView: (sent: SentView) => void;
  /** Called with each App Home that views.publish drew. */
  readonly onHome: (home: PublishedHome) => void;
}

/** Starts a server in front of the emulator. It answers `usergroups.*` and `users.conversations` itself and forwards everything else, translated. */
export async function startWebApi(deps: WebApiDeps): Promise<WebApi> {
  const { emulatorUrl } = deps;
  const directory: Directory = { groups: [], channels: [] };
  let isDown = false;
  const listeners: (() => void)[] = [];
  const server = createServer((incoming, outgoing) => {
    if (isDown) {
      incoming.resume();
      outgoing.writeHead(503).end();
      return;
    }
    const method = new URL(incoming.url ?? '/', emulatorUrl).pathname.replace('/api/', '');
    const answer = OWN_METHODS[method];
    if (method.startsWith('chat.')) {
      outgoing.once('finish', () => {
        for (const heard of listeners) heard();
      });
    }
    if (answer === undefined) passOn(deps, method, incoming, outgoing);
    else answerItself(incoming, outgoing, (fields) => answer(directory, fields));
  });
  return {
    url: await listen(server, 0),
    setGroups: (groups) => {
      directory.groups = groups;
    },
    setChannels: (channels) => {
      directory.channels = channels;
    },
    setDown: (down) => {
      isDown = down;
    },
    onMessage: (heard) => {
      listeners.push(heard);
    },
    close: () => close(server),
  };
}

/** The directory of the workspace, as far as the emulator does not tell it. */
interface Directory {
  groups: readonly UserGroup[];
  channels: readonly { readonly id: string; readonly name: string }[];
}

type OwnMethod = (directory: Directory, fields: URLSearchParams) => object;

/** The methods that the server answers itself. Source: their pages in Slack's API reference. */
const OWN_METHODS: Readonly<Record<string, OwnMethod>> = {
  'users.conversations': ({ channels }) => ({ ok: true, channels, response_metadata: { next_cursor: '' } }),
  'usergroups.list': ({ groups }) => ({
    ok: true,
    usergroups: groups.map(({ id, handle, users }) => ({ id, handle, name: handle, users, user_count: users.length })),
  }),
  'usergroups.users.list': ({ groups }, fields) => {
    const group = groups.find(({ id }) => id === fields.get('usergroup'));
    return group === undefined ? { ok: false, error: 'no_such_subteam' } : { ok: true, users: group.users };
  },
};

function answerItself(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (fields: URLSearchParams) => object,
): void {
  text(incoming).then(
    (body) => {
      const isAuthorised = incoming.headers.authorization !== undefined;
      const result = isAuthorised ? answer(new URLSearchParams(body)) : { ok: false, error: 'not_authed' };
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
    },
    () => outgoing.destroy(),
  );
}

/** The encoding that keeps each byte of a forwarded body; ids and addresses are ASCII. */
const BYTES = 'latin1';

function passOn(deps: WebApiDeps, slackMethod: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { emulatorUrl, translation } = deps;
  const { method, headers, url = '/' } = incoming;
  const exchange = async (): Promise<void> => {
    const asked = await buffer(incoming);
    const body = Buffer.from(translation.inward(asked.toString(BYTES)), BYTES);
    const answer = await send(new URL(translation.inward(url), emulatorUrl), { method, headers }, body);
    const answered = Buffer.from(translation.outward((await buffer(answer)).toString(BYTES)), BYTES);
    passBack(deps, slackMethod, { headers, asked, answered });
    const { 'transfer-encoding': _, ...kept } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, { ...kept, 'content-length': answered.length }).end(answered);
  };
  exchange().catch(() => outgoing.destroy());
}

interface Exchange {
  readonly headers: IncomingMessage['headers'];
  readonly asked: Buffer;
  readonly answered: Buffer;
}

/** Reports what the emulator keeps for nobody: what only one person sees, and a message as it was before it was changed. */
function passBack(deps: WebApiDeps, method: string, { headers, asked, answered }: Exchange): void {
  const { onEphemeral, onPost, onView, onHome } = deps;
  if (method === 'chat.postMessage') {
    const sent = readSentPost(headers, asked, answered);
    if (sent !== null) onPost(sent);
  }
  if (method === 'chat.postEphemeral') {
    const sent = readSentEphemeral(headers, asked, answered);
    if (sent !== null) onEphemeral(sent);
  }
  if (method === 'views.open' || method === 'views.update') {
    const sent = readSentView(headers, asked, answered);
    if (sent !== null) onView(sent);
  }
  if (method === 'views.publish') {
    const home = readPublishedHome(headers, asked, answered);
    if (home !== null) onHome(home);
  }
}

function send(
  url: URL,
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  body: Buffer,
): Promise<IncomingMessage> {
  const { 'transfer-encoding': _, ...kept } = headers;
  return new Promise((resolve, reject) => {
    const onward = request(url, { method, headers: { ...kept, 'content-length': body.length } }, resolve);
    onward.on('error', reject).end(body);
  });
}
