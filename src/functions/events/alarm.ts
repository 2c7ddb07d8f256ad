import { isFromCloudWatch, parseAlarmEvent } from '../../adapters/aws/cloudwatch/alarm-event.ts';
import type { FunctionParts } from '../../compose/functions.ts';
import { readField } from './read-field.ts';

/** Routes a `CloudWatch Alarm State Change`: to the services that watch the alarm, or, for an alarm on dead letters, to people. */
export function alarmHandler({ engine, region, deadLetters, log }: FunctionParts): (event: unknown) => Promise<void> {
  return async (event) => {
    if (!isFromCloudWatch(event)) {
      return log.error({ code: 'not-an-alarm-event' }, 'dropped what the rule for alarms has not sent');
    }
    const home = await region();
    const change = parseAlarmEvent(event, home);
    const queue = deadLetters?.watchedBy(change.arn, home) ?? null;
    if (deadLetters === null || queue === null) return engine.alarm(change, String(readField(event, 'id')));
    if (change.value === 'ALARM') await deadLetters.tell(queue, change.since);
  };
}
