import { readDecision } from './carried-decision.ts';
import { fromHttp, type HttpHeaders } from './carry-http.ts';
import { fromEventBridge, fromInvoke } from './carry-payload.ts';
import { metricLine, NAMESPACE } from './metric-line.ts';

/** The settings of metrics by arm. */
export interface ArmMetricsOptions<Request> {
  /** The name of the service in `serin.yml`; the dimension `service`. */
  readonly service: string;
  /** Returns the time in milliseconds since the epoch: `Date.now`. */
  readonly now: () => number;
  /** Takes the lines: `process.stdout`, which Lambda and most containers send to CloudWatch Logs. */
  readonly out: { write(line: string): unknown };
  /**
   * The dimension `arm`, where it is not the arm of the decision that a request carries. A text counts for the whole process, such as a
   * version or an environment from its environment variables; undefined or empty counts as not given. A function reads a request:
   * `canary` is the canary, everything else is stable, so that a client cannot invent metrics.
   */
  readonly arm?: string | undefined | ((request: Request) => unknown);
  /** Returns the id of the user, 1 to 128 characters. Its hash is written, never the id. */
  readonly user?: (request: Request) => unknown;
  /** Makes the hashes of users differ from those of others; the service's name where it is not given. */
  readonly salt?: string;
  /** The namespace in CloudWatch; `Serin` where it is not given. */
  readonly namespace?: string;
  /** `setTimeout`: counts a Lambda request as an error shortly before its time is up. Lambda ends the process then, and nothing else would count it. */
  readonly setTimeout?: (run: () => void, ms: number) => unknown;
}

/** The time before Lambda's timeout at which a request counts as failed. */
const BEFORE_TIMEOUT_MS = 100;

/** Returns the value of a function that others wrote; undefined where it throws. Metrics never fail a request. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const headersIn = (request: unknown): HttpHeaders | undefined =>
  (request as { readonly headers?: HttpHeaders } | null)?.headers;

function findArm<Request>({ arm, service }: ArmMetricsOptions<Request>, request: Request, context: unknown): string {
  if (typeof arm === 'string' && arm !== '') return arm;
  if (typeof arm === 'function') return attempt(() => arm(request)) === 'canary' ? 'canary' : 'stable';
  const carried = attempt(
    () => fromHttp(headersIn(request)) || fromInvoke(request, context) || fromEventBridge(request),
  );
  return readDecision(carried, service)?.arm ?? 'stable';
}

/** Begins a request. @returns its end, which writes the line, the first time that it is called */
function begin<Request>(options: ArmMetricsOptions<Request>, request: Request, context?: unknown) {
  const { service, now, out, user, namespace = NAMESPACE, salt = service } = options;
  const began = now();
  let isOver = false;
  return (isError: boolean): void => {
    if (isOver) return;
    isOver = true;
    attempt(() => {
      const at = now();
      const about = { service, arm: findArm(options, request, context), at, latencyMs: at - began, isError };
      out.write(metricLine({ ...about, user: attempt(() => user?.(request)) }, namespace, salt));
    });
  };
}

/** Tells whether an answer says that the server failed: `statusCode` (Lambda) or `status` (Fetch) is 500 or more. */
function isServerError(answer: unknown): boolean {
  const { statusCode, status } = (answer ?? {}) as { readonly statusCode?: unknown; readonly status?: unknown };
  return Number(statusCode ?? status) >= 500;
}

function watchTimeout({ setTimeout }: ArmMetricsOptions<never>, context: unknown, end: (isError: boolean) => void) {
  const left = (context as { getRemainingTimeInMillis?: () => number } | undefined)?.getRemainingTimeInMillis?.();
  if (setTimeout === undefined || left === undefined) return;
  setTimeout(() => end(true), Math.max(0, left - BEFORE_TIMEOUT_MS));
}

/**
 * Wraps a function so that each of its requests is one line of metrics by arm: a Lambda function behind API Gateway, a function URL
 * or a load balancer, or a `fetch` handler. An error is a throw, a status of 500 or more, and, with `setTimeout`, a Lambda
 * timeout. What the function returns or throws stays as it is, and nothing that goes wrong with the metrics fails a request.
 *
 * @param handler an async function; callbacks and streamed responses are not seen
 * @example
 * export const handler = withArmMetrics(handle, { service: 'order', now: Date.now, out: process.stdout, setTimeout });
 */
export function withArmMetrics<Request, Rest extends readonly unknown[], Answer>(
  handler: (request: Request, ...rest: Rest) => Answer | Promise<Answer>,
  options: ArmMetricsOptions<Request>,
): (request: Request, ...rest: Rest) => Promise<Answer> {
  return async (request, ...rest) => {
    const end = begin(options, request, rest[0]);
    attempt(() => watchTimeout(options, rest[0], end));
    try {
      const answer = await handler(request, ...rest);
      end(attempt(() => isServerError(answer)) === true);
      return answer;
    } catch (error) {
      end(true);
      throw error;
    }
  };
}

/** A response of Node's HTTP server. */
interface ServerResponse {
  readonly statusCode: number;
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Returns a listener for the requests of Node's HTTP server, or a middleware of Express or Connect: each request is one line of
 * metrics by arm when its response is over. An error is a status of 500 or more.
 *
 * @example
 * server.prependListener('request', recordRequests({ service: 'order', now: Date.now, out: process.stdout }));
 */
export function recordRequests<Request extends { readonly headers: HttpHeaders }>(
  options: ArmMetricsOptions<Request>,
): (request: Request, response: ServerResponse, next?: () => void) => void {
  return (request, response, next) => {
    const end = begin(options, request);
    response.once('close', () => end(response.statusCode >= 500));
    next?.();
  };
}
