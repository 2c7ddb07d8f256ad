import { type DestinationStream, destination, pino, stdSerializers } from 'pino';
import type { Log } from '../../ports/log.ts';

/** Fields that are never written, wherever a caller puts them: at the top or one level down. */
const SECRET = ['token', 'botToken', 'secret', 'signingSecret', 'mac', 'macKey', 'authorization', 'responseUrl'];

/** The options of the log: the lines to write, and their destination. */
interface Options {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Takes each line; standard output when left out. */
  readonly to?: DestinationStream;
}

/** The structured log: one line of JSON per entry, with the time in ISO 8601 and errors under `err` or
 * `error` with their causes. */
export function createLog({ level, to = destination({ dest: 1, sync: true }) }: Options): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: stdSerializers.err, error: stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' },
    },
    to,
  );
}
