import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describeAlarms } from './describe-alarms.ts';

/** The ARNs of alarms, for `serin apply`. */
export interface AlarmArns {
  /** The ARN of each of these alarms that exists, by its name. */
  arnsOf(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** The ARNs of the alarms in CloudWatch, metric and composite. */
export function createAlarmArns({ client }: { client: CloudWatchClient }): AlarmArns {
  return {
    async arnsOf(names) {
      const alarms = await describeAlarms(client, names);
      return new Map([...alarms].map(([name, { AlarmArn = '' }]) => [name, AlarmArn]));
    },
  };
}
