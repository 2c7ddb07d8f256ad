import { engineEnv } from '../compose/env.ts';
import { wireOnAws } from '../compose/functions.ts';

/** Commands of people, from Serin's bus. */
export const handler = wireOnAws(engineEnv()).worker;
