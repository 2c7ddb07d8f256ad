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

/** A modal that a user submits, with what was typed into it. */
export interface Submission {
  readonly view: ModalView;
  /** The texts by block and element. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Builds the request that Slack sends for a submitted modal. It names no channel and no response_url. Source: "view_submission payload"
 * in Slack's documentation.
 */
export function modalSubmission(
  { user, teamId, appId, triggerId = '' }: Omit<Actor, 'channel' | 'responseUrl'>,
  { view, values }: Submission,
  signing: Signing,
): SlackRequest {
  const typed = Object.entries(values).map(([block, elements]) => [
    block,
    Object.fromEntries(
      Object.entries(elements).map(([action, value]) => [action, { type: 'plain_text_input', value: value || null }]),
    ),
  ]);
  const payload = {
    type: 'view_submission',
    team: { id: teamId, domain: 'sandbox' },
    user: { id: user.id, username: user.name, name: user.name, team_id: teamId },
    api_app_id: appId,
    trigger_id: triggerId,
    view: { ...view, app_installed_team_id: teamId, state: { values: Object.fromEntries(typed) } },
    response_urls: [],
    is_enterprise_install: false,
  };
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
