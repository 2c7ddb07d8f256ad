/**
 * What every SDK client of Serin is made with: three attempts in the SDK's standard mode, and an end to waiting, so that
 * a call that hangs is over (3 x 6 s and two pauses) while the function that made it still lives.
 */
export function clientDefaults() {
  return {
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      // Without this the SDK only warns when a request takes longer (@smithy/node-http-handler).
      throwOnRequestTimeout: true,
    },
  } as const;
}

/** How long a hook may answer at once, in milliseconds; together with what comes before and after, within the life of a function. */
const HOOK_TIMEOUT_MS = 20_000;

/** What the client that calls hooks is made with: one attempt, since a call whose answer was lost may have run. */
export function hookClientDefaults() {
  const { requestHandler, ...rest } = clientDefaults();
  return { ...rest, maxAttempts: 1, requestHandler: { ...requestHandler, requestTimeout: HOOK_TIMEOUT_MS } } as const;
}
