import { createHmac } from 'node:crypto';

/** The keys that tests sign with. */
export const keys = { signingSecret: 'shhh', macKey: 'mac-key-of-the-tests', teamId: 'T1', appId: 'A1' };

/** How a request differs from a proper one. */
export interface Oddities {
  readonly at?: number;
  readonly secret?: string;
  readonly signature?: string | null;
  readonly timestamp?: string;
  readonly contentType?: string;
  readonly base64?: boolean;
  readonly method?: string;
  readonly path?: string;
  readonly stage?: string;
}

/** An HTTP API event (payload format 2.0) that Slack signed at `at`, in milliseconds; the proper one unless it is made odd. */
export function slackRequest(body: string, odd: Oddities = {}): object {
  const timestamp = odd.timestamp ?? String(Math.floor((odd.at ?? noon) / 1000));
  const hmac = createHmac('sha256', odd.secret ?? keys.signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const signature = odd.signature === undefined ? `v0=${hmac}` : odd.signature;
  return {
    version: '2.0',
    rawPath: odd.path ?? '/slack/events',
    rawQueryString: '',
    headers: {
      'content-type': odd.contentType ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      ...(signature === null ? {} : { 'x-slack-signature': signature }),
    },
    requestContext: { stage: odd.stage ?? '$default', http: { method: odd.method ?? 'POST', sourceIp: '127.0.0.1' } },
    body: odd.base64 === false ? body : Buffer.from(body).toString('base64'),
    isBase64Encoded: odd.base64 !== false,
  };
}

/** The time of the tests, in milliseconds. */
export const noon = Date.UTC(2026, 0, 5, 12);

/** The body of a slash command, as Slack sends it. */
export function slashBody(text: string, other: Readonly<Record<string, string>> = {}): string {
  const fields = {
    token: 'old',
    team_id: keys.teamId,
    team_domain: 'example',
    channel_id: 'C1',
    channel_name: 'deploys',
    user_id: 'U1',
    user_name: 'alice',
    command: '/canary',
    text,
    api_app_id: keys.appId,
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T1/1/x',
    trigger_id: '1.2.abc',
    ...other,
  };
  return new URLSearchParams(fields).toString();
}

/** The body of a click on a button, as Slack sends it. */
export function clickBody(action: object, other: object = {}): string {
  const payload = {
    type: 'block_actions',
    api_app_id: keys.appId,
    team: { id: keys.teamId, domain: 'example' },
    user: { id: 'U2', username: 'bob', name: 'bob', team_id: keys.teamId },
    channel: { id: 'C1', name: 'deploys' },
    container: { type: 'message', message_ts: '1.1', channel_id: 'C1' },
    message: { ts: '1.1' },
    trigger_id: '1.3.def',
    response_url: 'https://hooks.slack.com/actions/T1/1/y',
    actions: [{ type: 'button', block_id: 'b1', action_ts: '1767614400.123', ...action }],
    ...other,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** The body of a submitted modal, as Slack sends it. */
export function submissionBody(view: object, other: object = {}): string {
  const payload = {
    type: 'view_submission',
    api_app_id: keys.appId,
    team: { id: keys.teamId, domain: 'example' },
    user: { id: 'U2', username: 'bob', name: 'bob', team_id: keys.teamId },
    trigger_id: '1.4.ghi',
    view: { id: 'V1', ...view },
    response_urls: [],
    ...other,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** The body of the shortcut on a message, as Slack sends it. */
export function shortcutBody(message: object, other: object = {}): string {
  const shortcut = { type: 'message_action', actions: undefined, callback_id: 'serin:start-from-message', message };
  return clickBody({}, { ...shortcut, ...other });
}

/** The body of a click in the App Home, as Slack sends it: in no channel and without an address for answers. */
export function homeClickBody(action: object, other: object = {}): string {
  const home = {
    container: { type: 'view', view_id: 'V1' },
    view: { id: 'V1', type: 'home', app_installed_team_id: keys.teamId },
  };
  return clickBody(action, { ...home, channel: undefined, message: undefined, response_url: undefined, ...other });
}

/** The body of the event of an App Home that is opened, as Slack sends it. */
export function homeOpenedBody(event: object = {}, other: object = {}): string {
  return JSON.stringify({
    token: 'old',
    type: 'event_callback',
    team_id: keys.teamId,
    api_app_id: keys.appId,
    event_id: 'Ev1',
    event_time: noon / 1000,
    authorizations: [{ enterprise_id: null, team_id: keys.teamId, user_id: 'U0SERIN', is_bot: true }],
    event: { type: 'app_home_opened', user: 'U2', channel: 'D1', tab: 'home', event_ts: '1.1', ...event },
    ...other,
  });
}
