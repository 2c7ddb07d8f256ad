import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../ports/log.ts';
import type { VirtualClock } from './clock.ts';

/** What a Lambda function is invoked with, and answers. */
export type Handler<E, R> = (event: E) => Promise<R>;

/** An event that a function failed to take for good. */
export interface DeadLetter {
  readonly function: string;
  readonly event: unknown;
  readonly error: string;
}

/** A Lambda function: as many containers as there are invocations at the same time, each started when it is needed. */
export interface LambdaFunction<E, R> {
  /** Invokes it and gives its answer. */
  invoke(event: E): Promise<R>;
  /** Invokes it and gives nothing; a failure is tried again twice and then goes to the dead letters. */
  invokeLater(event: E): void;
}

const running = new AsyncLocalStorage<string>();

/** The name of the function in whose invocation this is called; null outside of any. */
export function runningFunction(): string | null {
  return running.getStore() ?? null;
}

/** What a function needs of the sandbox. */
export interface FunctionDeps {
  readonly clock: VirtualClock;
  readonly log: Log;
  /** Takes what failed for good. */
  readonly keep: (letter: DeadLetter) => Promise<void> | void;
}

/** Pauses before the second and the third try. Source: "Error handling for asynchronous invocation", Lambda developer guide. */
const RETRY_AFTER_MS = [60_000, 120_000];

/** @param start Starts a container: what the function's module does when it is loaded. */
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
      // Over the wire an event is JSON, and nobody shares it.
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
