import type { Clock } from '../../../ports/clock.ts';
import type { Api } from '../../shared/fault.ts';
import type { LaunchDarklyConfig } from './config.ts';
import { type Flag, type FlagEnvironment, flagShape } from './flag.ts';

/** The access to LaunchDarkly. */
export interface LaunchDarklyAccess {
  readonly fetch: typeof fetch;
  /** Without a slash at the end: `https://app.launchdarkly.com`, or where else the account is. */
  readonly url: string;
  /** Returns the access token. @param fresh true to read it again, since LaunchDarkly refused the known one */
  token(fresh: boolean): Promise<string>;
}

/** A flag in one environment. */
export interface FlagInPlace {
  readonly flag: Flag;
  readonly here: FlagEnvironment;
}

/** The calls of LaunchDarkly's REST API for one flag. Each returns the flag as it is afterwards. */
export interface LaunchDarklyApi {
  read(place: LaunchDarklyConfig): Promise<FlagInPlace>;
  /** A JSON patch (RFC 6902): all or nothing, and its `test` operations have to hold. */
  patch(place: LaunchDarklyConfig, operations: readonly object[]): Promise<FlagInPlace>;
  /** A semantic patch: instructions that hold whatever the flag is. */
  instruct(place: LaunchDarklyConfig, instructions: readonly object[]): Promise<FlagInPlace>;
}

/** LaunchDarkly answered with an error, or with something else than a flag. `name` is what `Api.permanent` goes by. */
export class LaunchDarklyRefused extends Error {
  readonly code: string;
  readonly status: number;
  constructor(name: string, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    this.code = name;
    this.status = status;
  }
}

/** The meaning of each status (REST API, "Errors"); 405 means that approvals are required. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'InvalidRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'ApprovalRequired',
  409: 'Conflict',
  422: 'InvalidRequest',
  429: 'RateLimited',
};

const BY_HAND = 'Compare the flag with the baseline in the thread and correct it by hand.';

/** The permanent errors of LaunchDarkly, with their remedies. */
export const launchdarklyApi: Api = {
  name: 'LaunchDarkly',
  permanent: {
    Unauthorized: 'Store an access token that is valid: serin secrets',
    Forbidden: 'Give the role of the access token updateFallthrough and updateRules on this flag and environment.',
    NotFound: 'Check `project` and `flag` in serin.yml, and whether the flag was deleted.',
    EnvironmentMissing: 'Check `environment` in serin.yml: it is the key of the environment, not its name.',
    VariationMissing: 'Create the variation again, or bring the flag back by hand.',
    ApprovalRequired: 'This environment requires approvals for the flag: except the token of Serin from them.',
    InvalidRequest: BY_HAND,
    SecretsMissing: 'Create an access token with a writer role in LaunchDarkly first.',
  },
};

/** The timeout of a call, in milliseconds. */
const TIMEOUT_MS = 5_000;

/** The windows of LaunchDarkly's limits are ten seconds long; what asks for a longer wait is left to the next try. */
const MAX_WAIT_MS = 10_000;

/** The most tries of a call that is rate-limited or whose token is refused. */
const TRIES = 3;

/** The version of the API that this was written for; without it the token's own version counts. */
const VERSION = '20240415';

/** @param parts.clock what waits when there were too many calls */
export function createLaunchDarklyApi(parts: { access: LaunchDarklyAccess; clock: Clock }): LaunchDarklyApi {
  const { access, clock } = parts;

  const sendOnce = async (place: LaunchDarklyConfig, init: RequestInit, fresh: boolean): Promise<Response> => {
    const authorization = await access.token(fresh);
    return access.fetch(flagUrl(access.url, place, init), {
      ...init,
      headers: { ...init.headers, authorization, 'ld-api-version': VERSION },
      // A redirect would carry the token to somewhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  };

  const send = async (place: LaunchDarklyConfig, init: RequestInit): Promise<FlagInPlace> => {
    let fresh = false;
    for (let attempt = 1; ; attempt++) {
      const answer: Response = await sendOnce(place, init, fresh);
      if (answer.ok) return flagIn(await answer.json(), place);
      const pause = pauseBefore(answer, clock.now());
      // A token that was rotated is read again, once.
      const isStale: boolean = answer.status === 401 && !fresh;
      if (attempt === TRIES || (pause === null && !isStale)) throw await refusal(answer);
      await answer.body?.cancel();
      fresh ||= isStale;
      if (pause !== null) await clock.wait(pause);
    }
  };

  const change = (place: LaunchDarklyConfig, type: string, body: object) =>
    send(place, { method: 'PATCH', headers: { 'content-type': type }, body: JSON.stringify(body) });
  return {
    read: (place) => send(place, { method: 'GET' }),
    patch: (place, operations) => change(place, 'application/json', operations),
    instruct: (place, instructions) =>
      change(place, 'application/json; domain-model=launchdarkly.semanticpatch', {
        environmentKey: place.environment,
        instructions,
      }),
  };
}

/** A read asks for one environment only; a flag has all of them otherwise. */
function flagUrl(base: string, { project, flag, environment }: LaunchDarklyConfig, { method }: RequestInit): string {
  const path = `/api/v2/flags/${encodeURIComponent(project)}/${encodeURIComponent(flag)}`;
  return `${base}${path}${method === 'GET' ? `?env=${encodeURIComponent(environment)}` : ''}`;
}

/** Returns the wait before the retry of a rate-limited call, in milliseconds; null when it is not retried. */
function pauseBefore({ status, headers }: Response, now: number): number | null {
  if (status !== 429) return null;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  const pause = Number.isFinite(seconds) ? seconds * 1000 : Number.isFinite(reset) ? Math.max(0, reset - now) : 1000;
  return pause <= MAX_WAIT_MS ? pause : null;
}

async function refusal(answer: Response): Promise<LaunchDarklyRefused> {
  const name = MEANINGS[answer.status] ?? `Status${answer.status}`;
  const text = (await answer.text()).slice(0, 300);
  return new LaunchDarklyRefused(name, answer.status, messageIn(text) ?? `it answered ${answer.status}`);
}

/** LaunchDarkly's own words, where its answer is JSON with a message. */
function messageIn(text: string): string | null {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' && message !== '' ? message : null;
  } catch {
    return null;
  }
}

function flagIn(body: unknown, place: LaunchDarklyConfig): FlagInPlace {
  const parsed = flagShape.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new LaunchDarklyRefused('UnexpectedAnswer', 200, `its answer is not a flag: ${where}`, {
      cause: parsed.error,
    });
  }
  const here = parsed.data.environments[place.environment];
  if (here === undefined) {
    throw new LaunchDarklyRefused('EnvironmentMissing', 200, `the flag has no environment ${place.environment}`);
  }
  return { flag: parsed.data, here };
}
