import { randomUUID } from 'node:crypto';
import type { Ephemeral } from '../slack/ephemerals.ts';
import { type Actor, buttonClick, type SlackRequest, slashCommand } from '../slack/user.ts';
import type { SandboxState } from '../state.ts';
import type { BehaviourFault } from '../traffic/behaviour.ts';
import { findButton } from './find-button.ts';
import { createHomeActs, type HomeActs } from './home-acts.ts';

/** A message in a channel, with the replies of its thread. */
export interface Posted {
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly thread: readonly Posted[];
}

/** A client that uses only the sandbox's public interface, as a person with Slack and curl does. */
export interface SandboxClient extends HomeActs {
  state(): Promise<SandboxState>;
  /** Moves virtual time; resolves when all due work is done. @param duration for example `10m` */
  advance(duration: string): Promise<void>;
  fault(fault: BehaviourFault): Promise<void>;
  /** Types `/canary <text>`; resolves with the immediate answer, once the command's work is done. */
  type(person: string, text: string): Promise<string>;
  /**
   * Clicks the newest button of this name, in the channel or in a message that only this person was shown.
   * @param button for example `approve`
   * @throws TypeError when no message has it
   */
  click(person: string, button: string): Promise<void>;
  /** Returns the messages that only this person was shown, oldest first. */
  shown(person: string): Promise<readonly Ephemeral[]>;
  /** Returns the messages of the channel, newest first. */
  messages(): Promise<readonly Posted[]>;
}

/** Thrown when the sandbox refused a request. */
export class SandboxRefused extends Error {
  readonly code = 'sandbox-refused';
  constructor(what: string, status: number, answer: string) {
    super(`The sandbox answered ${status} to ${what}: ${answer.trim()}`);
    this.name = 'SandboxRefused';
  }
}

/** The address and the credentials for a sandbox. */
export interface ClientOptions {
  /** The address, without a slash at the end. */
  readonly url: string;
  readonly signingSecret: string;
  /** The channel in which people act. */
  readonly channel: string;
}

export function createSandboxClient({ url, signingSecret, channel }: ClientOptions): SandboxClient {
  const request = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(url + path, init);
    const answer = await response.text();
    if (!response.ok) throw new SandboxRefused(path, response.status, answer);
    return answer;
  };
  const post = (path: string, json: unknown) => request(path, { method: 'POST', body: JSON.stringify(json) });
  const state = async (): Promise<SandboxState> => JSON.parse(await request('/sandbox/state')) as SandboxState;

  const act = async (
    person: string,
    build: (actor: Actor, signing: { secret: string; at: number; nonce: string }) => SlackRequest,
  ) => {
    const { slack } = await state();
    const user = { id: requireId(person, slack.users), name: person };
    const nonce = randomUUID();
    const actor = {
      user,
      channel: { id: requireId(channel, slack.channels), name: channel },
      teamId: slack.teamId,
      appId: slack.appId,
      responseUrl: `${url}/sandbox/response/${nonce}`,
    };
    const { headers, body } = build(actor, { secret: signingSecret, at: Date.now(), nonce });
    const answer = await request('/slack/events', { method: 'POST', headers, body });
    // The state is answered only when all work is done.
    await state();
    return answer;
  };

  const messages = async (): Promise<readonly Posted[]> => {
    const { slack } = await state();
    // Loading it takes longer than typing a command does.
    const { WebClient } = await import('@slack/web-api');
    const web = new WebClient(slack.token, { slackApiUrl: slack.apiUrl });
    const channelId = requireId(channel, slack.channels);
    const { messages: posted = [] } = await web.conversations.history({ channel: channelId, limit: 100 });
    return Promise.all(
      posted.map(async ({ ts = '', text = '', blocks = [] }) => {
        const { messages: replies = [] } = await web.conversations.replies({ channel: channelId, ts });
        const thread = replies
          .slice(1)
          .map((reply) => ({ ts: reply.ts ?? '', text: reply.text ?? '', blocks: reply.blocks ?? [], thread: [] }));
        return { ts, text, blocks, thread };
      }),
    );
  };

  const readEphemeralsShown = async (person: string): Promise<readonly Ephemeral[]> => {
    const { slack } = await state();
    return JSON.parse(
      await request(`/sandbox/ephemerals?user=${requireId(person, slack.users)}`),
    ) as readonly Ephemeral[];
  };

  return {
    state,
    advance: async (duration) => {
      await post('/sandbox/clock', { advance: duration });
    },
    fault: async (fault) => {
      await post('/sandbox/faults', fault);
    },
    type: async (person, text) => answerText(await act(person, (actor, signing) => slashCommand(actor, text, signing))),
    click: async (person, name) => {
      const alone = (await readEphemeralsShown(person)).map(({ message }) => toPosted(message)).toReversed();
      const shown = [...(await messages()), ...alone].flatMap((posted) => [posted, ...posted.thread.toReversed()]);
      const lists = shown.map(({ blocks }) => blocks);
      const { index, button } = findButton(lists, `serin:${name}`);
      await act(person, (actor, signing) => buttonClick(actor, shown[index] as Posted, button, signing));
    },
    shown: readEphemeralsShown,
    ...createHomeActs({ act, readHome: (user) => request(`/sandbox/home?user=${user}`), state }),
    messages,
  };
}

function requireId(name: string, ids: Readonly<Record<string, string>>): string {
  const id = ids[name];
  if (id === undefined) throw new TypeError(`There is no ${name} here. There are ${Object.keys(ids).join(', ')}.`);
  return id;
}

/** Returns a private message in the form of a message with buttons. */
function toPosted(message: Ephemeral['message']): Posted {
  const { text = '', blocks = [] } = message as { readonly text?: string; readonly blocks?: readonly unknown[] };
  return { ts: '', text, blocks, thread: [] };
}

/** Returns the text of the answer to a slash command: plain text, or a message in JSON. */
function answerText(answer: string): string {
  try {
    return (JSON.parse(answer) as { readonly text?: string }).text ?? '';
  } catch {
    return answer;
  }
}
