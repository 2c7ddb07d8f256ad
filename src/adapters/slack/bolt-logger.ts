import type { Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';

/** Creates a logger that sends the messages of Slack's libraries to Serin's log; those below a warning are dropped. */
export function createBoltLogger(log: Log): Logger {
  const words = (said: readonly unknown[]) => said.map(String).join(' ');
  // The value of LogLevel.WARN: for the enum itself, its package would be loaded with every function.
  let level = 'warn' as LogLevel;
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...said) => log.warn({ from: 'slack' }, words(said)),
    error: (...said) => log.error({ from: 'slack' }, words(said)),
    setLevel: (wanted) => {
      level = wanted;
    },
    getLevel: () => level,
    setName: () => undefined,
  };
}
