import { createLazyTrials } from '../compose/aws/trials.ts';
import { engineEnv } from '../compose/env.ts';
import { wireOnAws } from '../compose/functions.ts';
import { withInvocationIds } from '../compose/invocation.ts';
import { workerHandler } from './events/worker.ts';

/** Commands of people and answers of hooks, from Serin's bus; direct calls of pipelines. */
export const handler = withInvocationIds(workerHandler(wireOnAws(engineEnv(), { trials: createLazyTrials })));
