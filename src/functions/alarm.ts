import { wireDeadLetters } from '../compose/dead-letters.ts';
import { alarmEnv } from '../compose/env.ts';
import { wireOnAws } from '../compose/functions.ts';

const env = alarmEnv();

/** State changes of CloudWatch alarms, from the default bus; also of those on the dead letters. */
export const handler = wireOnAws(env, wireDeadLetters(env)).alarm;
