import {
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import type { Health } from '../ports/health.ts';
import type { AlarmReading } from '../rollout/alarm-state.ts';

/** How many names one DescribeAlarms takes. */
const NAMES_A_CALL = 100;

/** The alarms, for the engine and for `serin apply`. */
export interface AlarmReader extends Health {
  /** The ARN of each alarm that exists, by its name. */
  arnsOf(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const missing = (name: string): AlarmReading => ({
  name,
  value: 'MISSING',
  since: 0,
  suppressed: false,
  reason: 'The alarm does not exist.',
});

function reading(name: string, alarm: MetricAlarm & CompositeAlarm): AlarmReading {
  return {
    name,
    value: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
    suppressed: alarm.ActionsSuppressedBy !== undefined,
    reason: alarm.StateReason ?? '',
  };
}

/** The alarms in CloudWatch, metric and composite: one call per 100 names. */
export function createHealth({ client }: { client: CloudWatchClient }): AlarmReader {
  const describe = async (names: readonly string[]) => {
    const alarms = new Map<string, MetricAlarm & CompositeAlarm>();
    const distinct = [...new Set(names)];
    for (let from = 0; from < distinct.length; from += NAMES_A_CALL) {
      const AlarmNames = distinct.slice(from, from + NAMES_A_CALL);
      // Without the types CloudWatch leaves composite alarms out.
      const pages = paginateDescribeAlarms({ client }, { AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
      for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
        for (const alarm of [...MetricAlarms, ...CompositeAlarms]) alarms.set(alarm.AlarmName ?? '', alarm);
      }
    }
    return alarms;
  };

  return {
    async readings(names) {
      const alarms = await describe(names);
      return names.map((name) => {
        const alarm = alarms.get(name);
        return alarm === undefined ? missing(name) : reading(name, alarm);
      });
    },

    async arnsOf(names) {
      const alarms = await describe(names);
      return new Map([...alarms].map(([name, { AlarmArn = '' }]) => [name, AlarmArn]));
    },
  };
}
