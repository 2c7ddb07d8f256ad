import { engineEnv } from '../env.ts';
import { wireOnAws } from '../wire.ts';

/** State changes of CloudWatch alarms, from the default bus. */
export const handler = wireOnAws(engineEnv()).alarm;
