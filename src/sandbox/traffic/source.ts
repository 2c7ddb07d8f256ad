/** Users of one target. */
export interface Source {
  /** Makes the requests of one tick. */
  tick(): void | Promise<void>;
  /** Reports the metrics of the minute that ends, stamped `at`. */
  report(at: number): void;
}

/** How often users are simulated, in milliseconds; a minute is a whole number of ticks. */
export const TICK_MS = 10_000;

/** Users of each service: each has an id that never changes, and with it a resolver. */
export const USERS = 3000;

/** Requests and attempts per tick of each target. */
export const REQUESTS_PER_TICK = 100;
