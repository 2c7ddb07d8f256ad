import type { EnvironmentId } from '../domain/environment/environment.ts';
import type { ActionUrls, Discovery } from '../domain/service.ts';
import type { Arm } from '../routing/arm.ts';
import { murmur3 } from '../routing/hash.ts';
import type { HttpResult } from './http.ts';
import type { Place } from './place.ts';
import type { Question } from './request.ts';

/** The lifetime of an answer, in seconds. A client may lag the edge by this time, and by the function's own cache once more. */
const FRESH_SECONDS = 5;

/** The lifetime of an answer while the record cannot be read, in seconds. */
const UNSURE_SECONDS = 1;

/** The time for which a browser may cache a preflight answer, in seconds. */
const PREFLIGHT_SECONDS = 600;

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Returns the headers that let only pages of a listed origin read the answer (Fetch standard, "CORS protocol"). */
function cors(origin: string | null, { origins }: Pick<Discovery, 'origins'>): Readonly<Record<string, string>> {
  const allowed = origin !== null && origins.includes(origin);
  return { vary: 'Origin', ...(allowed ? { 'access-control-allow-origin': origin } : {}) };
}

/** The facts for an answer. */
interface Known {
  readonly question: Question;
  readonly discovery: Discovery;
  readonly place: Place;
  /** The environment of that place; null in a service that is one stack. */
  readonly side: EnvironmentId | null;
  /** False when the record could not be read, so that the place is only the safe one. */
  readonly isSure: boolean;
  readonly origin: string | null;
}

/** Returns the answer with the user's place; without a body when the client has it already. */
export function foundAnswer({ question, discovery, place, side, isSure, origin }: Known): HttpResult {
  const { arm, rollout, revision } = place;
  const actions = Object.fromEntries(
    Object.entries(discovery.actions).map(([name, urls]) => [name, actionUrl(urls, arm, side)]),
  );
  const sided = side === null ? {} : { side };
  const body = JSON.stringify({ service: question.service, arm, ...sided, rollout, revision, actions });
  const tag = `"${revision}-${arm}-${murmur3(body, 0).toString(36)}"`;
  const headers = {
    ...cors(origin, discovery),
    etag: tag,
    'cache-control': `private, max-age=${isSure ? FRESH_SECONDS : UNSURE_SECONDS}`,
    'access-control-expose-headers': 'ETag',
  };
  if (isKnown(tag, question.known)) return { statusCode: 304, headers, body: '' };
  return { statusCode: 200, headers: { ...JSON_TYPE, ...headers }, body };
}

/**
 * Returns the URL of an action by arm or by environment. A rule of the configuration ensures that the environment is then known.
 */
function actionUrl(urls: ActionUrls, arm: Arm, side: EnvironmentId | null): string {
  return 'stable' in urls ? urls[arm] : urls[side ?? 'a'];
}

/** Tells whether If-None-Match names a tag; compared weakly (RFC 9110, 13.1.2). */
function isKnown(tag: string, known: string): boolean {
  const tags = known.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}

/** Returns the answer to a CORS preflight of a browser. */
export function preflight(origin: string | null, discovery: Discovery): HttpResult {
  const headers = {
    ...cors(origin, discovery),
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': 'If-None-Match',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  };
  return { statusCode: 204, headers, body: '' };
}

/** Returns the answer with an error. */
export function failedAnswer(
  { status, code, message }: { readonly status: number; readonly code: string; readonly message: string },
  origin: string | null,
  discovery: Discovery | null,
): HttpResult {
  const headers = {
    ...JSON_TYPE,
    ...cors(origin, discovery ?? { origins: [] }),
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'GET, HEAD, OPTIONS' } : {}),
    ...(status === 503 ? { 'retry-after': String(FRESH_SECONDS) } : {}),
  };
  return { statusCode: status, headers, body: JSON.stringify({ error: code, message }) };
}
