import { randomUUID } from 'node:crypto';
import { START_SHORTCUT } from '../../adapters/slack/views/modals/start-fields.ts';
import { SLACK_PATH } from '../functions/functions.ts';
import type { ModalView } from '../slack/modals.ts';
import {
  type Actor,
  buttonClick,
  COMMAND,
  homeClick,
  homeOpening,
  messageShortcut,
  modalChoice,
  modalSubmission,
  type Signing,
  type SlackRequest,
  type Submission,
  slashCommand,
} from '../slack/user.ts';
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

/** The body of `POST /sandbox/home`: the person who opens the App Home. */
export interface OpenHome {
  readonly user: string;
}

/** The body of `POST /sandbox/home-click`: the button in the App Home that a person clicks. */
export interface HomeClick extends OpenHome {
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
}

/** The body of `POST /sandbox/submit`: the modal that a person submits. */
export interface Submit {
  readonly user: string;
  /** The id of the modal. */
  readonly view: string;
  readonly values: Submission['values'];
}

/** The body of `POST /sandbox/choose`: the field of a modal in which a person chose or entered something, and all that is in the modal. */
export interface Choose extends Submit {
  readonly block: string;
  readonly action: string;
}

/** The body of `POST /sandbox/shortcut`: the message on which a person uses the shortcut of the app. */
export interface Shortcut {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
}

/** The body of `POST /sandbox/close`: the modal that a person closes. */
export type Close = Pick<Submit, 'user' | 'view'>;

/** The body of `POST /sandbox/click`: the button that a person clicks. */
export interface Click extends HomeClick {
  readonly channel: string;
  /** The message that has the button. */
  readonly ts: string;
}

/** The actions of the people of the workspace; their requests take the same path as Slack's. */
export interface Acts {
  /** @throws SlackUnanswered */
  say(say: Say): Promise<void>;
  /** @throws SlackUnanswered */
  click(click: Click): Promise<void>;
  /** Uses the shortcut on a message. @throws SlackUnanswered */
  shortcut(shortcut: Shortcut): Promise<void>;
  /** Submits a modal, if it is still open. @throws SlackUnanswered */
  submit(submit: Submit): Promise<void>;
  /** Chooses something in a modal that is drawn anew for it, if it is still open. @throws SlackUnanswered */
  choose(choose: Choose): Promise<void>;
  /** Closes a modal, if it is still open. */
  close(close: Close): Promise<void>;
  /** @throws SlackUnanswered */
  openHome(opened: OpenHome): Promise<void>;
  /** @throws SlackUnanswered */
  clickHome(click: HomeClick): Promise<void>;
}

/** The dependencies of acts. */
export interface ActsDeps {
  readonly workspace: Pick<Workspace, 'users' | 'channels' | 'teamId' | 'appId' | 'modals' | 'trigger'>;
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

export function createActs({ workspace, chat, url, signingSecret }: ActsDeps): Acts {
  const { users, channels, teamId, appId, modals } = workspace;

  const send = async (build: (signing: Signing) => SlackRequest, nonce: string = randomUUID()): Promise<string> => {
    const { headers, body } = build({ secret: signingSecret, at: Date.now(), nonce });
    const response = await fetch(`${url}${SLACK_PATH}`, { method: 'POST', headers, body });
    const answer = await response.text();
    if (!response.ok) throw new SlackUnanswered(response.status, answer);
    return answer;
  };

  const act = async (
    { user, channel = '' }: Pick<Say, 'user'> & Partial<Pick<Say, 'channel'>>,
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
      triggerId: await workspace.trigger(users[user] ?? ''),
    };
    const said = readAnswer(await send((signing) => build(actor, signing), nonce));
    if (said !== null) chat.note({ channel: where.id, user: actor.user.id, from: 'serin' }, said);
  };

  /** Returns a modal and the person who has it open; null when it is not open any more. */
  const findOpened = ({ user: name, view: id }: Close) => {
    const user = { id: users[name] ?? '', name };
    const view = modals.of(user.id)?.view;
    return view?.id === id ? { user, view } : null;
  };

  return {
    say: async (say) => {
      const [channel, user] = [channels[say.channel] ?? '', users[say.user] ?? ''];
      chat.note({ channel, user, from: 'typed' }, { text: say.text, blocks: [] });
      await act(say, (actor, signing) => slashCommand(actor, say.text.replace(COMMAND, '').trim(), signing));
    },
    click: ({ ts, actionId, blockId, value, ...who }) =>
      act(who, (actor, signing) => buttonClick(actor, { ts }, { actionId, blockId, value }, signing)),
    shortcut: ({ ts, text, ...who }) =>
      act(who, (actor, signing) => messageShortcut(actor, START_SHORTCUT, { ts, text }, signing)),
    submit: async ({ values, ...who }) => {
      const found = findOpened(who);
      if (found === null) return;
      const { user, view } = found;
      const missing = missingInputs(view, values);
      if (Object.keys(missing).length > 0) return modals.complain(user.id, missing);
      const actor = { user, teamId, appId, triggerId: await workspace.trigger(user.id) };
      modals.answer(user.id, await send((signing) => modalSubmission(actor, { view, values }, signing)));
    },
    choose: async ({ values, block, action, ...who }) => {
      const found = findOpened(who);
      if (found === null) return;
      const { user, view } = found;
      const actor = { user, teamId, appId, triggerId: await workspace.trigger(user.id) };
      await send((signing) => modalChoice(actor, { view, values }, { block, action }, signing));
    },
    close: async (who) => {
      const found = findOpened(who);
      if (found !== null) modals.close(found.user.id);
    },
    openHome: (who) => act(who, homeOpening),
    clickHome: ({ actionId, blockId, value, ...who }) =>
      act(who, (actor, signing) => homeClick(actor, { actionId, blockId, value }, signing)),
  };
}

/** An input of a modal, as far as it is checked before it is sent. */
interface Input {
  readonly type: string;
  readonly block_id?: string;
  readonly optional?: boolean;
}

/** Returns the complaints of Slack itself, which sends no modal in which a required input is empty. */
function missingInputs({ blocks }: ModalView, values: Submission['values']): Readonly<Record<string, string>> {
  const empty = (blocks as readonly Input[]).filter(
    ({ type, block_id = '', optional = false }) =>
      type === 'input' && !optional && Object.values(values[block_id] ?? {}).every((value) => value === ''),
  );
  return Object.fromEntries(empty.map(({ block_id = '' }) => [block_id, 'Please complete this required field.']));
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
