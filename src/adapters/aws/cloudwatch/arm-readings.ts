import type { ArmMetric, ArmMetrics, MetricSource } from '../../../domain/analysis/metrics.ts';
import type { ArmMinute } from '../../../domain/analysis/minute.ts';
import type { ArmReadings, MinuteReading } from '../../../ports/health/monitoring.ts';
import { planCustom } from './custom-asks.ts';
import { type MetricClients, readSeries } from './read-series.ts';
import { type Ask, askBins, readBins, type Values } from './statistics.ts';

const MINUTE = 60_000;
/** The quantiles of stable's latency that are the edges of the bins. */
const QUANTILES = ['p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99'] as const;

/** The requests for one arm, and how their answers are read. */
interface ArmPlan {
  readonly asks: readonly Ask[];
  minute(values: Values): ArmMinute | null;
}

/**
 * Tells whether a metric has the percentage of the requests that failed, instead of their number: CloudFront publishes no number
 * (CloudFront Developer Guide, "Types of metrics for CloudFront").
 */
const isPercentage = ({ namespace, name }: ArmMetric): boolean =>
  namespace === 'AWS/CloudFront' && name.endsWith('ErrorRate');

const askErrors = (metric: ArmMetric): Ask => ({ metric, stat: isPercentage(metric) ? 'Average' : 'Sum' });

/** Returns the errors of a minute by one metric. */
function readErrors(metric: ArmMetric, value: number | undefined, requests: number): number {
  if (value === undefined) return 0;
  return isPercentage(metric) ? Math.round((value / 100) * requests) : value;
}

function planArm({ requests, errors, latency }: ArmMetrics, edges: readonly number[] | null): ArmPlan {
  return {
    asks: [
      { metric: requests, stat: 'Sum' },
      ...errors.map(askErrors),
      ...(latency === null || edges === null ? [] : askBins(latency, edges)),
    ],
    minute([count, ...rest]) {
      if (count === undefined) return null;
      const failed = errors.reduce((sum, metric, i) => sum + readErrors(metric, rest[i], count), 0);
      const bins = readBins(rest.slice(errors.length));
      return { requests: Math.max(count, failed), errors: failed, ...(bins && { latency: bins }) };
    },
  };
}

/** The metrics of both arms in CloudWatch: one GetMetricData for everything in a region, or one per 500 statistics. */
export function createArmReadings(clients: MetricClients): ArmReadings {
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
      const series = await readSeries(clients, asked, {
        from,
        to,
        period: MINUTE,
        ...(withinMs !== undefined && { withinMs }),
      });
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
      const series = await readSeries(clients, asks, { from, to, period: to - from });
      return metrics.map((_, i) => {
        const [samples, ...quantiles] = series.slice(i * stats.length, (i + 1) * stats.length);
        const fullest = [...(samples ?? [])].sort(([, a], [, b]) => b - a)[0]?.[0];
        const values = quantiles.map((each) => (fullest === undefined ? undefined : each.get(fullest)));
        return values.every((value) => value !== undefined) ? values : null;
      });
    },
  };
}
