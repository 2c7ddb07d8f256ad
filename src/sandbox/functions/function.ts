import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../../ports/log.ts';
import type { VirtualClock } from '../time/clock.ts';

/** The handler of a Lambda function. */
export type Handler<E, R> = (event: E) => Promise<R>;

/** An event for which a function failed after all retries. */
export interface DeadLetter {
  readonly function: string;
  readonly event: unknown;
  readonly error: string;
}

/** A Lambda function with as many containers as concurrent invocations, each started on demand. */
export interface LambdaFunction<E, R> {
  /** Invokes it and returns its answer. */
  invoke(event: E): Promise<R>;
  /** Invokes it without an answer; a failure is retried twice and then becomes a dead letter. */
  invokeLater(event: E): void;
}

const running = new AsyncLocalStorage<string>();

/** Returns the name of the function that is running; null outside of any invocation. */
export function runningFunction(): string | null {
  return running.getStore() ?? null;
}

/** The dependencies of a function. */
export interface FunctionDeps {
  readonly clock: VirtualClock;
  readonly log: Log;
  /** Takes a dead letter. */
  readonly keep: (letter: DeadLetter) => Promise<void> | void;
}

/**
 * The pauses before the two retries, in milliseconds. Source: "Error handling for asynchronous invocation", Lambda developer
 * guide.
 */
const RETRY_AFTER_MS = [60_000, 120_000];

/** @param start Starts a container, as loading the function's module does. */
export function createFunction<E, R>(
  name: string,
  start: () => Handler<E, R>,
  deps: FunctionDeps,
): LambdaFunction<E, R> {
  const { clock, log, keep } = deps;
  const idle: Handler<E, R>[] = [];

  const invoke = async (event: E): Promise<R> => {
    const container = idle.pop() ?? start();
    try {
      return await clock.track(() => running.run(name, () => container(event)));
    } finally {
      idle.push(container);
    }
  };

  const tryUntilTaken = async (event: E, pauses: readonly number[]): Promise<void> => {
    try {
      // Copied through JSON: over the wire nobody shares an event.
      await invoke(JSON.parse(JSON.stringify(event)) as E);
    } catch (error) {
      const [pause, ...rest] = pauses;
      log.warn({ function: name, error: String(error), retries: pauses.length }, 'a function failed');
      if (pause === undefined) {
        return keep({ function: name, event, error: String(error) });
      }
      await clock.wait(pause);
      await tryUntilTaken(event, rest);
    }
  };

  return {
    invoke,
    invokeLater: (event) => clock.spawn(() => tryUntilTaken(event, RETRY_AFTER_MS)),
  };
}
