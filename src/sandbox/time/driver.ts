import type { VirtualClock } from './clock.ts';

/** The longest single move of the driver, in milliseconds: after a pause of the machine, time does not jump. */
const MAX_MOVE_MS = 5 * 60_000;

/** Lets virtual time run along with real time. */
export interface Driver {
  /** Returns the virtual seconds per real second; 0 means paused. */
  speed(): number;
  setSpeed(speed: number): void;
  /** Moves virtual time by the real time since the last call; does nothing while the last move is still running. */
  tick(): Promise<void>;
}

/** @param real A steady real time in milliseconds, such as `performance.now`. */
export function createDriver(clock: VirtualClock, real: () => number, initialSpeed: number): Driver {
  let speed = initialSpeed;
  let last = real();
  let moving = false;
  return {
    speed: () => speed,
    setSpeed: (next) => {
      speed = next;
    },
    tick: async () => {
      if (moving) return;
      const now = real();
      const elapsed = now - last;
      last = now;
      if (speed === 0) return;
      moving = true;
      try {
        await clock.advance(Math.min(Math.round(elapsed * speed), MAX_MOVE_MS));
      } finally {
        moving = false;
      }
    },
  };
}
