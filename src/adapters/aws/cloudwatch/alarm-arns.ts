import { type AlarmClients, describeAlarms } from './describe-alarms.ts';

/** The ARNs of alarms, for `serin apply`. */
export interface AlarmArns {
  /** The ARN of each of these alarms that exists, by what services call it. */
  arnsOf(called: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** The ARNs of the alarms in CloudWatch, of every type. */
export function createAlarmArns(clients: AlarmClients): AlarmArns {
  return {
    async arnsOf(called) {
      const alarms = await describeAlarms(clients, called);
      return new Map([...alarms].map(([name, { AlarmArn = '' }]) => [name, AlarmArn]));
    },
  };
}
