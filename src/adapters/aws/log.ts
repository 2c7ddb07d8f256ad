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
  /** Returns fields that each line has, such as the id of the request that is processed. */
  readonly ids?: () => Fields;
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
    ...(error instanceof AggregateError && { errors: error.errors }),
    cause: undefined,
    type: error.name,
    message: causes.map(({ message }) => message).join(': '),
    stack: causes.map(({ stack, message }) => stack ?? message).join('\ncaused by: '),
  };
}

/** Makes what JSON can hold, and the log may: errors are described, secrets and an object inside itself are left out. */
function createReplacer() {
  /** The objects around the value, as they were and as they are written, from the outermost in. */
  const around: { readonly value: unknown; readonly written: unknown }[] = [];
  return function replace(this: unknown, key: string, value: unknown): unknown {
    if (SECRET.has(key)) return '[secret]';
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    while (around.length > 0 && around.at(-1)?.written !== this) around.pop();
    if (around.some((one) => one.value === value)) return '[circular]';
    const written = value instanceof Error ? describe(value) : value;
    around.push({ value, written });
    return written;
  };
}

/** Writes an entry as JSON. Never throws: a log that fails would hide what it was to tell. */
function toLine(entry: Fields): string {
  try {
    return JSON.stringify(entry, createReplacer());
  } catch (error) {
    const { level, time, msg } = entry;
    return JSON.stringify({ level, time, msg, unwritten: String(error) });
  }
}

/**
 * The structured log: one line of JSON per entry, with the time in ISO 8601, and errors with their causes. It is written
 * here because a library for it is a tenth of the Slack function's cold start.
 */
export function createLog({ level, to = process.stdout, ids = () => ({}) }: Options): Log {
  const write = (of: (typeof LEVELS)[number]) => {
    if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return () => undefined;
    return (fields: Fields, msg: string) => {
      to.write(`${toLine({ level: of, time: new Date().toISOString(), ...ids(), ...fields, msg })}\n`);
    };
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
