/** Time, as the rest of Serin is allowed to see it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds of this clock. */
  wait(ms: number): Promise<void>;
}
