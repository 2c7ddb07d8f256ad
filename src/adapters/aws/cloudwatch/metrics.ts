import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../../ports/clock.ts';
import type { Metrics } from '../../../ports/health/monitoring.ts';

const MINUTE = 60_000;
/** An older minute says nothing about now. */
const LOOK_BACK_MS = 10 * MINUTE;

/** Metrics in CloudWatch: one GetMetricData with one metric a reading, as long as its first page has a value. */
export function createMetrics({ client, clock }: { client: CloudWatchClient; clock: Clock }): Metrics {
  return {
    async newest({ namespace, name, dimensions, statistic }, since) {
      const now = clock.now();
      const from = Math.max(Math.ceil(since / MINUTE) * MINUTE, Math.floor((now - LOOK_BACK_MS) / MINUTE) * MINUTE);
      // The minute that is running is not whole yet: its first number may be of one reporter among many.
      const to = Math.floor(now / MINUTE) * MINUTE;
      if (from >= to) return null;
      const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
      const pages = paginateGetMetricData(
        { client },
        {
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
        },
      );
      // The first value is the newest one; a page may have none and not be the last.
      for await (const { MetricDataResults: [result] = [] } of pages) {
        const value = result?.Values?.[0];
        const at = result?.Timestamps?.[0]?.getTime();
        if (value !== undefined && at !== undefined) return { value, at };
      }
      return null;
    },
  };
}
