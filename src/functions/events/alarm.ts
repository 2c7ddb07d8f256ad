import { isFromCloudWatch, parseAlarmEvent } from '../../adapters/aws/cloudwatch/alarm-event.ts';
import { isHealthSignalEvent } from '../../command/receive/health-signal.ts';
import type { FunctionParts } from '../../compose/functions.ts';
import { readField } from './read-field.ts';

/**
 * Routes a `CloudWatch Alarm State Change`: to the services that watch the alarm, or, for an alarm on dead letters, to people. A
 * health signal of another system comes from Serin's own bus, and names its service.
 */
export function alarmHandler({
  engine,
  receive,
  region: home,
  deadLetters,
  log,
}: FunctionParts): (event: unknown) => Promise<void> {
  return async (event) => {
    if (isHealthSignalEvent(event)) return receive.healthSignal(event);
    if (!isFromCloudWatch(event)) {
      return log.error({ code: 'not-an-alarm-event' }, 'dropped what the rule for alarms has not sent');
    }
    const change = parseAlarmEvent(event, home);
    const queue = deadLetters?.watchedBy(change.arn, home) ?? null;
    if (deadLetters === null || queue === null) return engine.alarm(change, String(readField(event, 'id')));
    if (change.value === 'ALARM') await deadLetters.tell(queue, change.since);
  };
}
