import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { Ask } from './statistics.ts';

/** The most queries of one GetMetricData (CloudWatch API Reference, "GetMetricData"). */
const MAX_QUERIES = 500;

/** CloudWatch in the regions whose metrics are compared. */
export interface MetricClients {
  /** Serin's own region. */
  readonly client: CloudWatchClient;
  readonly usEast1: CloudWatchClient;
}

/** The time range of a read, and its longest duration. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly period: number;
  readonly withinMs?: number;
}

/** Values by time. */
export type Series = ReadonlyMap<number, number>;

function toQuery({ metric, stat }: Ask, index: number, period: number): MetricDataQuery {
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions };
  return { Id: `q${index}`, MetricStat: { Metric, Period: period / 1000, Stat: stat } };
}

async function readRegion(client: CloudWatchClient, asks: readonly Ask[], window: Window): Promise<readonly Series[]> {
  const { from, to, period, withinMs } = window;
  const limit = withinMs === undefined ? {} : { abortSignal: AbortSignal.timeout(withinMs) };
  const series = asks.map(() => new Map<number, number>());
  const queries = asks.map((ask, index) => toQuery(ask, index, period));
  for (let first = 0; first < queries.length; first += MAX_QUERIES) {
    const pages = paginateGetMetricData(
      { client },
      {
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: queries.slice(first, first + MAX_QUERIES),
      },
      limit,
    );
    for await (const { MetricDataResults = [] } of pages) {
      for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
        const values = series[Number(Id.slice(1))];
        Timestamps.forEach((time, i) => {
          const value = Values[i];
          if (value !== undefined) values?.set(time.getTime(), value);
        });
      }
    }
  }
  return series;
}

/**
 * Reads the series of all asks, in their order: one GetMetricData for everything in a region, or one per 500 statistics, and none
 * for a region in which nothing is asked.
 */
export async function readSeries(
  { client, usEast1 }: MetricClients,
  asks: readonly Ask[],
  window: Window,
): Promise<readonly Series[]> {
  const home = await client.config.region();
  const isThere = ({ metric }: Ask) => metric.region !== undefined && metric.region !== home;
  const [here, there] = await Promise.all([
    readRegion(
      client,
      asks.filter((ask) => !isThere(ask)),
      window,
    ),
    readRegion(usEast1, asks.filter(isThere), window),
  ]);
  const [nextHere, nextThere] = [here.values(), there.values()];
  return asks.map((ask) => (isThere(ask) ? nextThere : nextHere).next().value ?? new Map());
}
