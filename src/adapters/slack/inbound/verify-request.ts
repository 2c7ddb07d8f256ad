import { parse as parseForm } from 'node:querystring';
import { isValidSlackRequest } from '@slack/bolt';
import * as z from 'zod/mini';
import { type Identity, type InstallationPins, identify, type RejectionReason } from './identity.ts';
import { isWellFormed } from './payload-shape.ts';

/** The secret that requests are signed with, and what they are pinned to. */
export interface SlackCredentials extends InstallationPins {
  readonly signingSecret: string;
}

/** A request that Slack sent, for this app, from this workspace or organisation. */
export interface VerifiedRequest {
  readonly admitted: true;
  readonly body: string;
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
  /** The moment Slack sent the request by its own clock, in milliseconds since the epoch: whole seconds. */
  readonly sentAt: number;
  readonly signature: string;
  /** The identity of the sender; null in Slack's two checks of the endpoint, which have none. */
  readonly identity: Identity | null;
}

/** The reasons to refuse a request that Slack signed. */
export type SignedRefusal = RejectionReason | 'kind-not-handled' | 'malformed';

/** A request that Slack signed and that goes no further: the person is told. */
export interface RejectedRequest {
  readonly admitted: false;
  readonly isSigned: true;
  readonly status: 400 | 403 | 404;
  readonly why: SignedRefusal;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A request that is not known to come from Slack: nobody is told anything. */
export interface UnverifiedRequest {
  readonly admitted: false;
  readonly isSigned: false;
  readonly status: 400 | 401 | 404 | 405 | 413;
  /** For the log: a stable code without anything of the request. */
  readonly why: string;
}

/** A click brings the whole message with it, at most 50 blocks of 3000 characters, as a form; this is well above. */
const MAX_BODY_BYTES = 1_000_000;

/**
 * The largest difference between a request's time and now, in either direction, in milliseconds (docs.slack.dev, Verifying
 * requests).
 */
const TOLERANCE_MS = 5 * 60_000;

/** An HTTP API event, payload format 2.0, as far as it is used here. */
const httpEvent = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.nullish(z.string())),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
  requestContext: z.object({ stage: z.nullish(z.string()), http: z.object({ method: z.string() }) }),
});

type HttpEvent = z.infer<typeof httpEvent>;

const rejectUnverified = (status: UnverifiedRequest['status'], why: string): UnverifiedRequest => ({
  admitted: false,
  isSigned: false,
  status,
  why,
});

/** A header by name, whatever the case its sender used. */
function readHeader(event: HttpEvent, name: string): string {
  const found = Object.entries(event.headers).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? '';
}

/** True when the path is Serin's; a named stage of the API may precede it. */
function isOurs(event: HttpEvent, path: string): boolean {
  return event.rawPath === path || event.rawPath === `/${event.requestContext.stage}${path}`;
}

/** The fields of a form; null when one is said twice: whoever reads it next might take the other value. */
function parseFields(body: string): Readonly<Record<string, unknown>> | null {
  const fields = parseForm(body);
  return Object.values(fields).some(Array.isArray) ? null : fields;
}

/** Parses the body: the fields of a form, the JSON in its `payload`, or JSON. Null when it is none of these. */
function parseContent(body: string, contentType: VerifiedRequest['contentType']): Record<string, unknown> | null {
  try {
    if (contentType === 'application/json') return objectIn(JSON.parse(body));
    const fields = parseFields(body);
    return objectIn(typeof fields?.payload === 'string' ? JSON.parse(fields.payload) : fields);
  } catch {
    return null;
  }
}

function objectIn(content: unknown): Record<string, unknown> | null {
  return typeof content === 'object' && content !== null && !Array.isArray(content) ? { ...content } : null;
}

/** The kinds that Serin answers: a typed command, a click, a shortcut on a message, the opening of the App Home, a submitted modal. */
const isHandled = ({ command, type, event }: Record<string, unknown>) =>
  typeof command === 'string' ||
  type === 'block_actions' ||
  type === 'view_submission' ||
  type === 'message_action' ||
  (type === 'event_callback' && objectIn(event)?.type === 'app_home_opened');

/**
 * Returns who speaks in a verified request, or why it goes no further. Slack's two checks of the endpoint name neither
 * workspace nor app; Bolt only answers them.
 */
function identifyRequester(
  content: Record<string, unknown>,
  keys: SlackCredentials,
): Identity | null | RejectedRequest {
  if (content.type === 'url_verification' || content.ssl_check === '1') return null;
  const rejectSigned = (status: RejectedRequest['status'], why: SignedRefusal): RejectedRequest => ({
    admitted: false,
    isSigned: true,
    status,
    why,
    content,
  });
  if (!isHandled(content)) return rejectSigned(404, 'kind-not-handled');
  const identity = identify(content, keys);
  if (typeof identity === 'string') return rejectSigned(403, identity);
  return isWellFormed(content) ? identity : rejectSigned(400, 'malformed');
}

/** True when Slack signed the request within five minutes before or after now. Bolt's own check accepts any future time. */
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
 * Lets in what Slack sent for this app and workspace or organisation, and nothing else: not what is unsigned (also not
 * `ssl_check`), not what is too old or from the future, not a stranger's or another app's, not what is malformed or of a
 * kind that nobody here answers, and not an event that is no HTTP request at all.
 * @param event whatever the function was called with
 * @param now the time to compare Slack's timestamp with, in milliseconds since the epoch
 */
export function verifyRequest(
  event: unknown,
  path: string,
  keys: SlackCredentials,
  now: number,
): VerifiedRequest | RejectedRequest | UnverifiedRequest {
  const parsed = httpEvent.safeParse(event);
  if (!parsed.success) return rejectUnverified(400, 'not-an-http-request');
  const http = parsed.data;
  if (!isOurs(http, path)) return rejectUnverified(404, 'other-path');
  if (http.requestContext.http.method !== 'POST') return rejectUnverified(405, 'other-method');
  const body = Buffer.from(http.body ?? '', http.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > MAX_BODY_BYTES) return rejectUnverified(413, 'too-large');
  const timestamp = readHeader(http, 'x-slack-request-timestamp');
  const request = { body: body.toString('utf8'), signature: readHeader(http, 'x-slack-signature'), timestamp };
  if (!isSigned(request, keys.signingSecret, now)) return rejectUnverified(401, 'not-signed');
  // Bolt compares the whole header, and takes a form with a charset for JSON.
  const media = readHeader(http, 'content-type').split(';')[0]?.trim().toLowerCase();
  const contentType = media === 'application/x-www-form-urlencoded' ? media : 'application/json';
  const content = parseContent(request.body, contentType);
  if (content === null) return rejectUnverified(400, 'malformed');
  const identity = identifyRequester(content, keys);
  if (identity !== null && 'isSigned' in identity) return identity;
  const { body: text, signature } = request;
  return { admitted: true, body: text, contentType, sentAt: Number(timestamp) * 1000, signature, identity };
}
