import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { SLACK_PATH } from '../functions/functions.ts';
import { type Read, readJson } from '../server/bodies.ts';
import { type Actor, buttonClick, type Signing, type SlackRequest, slashCommand } from '../slack/user.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { Chat, Said } from './chat.ts';

/** The body of `POST /sandbox/say`: the text that a person types. */
export interface Say {
  /** The name of the person, and of the channel. */
  readonly user: string;
  readonly channel: string;
  /** The text, which begins with `/canary`. */
  readonly text: string;
}

/** The body of `POST /sandbox/click`: the button that a person clicks. */
export interface Click {
  readonly user: string;
  readonly channel: string;
  /** The message that has the button. */
  readonly ts: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
}

/** The actions of the people of the workspace; their requests take the same path as Slack's. */
export interface Acts {
  /** @throws SlackUnanswered */
  say(say: Say): Promise<void>;
  /** @throws SlackUnanswered */
  click(click: Click): Promise<void>;
}

/** The dependencies of acts. */
export interface ActsDeps {
  readonly workspace: Pick<Workspace, 'users' | 'channels' | 'teamId' | 'appId'>;
  readonly chat: Pick<Chat, 'note'>;
  /** Address of the sandbox's own server, without a slash at the end. */
  readonly url: string;
  readonly signingSecret: string;
}

/** Thrown when the production endpoint refused a request of Slack. */
export class SlackUnanswered extends Error {
  readonly code = 'slack-unanswered';
  constructor(status: number, answer: string) {
    super(`${SLACK_PATH} answered ${status}: ${answer.slice(0, 200)}. See the log of the sandbox.`);
    this.name = 'SlackUnanswered';
  }
}

/** The slash command at the beginning of a text. */
const COMMAND = /^\/canary(?=\s|$)/;

export function createActs({ workspace, chat, url, signingSecret }: ActsDeps): Acts {
  const { users, channels, teamId, appId } = workspace;

  const act = async (
    { user, channel }: Pick<Say, 'user' | 'channel'>,
    build: (actor: Actor, signing: Signing) => SlackRequest,
  ): Promise<void> => {
    const nonce = randomUUID();
    const where = { id: channels[channel] ?? '', name: channel };
    const actor: Actor = {
      user: { id: users[user] ?? '', name: user },
      channel: where,
      teamId,
      appId,
      responseUrl: `${url}/sandbox/response/${nonce}`,
    };
    const { headers, body } = build(actor, { secret: signingSecret, at: Date.now(), nonce });
    const response = await fetch(`${url}${SLACK_PATH}`, { method: 'POST', headers, body });
    const answer = await response.text();
    if (!response.ok) throw new SlackUnanswered(response.status, answer);
    const said = readAnswer(answer);
    if (said !== null) chat.note({ channel: where.id, user: actor.user.id, from: 'serin' }, said);
  };

  return {
    say: async (say) => {
      const [channel, user] = [channels[say.channel] ?? '', users[say.user] ?? ''];
      chat.note({ channel, user, from: 'typed' }, { text: say.text, blocks: [] });
      await act(say, (actor, signing) => slashCommand(actor, say.text.replace(COMMAND, '').trim(), signing));
    },
    click: ({ ts, actionId, blockId, value, ...who }) =>
      act(who, (actor, signing) => buttonClick(actor, { ts }, { actionId, blockId, value }, signing)),
  };
}

/** Returns the message in the answer to a request: plain text or a message in JSON; null when there is none. */
function readAnswer(answer: string): Said | null {
  if (answer.trim() === '') return null;
  try {
    const { text = '', blocks = [] } = JSON.parse(answer) as Partial<Said>;
    return text === '' && blocks.length === 0 ? null : { text, blocks };
  } catch {
    return { text: answer, blocks: [] };
  }
}

const enumOfNames = (names: readonly string[]) =>
  z.enum(names as [string, ...string[]], { error: `must be one of ${names.join(', ')}` });

/** Reads the body of `POST /sandbox/say`. */
export function readSay(body: string, { users, channels }: Pick<Workspace, 'users' | 'channels'>): Read<Say> {
  return readJson(
    body,
    z.strictObject({
      user: enumOfNames(Object.keys(users)),
      channel: enumOfNames(Object.keys(channels)),
      text: z.string().max(4000).regex(COMMAND, 'must begin with /canary; nothing else is answered here'),
    }),
  );
}

/** Reads the body of `POST /sandbox/click`. */
export function readClick(body: string, { users, channels }: Pick<Workspace, 'users' | 'channels'>): Read<Click> {
  return readJson(
    body,
    z.strictObject({
      user: enumOfNames(Object.keys(users)),
      channel: enumOfNames(Object.keys(channels)),
      ts: z.string().max(40),
      actionId: z.string().max(255),
      blockId: z.string().max(255),
      value: z.string().max(2000),
    }),
  );
}
