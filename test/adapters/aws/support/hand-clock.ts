import type { Clock } from '../../../../src/ports/clock.ts';

/** A clock that only a test moves. */
export interface HandClock extends Clock {
  advance(ms: number): void;
}

/** @param start milliseconds since the epoch. */
export function createHandClock(start: number): HandClock {
  let now = start;
  return {
    now: () => now,
    wait: () => Promise.reject(new Error('Nothing waits on this clock.')),
    advance: (ms) => {
      now += ms;
    },
  };
}
