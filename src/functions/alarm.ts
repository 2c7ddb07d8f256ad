import { wireDeadLetters } from '../compose/dead-letters.ts';
import { alarmEnv } from '../compose/env.ts';
import { wireOnAws } from '../compose/functions.ts';
import { withInvocationIds } from '../compose/invocation.ts';
import { alarmHandler } from './events/alarm.ts';

const env = alarmEnv();

/** State changes of CloudWatch alarms, from the default bus; also of those on the dead letters. */
export const handler = withInvocationIds(alarmHandler(wireOnAws(env, { deadLetters: wireDeadLetters(env) })));
