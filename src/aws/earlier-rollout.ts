const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A stored rollout with what an earlier version of Serin did not know: nobody is followed off its canary, and it began without a
 * rollback window. Serin is deployed in mid-rollout, and the rollout goes on.
 */
export function filledRollout(value: unknown): unknown {
  if (!isObject(value)) return value;
  const config = isObject(value.config) ? { rollbackWindow: 0, ...value.config } : value.config;
  return { leaving: null, ...value, config };
}

/** A stored record with the same added to its rollout. */
export function filledRecord(value: unknown): unknown {
  return isObject(value) ? { ...value, rollout: filledRollout(value.rollout) } : value;
}
