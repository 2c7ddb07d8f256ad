import type { CallerAnswer, CallerBody } from '../../../ports/inbound/caller.ts';

/** Serin's worker, as callers with AWS credentials reach it, and its clock. */
export interface Worker {
  /**
   * Sends a command with a proof of the sender, and waits for the answer.
   * @param key the same for every try of one command, so that it counts once
   * @throws an error with the code `worker-silent` when the outcome of the command is unknown
   */
  ask(body: CallerBody, key: string): Promise<CallerAnswer>;
  /** The current time, in milliseconds since the epoch. */
  now(): number;
  /** Waits; ends early, without an error, when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
