import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { ArmMetrics, MetricSource } from '../../../domain/analysis/metrics.ts';
import type { ArmMinute } from '../../../domain/analysis/minute.ts';
import type { ArmReadings, MinuteReading } from '../../../ports/monitoring.ts';
import { planCustom } from './custom-asks.ts';
import { type Ask, askBins, readBins, type Values } from './statistics.ts';

const MINUTE = 60_000;
/** The most queries of one GetMetricData (CloudWatch API Reference, "GetMetricData"). */
const MAX_QUERIES = 500;
/** The quantiles of stable's latency that are the edges of the bins. */
const QUANTILES = ['p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99'] as const;

/** The time range of a read, and its longest duration. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly period: number;
  readonly withinMs?: number;
}

/** Values by time. */
type Series = ReadonlyMap<number, number>;

/** The requests for one arm, and how their answers are read. */
interface ArmPlan {
  readonly asks: readonly Ask[];
  minute(values: Values): ArmMinute | null;
}

function planArm({ requests, errors, latency }: ArmMetrics, edges: readonly number[] | null): ArmPlan {
  return {
    asks: [
      { metric: requests, stat: 'Sum' },
      ...errors.map((metric) => ({ metric, stat: 'Sum' })),
      ...(latency === null || edges === null ? [] : askBins(latency, edges)),
    ],
    minute([count, ...rest]) {
      if (count === undefined) return null;
      const failed = rest.slice(0, errors.length).reduce<number>((sum, value) => sum + (value ?? 0), 0);
      const bins = readBins(rest.slice(errors.length));
      return { requests: Math.max(count, failed), errors: failed, ...(bins && { latency: bins }) };
    },
  };
}

function toQuery({ metric, stat }: Ask, index: number, period: number): MetricDataQuery {
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions };
  return { Id: `q${index}`, MetricStat: { Metric, Period: period / 1000, Stat: stat } };
}

/** The metrics of both arms in CloudWatch: one GetMetricData for everything, or one per 500 statistics. */
export function createArmReadings({ client }: { readonly client: CloudWatchClient }): ArmReadings {
  const read = async (asks: readonly Ask[], { from, to, period, withinMs }: Window): Promise<readonly Series[]> => {
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
  };

  return {
    async minutes({ sources, custom = [] }, { from, to }, withinMs): Promise<readonly MinuteReading[]> {
      if (sources.length === 0 || from >= to) return [];
      const plans = sources.map((source: MetricSource) => ({
        canary: planArm(source.canary, source.edges),
        stable: planArm(source.stable, source.edges),
      }));
      const arms = plans.flatMap(({ canary, stable }) => [canary, stable]);
      const own = { canary: planCustom(custom, 'canary'), stable: planCustom(custom, 'stable') };
      const asked = [...arms, own.canary, own.stable].flatMap(({ asks }) => asks);
      const series = await read(asked, { from, to, period: MINUTE, ...(withinMs !== undefined && { withinMs }) });
      const times = [...new Set(series.flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
      return times.map((at) => {
        let next = 0;
        const valuesOf = ({ asks }: Pick<ArmPlan, 'asks'>): Values => {
          const mine = series.slice(next, next + asks.length);
          next += asks.length;
          return mine.map((values) => values.get(at));
        };
        const read = (plan: ArmPlan): ArmMinute | null => plan.minute(valuesOf(plan));
        const parts = plans.map(({ canary, stable }) => ({ canary: read(canary), stable: read(stable) }));
        if (custom.length === 0) return { at, parts };
        const canary = own.canary.read(valuesOf(own.canary));
        return { at, parts, custom: { canary, stable: own.stable.read(valuesOf(own.stable)) } };
      });
    },

    // A period begins at a multiple of its length, so two of them meet the range. The one with more requests says more: the
    // newest may have only a minute of them.
    async quantiles(metrics, from, to) {
      if (metrics.length === 0) return [];
      const stats = ['SampleCount', ...QUANTILES];
      const asks = metrics.flatMap((metric) => stats.map((stat) => ({ metric, stat })));
      const series = await read(asks, { from, to, period: to - from });
      return metrics.map((_, i) => {
        const [samples, ...quantiles] = series.slice(i * stats.length, (i + 1) * stats.length);
        const fullest = [...(samples ?? [])].sort(([, a], [, b]) => b - a)[0]?.[0];
        const values = quantiles.map((each) => (fullest === undefined ? undefined : each.get(fullest)));
        return values.every((value) => value !== undefined) ? values : null;
      });
    },
  };
}
