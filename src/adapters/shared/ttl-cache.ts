import type { Clock } from '../../ports/clock.ts';

/** Keeps what was read for a while, by key. */
export interface TtlCache<T> {
  /**
   * Returns the kept value, or reads it. Callers that ask while a read is under way share it; a read that failed is forgotten.
   * @param fresh reads now in any case
   */
  get(key: string, read: () => Promise<T>, fresh?: boolean): Promise<T>;
}

/** @param ttlMs how long a value is kept, in milliseconds, counted from the moment its read began */
export function createTtlCache<T>(clock: Clock, ttlMs: number): TtlCache<T> {
  const entries = new Map<string, { readonly at: number; readonly value: Promise<T> }>();
  return {
    get(key, read, fresh = false) {
      const known = entries.get(key);
      if (known !== undefined && !fresh && clock.now() - known.at < ttlMs) return known.value;
      const entry = { at: clock.now(), value: read() };
      entries.set(key, entry);
      entry.value.catch(() => {
        // Only this read: a later one may have taken its place.
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.value;
    },
  };
}
