import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { createAgenda, type Happening } from './agenda.ts';
import { createInFlight } from './in-flight.ts';

/** A clock that moves only when it is advanced. */
export interface VirtualClock extends Clock {
  /**
   * Runs `happening` at `time` (milliseconds since the epoch), or at once when that is past. Returns a function that cancels it.
   */
  at(time: number, happening: Happening): () => void;
  /** Runs `happening` at every full multiple of `ms` from the next one on. Returns a function that cancels it. */
  every(ms: number, happening: Happening): () => void;
  /** Runs work that takes real time: virtual time stands still until it ends or waits on this clock. */
  track<T>(work: () => Promise<T>): Promise<T>;
  /** Runs work independently of its caller, like `track`; an error is logged. */
  spawn(work: Happening): void;
  /**
   * Moves time forward and resolves when all due work is done, in order of time, then of entry. Calls queue up. An error of a
   * happening is logged and stops nothing.
   * @param ms 0 or more; 0 runs only what is due now.
   * @throws TimeStandsStill when tracked work calls it, since it would wait for itself.
   */
  advance(ms: number): Promise<void>;
}

/** Thrown when tracked work, during which time stands still, asks time to move. */
export class TimeStandsStill extends Error {
  readonly code = 'time-stands-still';
  constructor() {
    super('Virtual time stands still until this work is done. Wait on the clock instead of advancing it.');
    this.name = 'TimeStandsStill';
  }
}

/** Creates a clock that begins at `start`, in milliseconds since the epoch. */
export function createVirtualClock(start: number, log: Pick<Log, 'error'>): VirtualClock {
  const agenda = createAgenda();
  const inFlight = createInFlight();
  let time = start;
  let moved: Promise<void> = Promise.resolve();

  const at = (moment: number, happening: Happening): (() => void) => agenda.enter(Math.max(moment, time), happening);

  const spawn = (work: Happening): void => {
    inFlight
      .runApart(async () => work())
      .catch((error: unknown) =>
        log.error({ error: String(error), at: time }, 'Something in the sandbox failed; time goes on'),
      );
  };

  const move = async (ms: number): Promise<void> => {
    const until = time + ms;
    await inFlight.settled();
    for (let due = agenda.takeDue(until); due !== undefined; due = agenda.takeDue(until)) {
      const { happening } = due;
      time = due.time;
      spawn(happening);
      await inFlight.settled();
    }
    time = until;
  };

  return {
    now: () => time,
    wait: (ms) => {
      const over = inFlight.waiting();
      return new Promise((resolve) => {
        at(time + ms, () => {
          over();
          resolve();
        });
      });
    },
    at,
    every: (ms, happening) => {
      let cancel = (): void => undefined;
      const enterNext = (): void => {
        cancel = at((Math.floor(time / ms) + 1) * ms, () => {
          enterNext();
          return happening();
        });
      };
      enterNext();
      return () => cancel();
    },
    track: inFlight.run,
    spawn,
    advance: async (ms) => {
      if (inFlight.isInside()) throw new TimeStandsStill();
      moved = moved.then(() => move(ms));
      return moved;
    },
  };
}
