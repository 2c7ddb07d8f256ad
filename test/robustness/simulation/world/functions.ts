import { FUNCTION_TIMEOUT_MS } from '../../../../src/domain/timing.ts';
import type { Engine } from '../../../../src/engine/engine.ts';
import type { Faults } from '../faults.ts';
import type { Invocation } from '../line.ts';
import type { Time } from './time.ts';

/** A container, and what it is busy with. */
export interface Container {
  readonly engine: Engine;
  /** Hands over the line to the next invocation. */
  take(invocation: Invocation): void;
}

/** Something that a function was invoked with, asynchronously. */
export interface Event {
  /** What it is, in a few words. */
  readonly what: string;
  readonly command: Invocation['command'];
  readonly handle: (engine: Engine) => Promise<void>;
  /** Called when a worker took it without failing. */
  readonly taken?: () => void;
}

export interface FunctionParts {
  readonly time: Time;
  readonly faults: Faults;
  readonly start: () => Container;
  readonly note: (text: string) => void;
  readonly onKill: () => void;
  /** Called when AWS gives an event up. */
  readonly onDeadLetter: (event: Event) => void;
}

/** What invokes functions, and how many invocations are under way. */
export interface Functions {
  invoke(event: Event): void;
  /** Invocations and retries that are still to come. */
  busy(): number;
}

/** Pauses before the second and the third try ("Error handling for asynchronous invocation", Lambda Developer Guide). */
const RETRY_AFTER_MS = [60_000, 120_000];

/** Functions as Lambda runs them: a container for each invocation at a time, killed at its time-out, tried three times. */
export function createFunctions({ time, faults, start, note, onKill, onDeadLetter }: FunctionParts): Functions {
  const idle: Container[] = [];
  let made = 0;
  let open = 0;

  const attempt = (event: Event, pauses: readonly number[]): void => {
    const container = idle.pop() ?? start();
    made += 1;
    const n = made;
    const end = (how: string, isTaken: boolean): void => {
      if (!invocation.isAlive) return;
      invocation.isAlive = false;
      note(`worker ${n}: ${how}`);
      // A container that was killed, or that something is still under way in, is not used again.
      if (isTaken) {
        idle.push(container);
        event.taken?.();
        open -= 1;
        return;
      }
      const [pause, ...rest] = pauses;
      if (pause === undefined) {
        open -= 1;
        note(`worker ${n}: ${event.what} is given up (dead letter)`);
        onDeadLetter(event);
        return;
      }
      time.at(time.now() + pause, () => attempt(event, rest));
    };
    const invocation: Invocation = {
      n,
      what: event.what,
      command: event.command,
      beganAt: time.now(),
      isAlive: true,
      answers: 0,
      death: faults.death(),
      alarms: new Map(),
      series: new Map(),
      actions: new Map(),
      reading: null,
      kill: (why) => {
        if (invocation.isAlive) onKill();
        end(why, false);
      },
    };
    note(`worker ${n} begins: ${event.what}`);
    time.at(time.now() + FUNCTION_TIMEOUT_MS, () => invocation.kill('killed, 60 s are over'));
    container.take(invocation);
    event.handle(container.engine).then(
      () => end('done', true),
      (error: unknown) => end(`failed: ${String(error).slice(0, 160)}`, false),
    );
  };

  return {
    invoke: (event) => {
      open += 1;
      attempt(event, RETRY_AFTER_MS);
    },
    busy: () => open,
  };
}
