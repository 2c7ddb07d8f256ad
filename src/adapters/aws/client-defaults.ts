/**
 * Returns the settings of every SDK client of Serin: three attempts in the SDK's standard mode, and timeouts. A call that hangs is
 * over (3 x 6 s and two pauses) while the function that made it still runs.
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

/** The timeout of a hook's immediate answer, in milliseconds; it fits, with the work around it, into the life of a function. */
const HOOK_TIMEOUT_MS = 20_000;

/** Returns the settings of the client that calls hooks: one attempt, since a call whose answer was lost may have run. */
export function hookClientDefaults() {
  const { requestHandler, ...rest } = clientDefaults();
  return { ...rest, maxAttempts: 1, requestHandler: { ...requestHandler, requestTimeout: HOOK_TIMEOUT_MS } } as const;
}
