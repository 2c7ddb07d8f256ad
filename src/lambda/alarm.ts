import { alarmEnv } from '../env.ts';
import { wireOnAws } from '../wire.ts';
import { wireDeadLetters } from '../wire-dead-letters.ts';

const env = alarmEnv();

/** State changes of CloudWatch alarms, from the default bus; also of those on the dead letters. */
export const handler = wireOnAws(env, wireDeadLetters(env)).alarm;
