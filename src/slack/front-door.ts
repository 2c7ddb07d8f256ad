import { parse as parseForm } from 'node:querystring';
import { isValidSlackRequest } from '@slack/bolt';
import * as z from 'zod/mini';
import { isWellFormed } from './payload-shape.ts';

/** What the Slack function must know to let a request in. */
export interface DoorKeys {
  readonly signingSecret: string;
  readonly teamId: string;
  readonly appId: string;
  /** The Enterprise Grid organisation of the workspace, where it is to be pinned too. */
  readonly enterpriseId?: string;
}

/** A request that Slack sent, for this app, from this workspace. */
export interface Admitted {
  readonly admitted: true;
  readonly body: string;
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
  /** When Slack says it sent it, in milliseconds since the epoch: whole seconds. */
  readonly sentAt: number;
  readonly signature: string;
}

/** A request that goes no further. */
export interface TurnedAway {
  readonly admitted: false;
  readonly status: 400 | 401 | 403 | 404 | 405 | 413;
  /** For the log: a stable code without anything of the request. */
  readonly why: string;
}

/** A click brings the whole message with it, at most 50 blocks of 3000 characters, as a form; this is well above. */
const LARGEST_BODY = 1_000_000;

/** How far a request's time may be from now, in either direction, in milliseconds (docs.slack.dev, Verifying requests). */
const TOLERANCE_MS = 5 * 60_000;

/** An HTTP API event, payload format 2.0, as far as it is used here. */
const httpEvent = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.optional(z.string())),
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z.optional(z.boolean()),
  requestContext: z.object({ stage: z.optional(z.string()), http: z.object({ method: z.string() }) }),
});

type HttpEvent = z.infer<typeof httpEvent>;

const away = (status: TurnedAway['status'], why: string): TurnedAway => ({ admitted: false, status, why });

/** A header by name, whatever the case its sender used. */
function headerOf(event: HttpEvent, name: string): string {
  const found = Object.entries(event.headers).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? '';
}

/** Whether the path is ours; a named stage of the API stands before it. */
function isOurs(event: HttpEvent, path: string): boolean {
  return event.rawPath === path || event.rawPath === `/${event.requestContext.stage}${path}`;
}

/** The fields of a form; null when one is said twice: whoever reads it next might take the other value. */
function fieldsOf(body: string): Readonly<Record<string, unknown>> | null {
  const fields = parseForm(body);
  return Object.values(fields).some(Array.isArray) ? null : fields;
}

/** What the body says: the fields of a form, the JSON in its `payload`, or JSON. Null when it says nothing of the kind. */
function contentOf(body: string, contentType: Admitted['contentType']): Record<string, unknown> | null {
  try {
    if (contentType === 'application/json') return objectIn(JSON.parse(body));
    const fields = fieldsOf(body);
    return objectIn(typeof fields?.payload === 'string' ? JSON.parse(fields.payload) : fields);
  } catch {
    return null;
  }
}

function objectIn(content: unknown): Record<string, unknown> | null {
  return typeof content === 'object' && content !== null && !Array.isArray(content) ? { ...content } : null;
}

/**
 * Whether a verified request is for this workspace and this app: a signature proves Slack, not permission. Somebody of
 * another workspace in a shared channel is refused as well, and so is what its listener could not read. Slack's two checks of
 * the endpoint name neither; Bolt only
 * answers them.
 */
function strangerIn(content: Record<string, unknown>, keys: DoorKeys): TurnedAway | null {
  if (content.type === 'url_verification' || content.ssl_check === '1') return null;
  const isCommand = typeof content.command === 'string';
  if (!isCommand && content.type !== 'block_actions') return away(404, 'kind-not-handled');
  const { team, user, enterprise } = z.safeParse(interaction, content).data ?? {};
  if ((isCommand ? content.team_id : team?.id) !== keys.teamId) return away(403, 'other-workspace');
  if (!isCommand && user?.team_id !== undefined && user.team_id !== keys.teamId) return away(403, 'other-workspace');
  const enterpriseId = isCommand ? content.enterprise_id : enterprise?.id;
  if (keys.enterpriseId !== undefined && enterpriseId !== keys.enterpriseId) return away(403, 'other-enterprise');
  if (content.api_app_id !== keys.appId) return away(403, 'other-app');
  return isWellFormed(content) ? null : away(400, 'malformed');
}

const interaction = z.object({
  team: z.optional(z.nullable(z.object({ id: z.string() }))),
  user: z.optional(z.object({ team_id: z.optional(z.string()) })),
  enterprise: z.optional(z.nullable(z.object({ id: z.string() }))),
});

/** Whether Slack signed it, within five minutes before or after now. Bolt's own check lets any future time pass. */
function isSigned(
  request: { body: string; signature: string; timestamp: string },
  secret: string,
  now: number,
): boolean {
  const seconds = /^\d{1,12}$/.test(request.timestamp) ? Number(request.timestamp) : Number.NaN;
  if (!(Math.abs(now - seconds * 1000) <= TOLERANCE_MS)) return false;
  return isValidSlackRequest({
    signingSecret: secret,
    body: request.body,
    headers: { 'x-slack-signature': request.signature, 'x-slack-request-timestamp': seconds },
    nowMilliseconds: now,
  });
}

/**
 * Lets in what Slack sent for this app and workspace, and nothing else: not what is unsigned (also not `ssl_check`), not
 * what is too old or from the future, not another workspace's or app's, not what is malformed or of a kind that nobody
 * here answers, and not an event that is no HTTP request at all.
 * @param event whatever the function was called with
 * @param now the time to compare Slack's timestamp with, in milliseconds since the epoch
 */
export function admit(event: unknown, path: string, keys: DoorKeys, now: number): Admitted | TurnedAway {
  const parsed = httpEvent.safeParse(event);
  if (!parsed.success) return away(400, 'not-an-http-request');
  const http = parsed.data;
  if (!isOurs(http, path)) return away(404, 'other-path');
  if (http.requestContext.http.method !== 'POST') return away(405, 'other-method');
  const body = Buffer.from(http.body ?? '', http.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > LARGEST_BODY) return away(413, 'too-large');
  const timestamp = headerOf(http, 'x-slack-request-timestamp');
  const request = { body: body.toString('utf8'), signature: headerOf(http, 'x-slack-signature'), timestamp };
  if (!isSigned(request, keys.signingSecret, now)) return away(401, 'not-signed');
  // Bolt compares the whole header, and takes a form with a charset for JSON.
  const media = headerOf(http, 'content-type').split(';')[0]?.trim().toLowerCase();
  const contentType = media === 'application/x-www-form-urlencoded' ? media : 'application/json';
  const content = contentOf(request.body, contentType);
  if (content === null) return away(400, 'malformed');
  const turnedAway = strangerIn(content, keys);
  if (turnedAway !== null) return turnedAway;
  const { body: text, signature } = request;
  return { admitted: true, body: text, contentType, sentAt: Number(timestamp) * 1000, signature };
}
