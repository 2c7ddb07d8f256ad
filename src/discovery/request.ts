import { usableKey } from '../routing/arm.ts';
import { header, httpEvent, serviceIn } from './http.ts';

/** The question of a client: the arm of a user of a service. */
export interface Question {
  readonly service: string;
  readonly user: string;
  /** The room or tenant, for people who must be routed together; it decides before the user, as at the edge; null without one. */
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

/** The path before the name of the service. */
const PATH = '/discovery/';

/** The maximum length of a query: a user and a room of 128 characters, each percent-encoded, and some room for more. */
const MAX_QUERY_LENGTH = 2048;

/** Marks an invalid id. */
const BAD = Symbol('bad');

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no id has, since no header or cookie carries them
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Reads the event of the function.
 * @param event any value; anything but an HTTP request is refused as malformed
 */
export function readRequest(event: unknown): DiscoveryRequest {
  const parsed = httpEvent.safeParse(event);
  if (!parsed.success) return refusedRequest(null, 400, 'bad-request', 'This is no HTTP request of an HTTP API.');
  const http = parsed.data;
  const origin = header(http, 'origin') || null;
  const service = serviceIn(http, PATH);
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

/** Returns the one id that the query has under a name; null without one, BAD when it is invalid. */
function idIn(query: string, name: 'user' | 'room'): string | typeof BAD | null {
  if (query.length > MAX_QUERY_LENGTH) return BAD;
  const [id, ...others] = new URLSearchParams(query).getAll(name);
  if (id === undefined) return null;
  return others.length > 0 || CONTROL.test(id) ? BAD : (usableKey(id) ?? BAD);
}
