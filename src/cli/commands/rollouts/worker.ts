import type { CallerAnswer, CallerBody } from '../../../ports/caller.ts';

/** Serin's worker, as whoever has AWS credentials speaks to it, and the time that it lives in. */
export interface Worker {
  /**
   * Sends a command, with a proof of who sends it, and waits for the answer.
   * @param key the same for every try of one command, so that it counts once
   * @throws an error with the code `worker-silent` when it is not known what became of the command
   */
  ask(body: CallerBody, key: string): Promise<CallerAnswer>;
  /** In milliseconds since the epoch. */
  now(): number;
  /** Waits; ends early, without an error, when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
