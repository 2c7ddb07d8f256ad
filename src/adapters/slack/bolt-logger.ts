import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';

/** What Slack's libraries say goes where everything else goes; their chatter below a warning is left out. */
export function createBoltLogger(log: Log): Logger {
  const words = (said: readonly unknown[]) => said.map(String).join(' ');
  let level = LogLevel.WARN;
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
