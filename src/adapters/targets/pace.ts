import type { Clock } from '../../ports/clock.ts';

/** Runs a task when its turn has come. */
export type Pace = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Lets at most `limit` tasks begin within any `interval` milliseconds, in the order they came. It waits on the clock it
 * is given, so that a world with another clock is paced by that.
 */
export function createPace(
  clock: Clock,
  { limit, interval }: { readonly limit: number; readonly interval: number },
): Pace {
  let begins: readonly number[] = [];
  return async (task) => {
    const now = clock.now();
    const oldest = begins.length < limit ? undefined : begins[0];
    const begin = oldest === undefined ? now : Math.max(now, oldest + interval);
    begins = [...begins, begin].slice(-limit);
    if (begin > now) await clock.wait(begin - now);
    return task();
  };
}
