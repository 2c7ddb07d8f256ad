import * as z from 'zod/mini';
import { usableKey } from '../routing/arm.ts';

/** What a client asks for: in which arm a user of a service is. */
export interface Question {
  readonly service: string;
  readonly user: string;
  /** The room or tenant whose people must meet: it decides before the user, as at the edge; null when none was named. */
  readonly room: string | null;
  /** The tags of the answers that the client has, as it sent them; empty where it has none. */
  readonly known: string;
}

/** A request for discovery, with the origin of the page that sent it, if a page did. */
export type DiscoveryRequest = { readonly origin: string | null } & (
  | { readonly kind: 'question'; readonly question: Question; readonly wantsBody: boolean }
  | { readonly kind: 'preflight'; readonly service: string }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 405; readonly code: string; readonly message: string }
);

/** An HTTP API event, payload format 2.0, as far as it is used here. */
const httpEvent = z.object({
  rawPath: z.string(),
  rawQueryString: z.nullish(z.string()),
  headers: z.nullish(z.record(z.string(), z.nullish(z.string()))),
  requestContext: z.object({ stage: z.nullish(z.string()), http: z.object({ method: z.string() }) }),
});

type HttpEvent = z.infer<typeof httpEvent>;

/** What stands before the name of the service. */
const PATH = '/discovery/';

/** The names a service may have. */
const SERVICE = /^[a-z][a-z0-9-]{0,39}$/;

/** The longest query that is looked at: a user and a room of 128 characters, each percent-encoded, and something beside them. */
const MAX_QUERY_LENGTH = 2048;

/** An id that is none. */
const BAD = Symbol('bad');

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no id has, since no header or cookie carries them
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Reads what a function was called with.
 * @param event whatever that is: also no HTTP request at all, which is refused as one that is malformed
 */
export function readRequest(event: unknown): DiscoveryRequest {
  const parsed = httpEvent.safeParse(event);
  if (!parsed.success) return refusedRequest(null, 400, 'bad-request', 'This is no HTTP request of an HTTP API.');
  const http = parsed.data;
  const origin = header(http, 'origin') || null;
  const service = serviceIn(http);
  if (service === null) return refusedRequest(origin, 404, 'unknown-service', 'There is no such service.');
  const { method } = http.requestContext.http;
  if (method === 'OPTIONS') return { kind: 'preflight', origin, service };
  if (method !== 'GET' && method !== 'HEAD') return refusedRequest(origin, 405, 'method-not-allowed', 'Ask with GET.');
  const user = idIn(http.rawQueryString ?? '', 'user');
  const room = idIn(http.rawQueryString ?? '', 'room');
  if (user === null || user === BAD) {
    const message =
      'Say once whose arm is asked for: ?user=<id>, 1 to 128 characters, none of them a control character.';
    return refusedRequest(origin, 400, 'bad-user', message);
  }
  if (room === BAD) {
    const message = 'Name at most one room: &room=<id>, 1 to 128 characters, none of them a control character.';
    return refusedRequest(origin, 400, 'bad-room', message);
  }
  const known = header(http, 'if-none-match');
  return { kind: 'question', origin, wantsBody: method === 'GET', question: { service, user, room, known } };
}

function refusedRequest(
  origin: string | null,
  status: 400 | 404 | 405,
  code: string,
  message: string,
): DiscoveryRequest {
  return { kind: 'refused', origin, status, code, message };
}

/** A header by name, whatever the case its sender used. */
function header({ headers }: HttpEvent, name: string): string {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}

/** The service that the path names; a named stage of the API stands before it. Null when it cannot be one. */
function serviceIn({ rawPath, requestContext: { stage } }: HttpEvent): string | null {
  const path = rawPath.startsWith(`/${stage}${PATH}`) ? rawPath.slice(`/${stage}`.length) : rawPath;
  const name = path.startsWith(PATH) ? path.slice(PATH.length) : '';
  return SERVICE.test(name) ? name : null;
}

/** The one id that the query has under a name: none (null), or why it is none. */
function idIn(query: string, name: 'user' | 'room'): string | typeof BAD | null {
  if (query.length > MAX_QUERY_LENGTH) return BAD;
  const [id, ...others] = new URLSearchParams(query).getAll(name);
  if (id === undefined) return null;
  return others.length > 0 || CONTROL.test(id) ? BAD : (usableKey(id) ?? BAD);
}
