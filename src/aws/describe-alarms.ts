import {
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';

/** How many names one DescribeAlarms takes. */
const NAMES_A_CALL = 100;

/** An alarm as CloudWatch describes it, metric or composite. */
export type DescribedAlarm = MetricAlarm & CompositeAlarm;

/** Those of the alarms that exist, by name: one call per 100 names. */
export async function describeAlarms(
  client: CloudWatchClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, DescribedAlarm>> {
  const alarms = new Map<string, DescribedAlarm>();
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
}
