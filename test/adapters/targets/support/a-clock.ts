import type { Clock } from '../../../../src/ports/clock.ts';

/** A clock that stands still; waiting moves it on at once. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function aClock(start = Date.UTC(2026, 0, 5, 9)): TestClock {
  let time = start;
  return {
    now: () => time,
    async wait(ms) {
      time += ms;
    },
    advance(ms) {
      time += ms;
    },
  };
}
