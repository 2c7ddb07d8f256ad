import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { alarmPlace } from '../../../domain/alarm/region.ts';
import { ALARM_LISTS, ALARM_TYPES, type DescribedAlarm } from './alarm-kinds.ts';

/** The most names that one DescribeAlarms takes. */
const NAMES_A_CALL = 100;

/** CloudWatch in the regions whose alarms services name. */
export interface AlarmClients {
  /** Serin's own region. */
  readonly client: CloudWatchClient;
  readonly usEast1: CloudWatchClient;
}

/**
 * Reads the existing alarms, by the names that services use: one call per region and 100 names, none for a region without names.
 */
export async function describeAlarms(
  { client, usEast1 }: AlarmClients,
  called: readonly string[],
): Promise<ReadonlyMap<string, DescribedAlarm>> {
  const distinct = [...new Set(called)];
  const [here, there] = await Promise.all([
    describeByName(client, distinct, 'home'),
    describeUsEast1Alarms({ client, usEast1 }, distinct),
  ]);
  return new Map([...here, ...there]);
}

/** Describes the alarms in us-east-1. When Serin itself runs there, its alarms have one name only, the plain one. */
async function describeUsEast1Alarms(
  { client, usEast1 }: AlarmClients,
  called: readonly string[],
): ReturnType<typeof describeByName> {
  const isHome = (await client.config.region()) === 'us-east-1';
  return isHome ? [] : describeByName(usEast1, called, 'us-east-1');
}

async function describeByName(
  client: CloudWatchClient,
  called: readonly string[],
  region: 'home' | 'us-east-1',
): Promise<readonly (readonly [called: string, alarm: DescribedAlarm])[]> {
  const names = new Map(
    called.filter((one) => alarmPlace(one).region === region).map((one) => [alarmPlace(one).name, one]),
  );
  const all = [...names.keys()];
  const alarms: (readonly [string, DescribedAlarm])[] = [];
  for (let from = 0; from < all.length; from += NAMES_A_CALL) {
    const AlarmNames = all.slice(from, from + NAMES_A_CALL);
    const pages = paginateDescribeAlarms({ client }, { AlarmNames, AlarmTypes: [...ALARM_TYPES] });
    for await (const page of pages) {
      const found: readonly DescribedAlarm[] = Object.values(ALARM_LISTS).flatMap((list) => page[list] ?? []);
      for (const alarm of found) alarms.push([names.get(alarm.AlarmName ?? '') ?? '', alarm]);
    }
  }
  return alarms;
}
