import { type CloudWatchClient, type Dimension, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { alarmDisplayName } from '../../domain/alarm/region.ts';
import type { FoundAlarm, Looked } from '../../ports/survey.ts';
import { ifAllowed } from '../shared/if-allowed.ts';
import { ALARM_LISTS, ALARM_TYPES, type DescribedAlarm } from './cloudwatch/alarm-kinds.ts';

/** Finds the alarms of every type in Serin's region and, where that is another one, in us-east-1. */
export async function surveyAlarms(
  client: CloudWatchClient,
  usEast1: CloudWatchClient,
  seen: (count: number) => void,
): Promise<Looked<FoundAlarm>> {
  const home = await client.config.region();
  const found: FoundAlarm[] = [];
  const leftOut: string[] = [];
  for (const one of home === 'us-east-1' ? [client] : [client, usEast1]) {
    await ifAllowed(`cloudwatch:DescribeAlarms in ${await one.config.region()}`, leftOut, async () => {
      for await (const page of paginateDescribeAlarms({ client: one }, { AlarmTypes: [...ALARM_TYPES] })) {
        const alarms: readonly DescribedAlarm[] = Object.values(ALARM_LISTS).flatMap((list) => page[list] ?? []);
        found.push(...alarms.map((alarm) => toFoundAlarm(alarm, home)));
        seen(found.length);
      }
    });
  }
  return { found, leftOut };
}

function toFoundAlarm(alarm: DescribedAlarm, home: string): FoundAlarm {
  const { AlarmArn = '', AlarmName = '', Dimensions, Metrics = [], AlarmRule = '' } = alarm;
  const query = alarm.ScheduledQueryConfiguration;
  const promQl = alarm.EvaluationCriteria?.PromQLCriteria?.Query;
  return {
    name: alarmDisplayName(AlarmArn, AlarmName, home),
    metrics: [Dimensions, ...Metrics.map(({ MetricStat }) => MetricStat?.Metric?.Dimensions)].map(toDimensionMap),
    expressions: [
      ...Metrics.flatMap(({ Expression }) => Expression ?? []),
      ...(promQl === undefined ? [] : [promQl]),
      ...(query?.QueryString === undefined ? [] : [query.QueryString]),
      ...(query?.LogGroupIdentifiers ?? []),
    ],
    // A rule names alarms of its own region only.
    alarms: alarmNamesIn(AlarmRule).map((name) => alarmDisplayName(AlarmArn, name, home)),
  };
}

/** Returns the names of the alarms in the rule of a composite alarm. Source: PutCompositeAlarm in the CloudWatch API reference. */
function alarmNamesIn(rule: string): readonly string[] {
  const found = rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"([^"]*)"|([^")]+?))\s*\)/g);
  return [...found].map(([, quoted, bare]) =>
    (quoted ?? bare ?? '').replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, ''),
  );
}

function toDimensionMap(dimensions: readonly Dimension[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]));
}
