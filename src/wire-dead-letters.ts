import { SQSClient } from '@aws-sdk/client-sqs';
import { clientDefaults } from './aws/client-defaults.ts';
import { createDeadLetters } from './aws/dead-letters.ts';
import type { alarmEnv } from './env.ts';
import type { DeadLetters } from './ports/dead-letters.ts';

/** The dead letters as the alarm function sees them: it looks, and takes nothing out. */
export function wireDeadLetters(env: ReturnType<typeof alarmEnv>): DeadLetters {
  return createDeadLetters({
    client: new SQSClient(clientDefaults()),
    urls: { worker: env.workerLetters, alarm: env.alarmLetters, timer: env.timerLetters },
  });
}
