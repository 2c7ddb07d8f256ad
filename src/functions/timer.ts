import { engineEnv } from '../compose/env.ts';
import { wireOnAws } from '../compose/functions.ts';

/** Timers of EventBridge Scheduler. */
export const handler = wireOnAws(engineEnv()).timer;
