import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';

const MINUTE = 60_000;
/** An older minute says nothing about now. */
const LOOK_BACK_MS = 10 * MINUTE;

/** Metrics in CloudWatch: one GetMetricData with one metric a reading. */
export function createMetrics({ client, clock }: { client: CloudWatchClient; clock: Clock }): Metrics {
  return {
    async newest({ namespace, name, dimensions, statistic }, since) {
      const now = clock.now();
      const from = Math.max(Math.ceil(since / MINUTE) * MINUTE, Math.floor((now - LOOK_BACK_MS) / MINUTE) * MINUTE);
      // The minute that is running is not whole yet: its first number may be of one reporter among many.
      const to = Math.floor(now / MINUTE) * MINUTE;
      if (from >= to) return null;
      const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
      const { MetricDataResults = [] } = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(from),
          EndTime: new Date(to),
          ScanBy: 'TimestampDescending',
          MetricDataQueries: [
            {
              Id: 'left',
              MetricStat: {
                Metric: { Namespace: namespace, MetricName: name, Dimensions },
                Period: MINUTE / 1000,
                Stat: statistic,
              },
            },
          ],
        }),
      );
      const value = MetricDataResults[0]?.Values?.[0];
      const at = MetricDataResults[0]?.Timestamps?.[0]?.getTime();
      return value === undefined || at === undefined ? null : { value, at };
    },
  };
}
