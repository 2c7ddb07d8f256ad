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
