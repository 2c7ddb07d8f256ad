import { engineEnv } from '../env.ts';
import { wireOnAws } from '../wire.ts';

/** Commands of people, from Serin's bus. */
export const handler = wireOnAws(engineEnv()).worker;
