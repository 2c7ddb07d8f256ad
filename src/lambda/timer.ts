import { engineEnv } from '../env.ts';
import { wireOnAws } from '../wire.ts';

/** Timers of EventBridge Scheduler. */
export const handler = wireOnAws(engineEnv()).timer;
