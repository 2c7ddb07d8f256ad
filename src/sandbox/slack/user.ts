import { createHmac } from 'node:crypto';
import type { ModalView } from './modals.ts';

/** A request that Slack would send to Serin, ready to post. */
export interface SlackRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A person who acts in Slack, with the channel they act in. */
export interface Actor {
  readonly user: { readonly id: string; readonly name: string };
  readonly channel: { readonly id: string; readonly name: string };
  readonly teamId: string;
  readonly appId: string;
  /** The address for answers that only this user sees. */
  readonly responseUrl: string;
  /** The trigger with which a modal can be opened for the user; one that opens none where it is left out. */
  readonly triggerId?: string;
}

/** The inputs of Slack's signature. */
export interface Signing {
  readonly secret: string;
  /** The time of sending, in milliseconds since the epoch. */
  readonly at: number;
  /** Makes the ids of this request unlike those of any other. */
  readonly nonce: string;
}

/** A button in a message. */
export interface Button {
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
}

/** The slash command at the beginning of a text. */
export const COMMAND = /^\/canary(?=\s|$)/;

/** Builds the request that Slack sends for a slash command. Source: "Implementing slash commands" in Slack's documentation. */
export function slashCommand(actor: Actor, text: string, signing: Signing): SlackRequest {
  return sign(
    {
      token: 'unused',
      team_id: actor.teamId,
      team_domain: 'sandbox',
      channel_id: actor.channel.id,
      channel_name: actor.channel.name,
      user_id: actor.user.id,
      user_name: actor.user.name,
      command: '/canary',
      text,
      api_app_id: actor.appId,
      is_enterprise_install: 'false',
      response_url: actor.responseUrl,
      trigger_id: actor.triggerId ?? `${signing.at}.${signing.nonce}`,
    },
    signing,
  );
}

/** Builds the request that Slack sends for a click on a button. Source: "block_actions payload" in Slack's documentation. */
export function buttonClick(
  actor: Actor,
  message: { readonly ts: string },
  button: Button,
  signing: Signing,
): SlackRequest {
  const { user, channel, teamId, appId, responseUrl, triggerId = `${signing.at}.${signing.nonce}` } = actor;
  const payload = {
    type: 'block_actions',
    team: { id: teamId, domain: 'sandbox' },
    user: { id: user.id, username: user.name, name: user.name, team_id: teamId },
    api_app_id: appId,
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: false },
    trigger_id: triggerId,
    channel,
    message: { type: 'message', ts: message.ts },
    response_url: responseUrl,
    actions: [clickedButton(button, signing)],
  };
  return sign({ payload: JSON.stringify(payload) }, signing);
}

/** Builds the request that Slack sends for a shortcut on a message. Source: "message shortcuts payload" in Slack's documentation. */
export function messageShortcut(
  { user, channel, teamId, appId, responseUrl, triggerId = '' }: Actor,
  callbackId: string,
  message: { readonly ts: string; readonly text: string },
  signing: Signing,
): SlackRequest {
  const payload = {
    type: 'message_action',
    callback_id: callbackId,
    team: { id: teamId, domain: 'sandbox' },
    user: { id: user.id, username: user.name, name: user.name, team_id: teamId },
    api_app_id: appId,
    channel,
    trigger_id: triggerId,
    response_url: responseUrl,
    message_ts: message.ts,
    message: { type: 'message', ...message },
    is_enterprise_install: false,
  };
  return sign({ payload: JSON.stringify(payload) }, signing);
}

/** A modal with what a user typed and chose in it. */
export interface Submission {
  readonly view: ModalView;
  /** The texts and the values of the chosen options, by block and element. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A field of a modal, as far as its type says how Slack sends what is in it. */
interface FieldBlock {
  readonly block_id?: string;
  readonly element?: { readonly type: string; readonly options?: readonly { readonly value: string }[] };
}

type Field = Readonly<Record<string, unknown>>;

function toField(block: FieldBlock | undefined, value: string): Field {
  const { type = 'plain_text_input', options = [] } = block?.element ?? {};
  if (type !== 'static_select') return { type, value: value || null };
  return { type, selected_option: options.find((option) => option.value === value) ?? null };
}

/** Returns what is in a modal, as Slack sends it. Source: "view.state.values" in Slack's documentation. */
function stateValues({ view, values }: Submission): Readonly<Record<string, Readonly<Record<string, Field>>>> {
  const blocks = view.blocks as readonly FieldBlock[];
  const fields = Object.entries(values).map(([id, elements]) => {
    const block = blocks.find(({ block_id: known }) => known === id);
    return [id, Object.fromEntries(Object.entries(elements).map(([action, value]) => [action, toField(block, value)]))];
  });
  return Object.fromEntries(fields);
}

type ModalActor = Omit<Actor, 'channel' | 'responseUrl'>;

/** The fields of every payload from a modal. It names no channel and no response_url. */
function modalPayload({ user, teamId, appId, triggerId = '' }: ModalActor, submission: Submission) {
  const { view } = submission;
  return {
    team: { id: teamId, domain: 'sandbox' },
    user: { id: user.id, username: user.name, name: user.name, team_id: teamId },
    api_app_id: appId,
    trigger_id: triggerId,
    view: { ...view, type: 'modal', app_installed_team_id: teamId, state: { values: stateValues(submission) } },
    is_enterprise_install: false,
  };
}

/** Builds the request that Slack sends for a submitted modal. Source: "view_submission payload" in Slack's documentation. */
export function modalSubmission(actor: ModalActor, submission: Submission, signing: Signing): SlackRequest {
  const payload = { type: 'view_submission', ...modalPayload(actor, submission), response_urls: [] };
  return sign({ payload: JSON.stringify(payload) }, signing);
}

/** A field of a modal in which somebody chose or entered something. */
export interface Choice {
  readonly block: string;
  readonly action: string;
}

/** Builds the request that Slack sends for a choice in a modal. Source: "block_actions payload" in Slack's documentation. */
export function modalChoice(
  actor: ModalActor,
  submission: Submission,
  { block, action }: Choice,
  signing: Signing,
): SlackRequest {
  const { view } = submission;
  const at = `${Math.floor(signing.at / 1000)}.${signing.nonce}`;
  const chosen = { block_id: block, action_id: action, action_ts: at, ...stateValues(submission)[block]?.[action] };
  const container = { type: 'view', view_id: view.id };
  const payload = { type: 'block_actions', ...modalPayload(actor, submission), container, actions: [chosen] };
  return sign({ payload: JSON.stringify(payload) }, signing);
}

/** A person who acts in the App Home, which is in no channel and takes no answers by address. */
export type HomeActor = Pick<Actor, 'user' | 'teamId' | 'appId' | 'triggerId'>;

/** Builds the request that Slack sends when a person opens the App Home. Source: "app_home_opened event" in Slack's documentation. */
export function homeOpening({ user, teamId, appId }: HomeActor, signing: Signing): SlackRequest {
  const event = { type: 'app_home_opened', user: user.id, channel: `D${user.id.slice(1)}`, tab: 'home' };
  const envelope = {
    token: 'unused',
    type: 'event_callback',
    team_id: teamId,
    api_app_id: appId,
    event_id: `Ev${signing.nonce}`,
    event_time: Math.floor(signing.at / 1000),
    authorizations: [{ enterprise_id: null, team_id: teamId, is_bot: true, is_enterprise_install: false }],
    event: { ...event, event_ts: `${Math.floor(signing.at / 1000)}.${signing.nonce}` },
  };
  return signBody(JSON.stringify(envelope), 'application/json', signing);
}

/** Builds the request that Slack sends for a click in the App Home. Source: "block_actions payload" in Slack's documentation. */
export function homeClick(actor: HomeActor, button: Button, signing: Signing): SlackRequest {
  const { user, teamId, appId, triggerId = `${signing.at}.${signing.nonce}` } = actor;
  const viewId = `V${user.id.slice(1)}`;
  const payload = {
    type: 'block_actions',
    team: { id: teamId, domain: 'sandbox' },
    user: { id: user.id, username: user.name, name: user.name, team_id: teamId },
    api_app_id: appId,
    container: { type: 'view', view_id: viewId },
    trigger_id: triggerId,
    view: { id: viewId, team_id: teamId, type: 'home', app_id: appId, app_installed_team_id: teamId },
    actions: [clickedButton(button, signing)],
  };
  return sign({ payload: JSON.stringify(payload) }, signing);
}

function clickedButton({ actionId, blockId, value }: Button, { at, nonce }: Signing) {
  const action = { type: 'button', action_id: actionId, block_id: blockId, value };
  return { ...action, action_ts: `${Math.floor(at / 1000)}.${nonce}` };
}

function sign(fields: Readonly<Record<string, string>>, signing: Signing): SlackRequest {
  return signBody(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded', signing);
}

/** Signs a body as Slack does. Source: "Verifying requests from Slack" in Slack's documentation. */
function signBody(body: string, contentType: string, { secret, at }: Signing): SlackRequest {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${mac}`,
    },
    body,
  };
}
