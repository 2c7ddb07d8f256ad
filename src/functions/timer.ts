import { engineEnv } from '../compose/env.ts';
import { wireOnAws } from '../compose/functions.ts';
import { withInvocationIds } from '../compose/invocation.ts';
import { timerHandler } from './events/timer.ts';

/** Timers of EventBridge Scheduler. */
export const handler = withInvocationIds(timerHandler(wireOnAws(engineEnv())));
