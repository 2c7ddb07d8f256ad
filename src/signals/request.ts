import { type HttpEvent, header, httpEvent, serviceIn } from '../discovery/http.ts';
import { type Refusal, UNAUTHORIZED } from './answer.ts';

/** The path before the name of the service. */
const PATH = '/signals/';

/** The largest body that is read, in bytes; webhooks are small. */
const MAX_BODY_BYTES = 100_000;

/** The longest query, in characters: two names, and what a proxy may have added. */
const MAX_QUERY_LENGTH = 1000;

/** A request that names a service and carries a token, neither of them proved. */
export interface SignalRequest {
  readonly service: string;
  readonly token: string;
  readonly event: HttpEvent;
}

/** Matches the one header that is taken; two of them arrive as one text with a comma. */
const BEARER = /^bearer +([\x21-\x2b\x2d-\x7e]{1,200})$/i;

/** Reads the address and the token of a request. @param event any value; anything but an HTTP request is refused */
export function readRequest(event: unknown): SignalRequest | { readonly refusal: Refusal } {
  const parsed = httpEvent.safeParse(event);
  if (!parsed.success) {
    return { refusal: { status: 400, code: 'bad-request', message: 'This is no HTTP request of an HTTP API.' } };
  }
  const http = parsed.data;
  const { method } = http.requestContext.http;
  if (method !== 'PUT' && method !== 'POST') {
    return { refusal: { status: 405, code: 'method-not-allowed', message: 'Send a signal with PUT or POST.' } };
  }
  const service = serviceIn(http, PATH);
  const [, token] = BEARER.exec(header(http, 'authorization')) ?? [];
  if (service === null || token === undefined) return { refusal: UNAUTHORIZED };
  return { service, token, event: http };
}

/** The content of a request: the body, and the parameters of the address. */
export interface Content {
  readonly body: Readonly<Record<string, unknown>>;
  readonly from: string | null;
  readonly name: string | null;
}

/** Reads the content of a request whose token is right. */
export function readContent(event: HttpEvent): Content | { readonly refusal: Refusal } {
  const text = event.body ?? '';
  const bytes = event.isBase64Encoded === true ? Math.floor((text.length * 3) / 4) : Buffer.byteLength(text);
  if (bytes > MAX_BODY_BYTES) {
    const message = `A body has at most ${MAX_BODY_BYTES} bytes. Of Alertmanager, set max_alerts of the webhook.`;
    return { refusal: { status: 413, code: 'too-large', message } };
  }
  const body = parse(event.isBase64Encoded === true ? Buffer.from(text, 'base64').toString() : text);
  const query = event.rawQueryString ?? '';
  const problems = [
    ...(body === null ? ['the body is no JSON object'] : []),
    ...(query.length > MAX_QUERY_LENGTH ? [`the query has more than ${MAX_QUERY_LENGTH} characters`] : []),
  ];
  if (body === null || problems.length > 0) return { refusal: badSignal(problems) };
  const parameters = new URLSearchParams(query);
  const twice = ['from', 'name'].filter((key) => parameters.getAll(key).length > 1);
  if (twice.length > 0) return { refusal: badSignal(twice.map((key) => `${key} is in the address twice`)) };
  return { body, from: parameters.get('from'), name: parameters.get('name') };
}

/** Returns the refusal of a signal that is wrong, with all problems at once. */
export function badSignal(problems: readonly string[]): Refusal {
  const message = 'Nothing was taken of this signal. docs/guides/signals.md has its fields.';
  return { status: 400, code: 'bad-signal', message, problems };
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
