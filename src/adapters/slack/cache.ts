import type { Clock } from '../../ports/clock.ts';

/** Answers that stay good for a while. */
export interface Cache<T> {
  /** The answer for a key: a kept one, or a new one from `load`. Those who ask at the same time share one load; failures are not kept. */
  get(key: string, load: () => Promise<T>): Promise<T>;
}

/** @param ms how long an answer is kept, in milliseconds */
export function createCache<T>(clock: Clock, ms: number): Cache<T> {
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return {
    get(key, load) {
      const known = kept.get(key);
      if (known !== undefined && clock.now() < known.until) return known.answer;
      const answer = load();
      const entry = { until: clock.now() + ms, answer };
      kept.set(key, entry);
      answer.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return answer;
    },
  };
}
