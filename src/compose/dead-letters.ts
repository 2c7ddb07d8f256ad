import { SQSClient } from '@aws-sdk/client-sqs';
import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { createDeadLetters } from '../adapters/aws/sqs/dead-letters.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { alarmEnv } from './env.ts';

/** Creates the alarm function's access to the dead-letter queues: it reads them and deletes nothing. */
export function wireDeadLetters(env: ReturnType<typeof alarmEnv>): DeadLetters {
  return createDeadLetters({
    client: new SQSClient(clientDefaults()),
    urls: { worker: env.workerLetters, alarm: env.alarmLetters, timer: env.timerLetters },
  });
}
