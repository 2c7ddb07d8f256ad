import type { Clock } from '../../ports/clock.ts';

/** Remembers what was read for a while. */
export interface Memory<T> {
  /**
   * The remembered value, or what `read` gives. Whoever asks while a read is under way shares it; a read that failed is
   * forgotten. `fresh`: read now in any case.
   */
  get(key: string, read: () => Promise<T>, fresh: boolean): Promise<T>;
}

/** @param freshFor how long a value is remembered, in milliseconds, counted from the moment its read began. */
export function createMemory<T>(clock: Clock, freshFor: number): Memory<T> {
  const entries = new Map<string, { readonly at: number; readonly value: Promise<T> }>();
  return {
    get(key, read, fresh) {
      const known = entries.get(key);
      if (known !== undefined && !fresh && clock.now() - known.at < freshFor) return known.value;
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
