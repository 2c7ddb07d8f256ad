import type { Log } from '../../ports/log.ts';

/** Fields that are never written, wherever a caller puts them. */
const SECRET = new Set([
  ...['token', 'botToken', 'secret', 'signingSecret', 'mac', 'macKey', 'authorization', 'responseUrl'],
]);

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The options of the log: the lines to write, and their destination. */
interface Options {
  readonly level: (typeof LEVELS)[number];
  /** Takes each line; standard output when left out. */
  readonly to?: { write(line: string): unknown };
}

type Fields = Readonly<Record<string, unknown>>;

/** The causes of an error, from the error itself down; at most so many that a circle ends. */
function listCauses(error: Error): readonly Error[] {
  const causes = [error];
  for (let next = error.cause; next instanceof Error && causes.length < 5; next = next.cause) causes.push(next);
  return causes;
}

/** An error with what it carries beside its message, such as a code, and with the messages and stacks of its causes. */
function describe(error: Error): Fields {
  const causes = listCauses(error);
  return {
    ...error,
    cause: undefined,
    type: error.name,
    message: causes.map(({ message }) => message).join(': '),
    stack: causes.map(({ stack, message }) => stack ?? message).join('\ncaused by: '),
  };
}

/** Makes what JSON can hold, and the log may: errors are described, secrets and an object inside itself are left out. */
function createReplacer() {
  const parents: unknown[] = [];
  return function replace(this: unknown, key: string, value: unknown): unknown {
    if (SECRET.has(key)) return '[secret]';
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    while (parents.length > 0 && parents.at(-1) !== this) parents.pop();
    if (parents.includes(value)) return '[circular]';
    const written = value instanceof Error ? describe(value) : value;
    parents.push(written);
    return written;
  };
}

/**
 * The structured log: one line of JSON per entry, with the time in ISO 8601, and errors with their causes. It is written
 * here because a library for it is a tenth of the Slack function's cold start.
 */
export function createLog({ level, to = process.stdout }: Options): Log {
  const write = (of: (typeof LEVELS)[number]) => {
    if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return () => undefined;
    return (fields: Fields, msg: string) => {
      const entry = { level: of, time: new Date().toISOString(), ...fields, msg };
      to.write(`${JSON.stringify(entry, createReplacer())}\n`);
    };
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
