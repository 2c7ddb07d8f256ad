import type { HttpResult } from '../discovery/http.ts';

/** The time after which a sender may try again, in seconds. */
const RETRY_SECONDS = 5;

/** A refusal: its status, a stable code, and a message with the remedy. */
export interface Refusal {
  readonly status: 400 | 401 | 405 | 413 | 503;
  readonly code: string;
  readonly message: string;
  /** All that is wrong with the signal. */
  readonly problems?: readonly string[];
}

/** The same for a service that there is not, and for every wrong token. */
export const UNAUTHORIZED: Refusal = {
  status: 401,
  code: 'unauthorized',
  message: 'Send `authorization: Bearer <token>` with the token of this service. `serin token <service>` prints it.',
};

const OF_STATUS: Readonly<Record<Refusal['status'], Readonly<Record<string, string>>>> = {
  400: {},
  401: { 'www-authenticate': 'Bearer' },
  405: { allow: 'PUT, POST' },
  413: {},
  503: { 'retry-after': String(RETRY_SECONDS) },
};

function answer(statusCode: number, headers: Readonly<Record<string, string>>, body: object): HttpResult {
  const common = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return { statusCode, headers: { ...common, ...headers }, body: JSON.stringify(body) };
}

/** Returns the answer to a signal that the bus took. */
export function acceptedAnswer(signal: {
  readonly service: string;
  readonly name: string;
  readonly health: string;
}): HttpResult {
  const { service, name, health } = signal;
  return answer(202, {}, { service, name, health });
}

/** Returns the answer with a refusal. */
export function refusedAnswer({ status, code, message, problems }: Refusal): HttpResult {
  return answer(status, OF_STATUS[status], { error: code, message, ...(problems && { problems }) });
}
