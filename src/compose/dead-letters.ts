import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { lazy } from '../adapters/shared/lazy.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { alarmEnv } from './env.ts';

/** Creates the alarm function's access to the dead-letter queues: it reads them and deletes nothing. */
export function wireDeadLetters(env: ReturnType<typeof alarmEnv>): DeadLetters {
  return lazy(
    async () => {
      const { deadLetterReader } = await import('./aws/sqs.ts');
      return deadLetterReader(clientDefaults(), {
        ...{ worker: env.workerLetters, alarm: env.alarmLetters, timer: env.timerLetters },
      });
    },
    { waiting: true },
  );
}
