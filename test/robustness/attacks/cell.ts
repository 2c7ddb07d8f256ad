import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What became of an event: what the handler answered, or what it threw. */
export interface Outcome {
  readonly answer?: unknown;
  readonly thrown?: string;
}

/** A built function in a process of its own. */
export interface Cell {
  /**
   * Gives it one event, as JSON text: what no object can hold (duplicate keys, any depth) arrives too.
   * @param ahead how far its clock is ahead of the machine's, in milliseconds
   * @throws when the process ends before it has answered
   */
  invoke(text: string, ahead: number): Promise<Outcome>;
  /** All that it has written so far. */
  written(): string;
  /** Addresses that it wanted to reach and that lead nowhere here. */
  readonly outside: readonly string[];
  stop(): Promise<void>;
}

/** What a process tells. */
type Told = { readonly ready: true } | { readonly outside: string } | (Outcome & { readonly id: number });

/** The memory that a function may take here, in MB: hostile input that makes it grow ends the process and so the test. */
const MEMORY = 160;

/** @param routes where the beginnings of addresses lead */
export async function startCell(parts: {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly routes: Readonly<Record<string, string>>;
}): Promise<Cell> {
  const { file, environment, routes } = parts;
  const child = fork(fileURLToPath(new URL('./cell.mjs', import.meta.url)), {
    silent: true,
    execArgv: [`--max-old-space-size=${MEMORY}`],
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment, CELL: JSON.stringify({ file, routes }) },
  });
  const chunks: string[] = [];
  const outside: string[] = [];
  const waiting = new Map<number, { resolve(outcome: Outcome): void; reject(error: Error): void }>();
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(String(chunk)));
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (told: Told) => {
      if ('ready' in told) return resolve();
      if ('outside' in told) return outside.push(told.outside);
      const { id, ...outcome } = told;
      waiting.get(id)?.resolve(outcome);
      return waiting.delete(id);
    });
    child.on('exit', (code) => {
      const error = new Error(`The process ended with ${code}: ${chunks.join('').slice(-2000)}`);
      reject(error);
      for (const one of waiting.values()) one.reject(error);
    });
  });
  await ready;
  let count = 0;
  return {
    outside,
    written: () => chunks.join(''),
    invoke: (text, ahead) =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error('The process has ended.'));
        count += 1;
        waiting.set(count, { resolve, reject });
        return child.send({ id: count, text, ahead });
      }),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
