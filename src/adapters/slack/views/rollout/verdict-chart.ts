import type { DecisiveVerdict } from '../../../../domain/analysis/analysis.ts';
import type { ArmMinute, Minute } from '../../../../domain/analysis/minute.ts';
import type { Versions } from '../../../../domain/analysis/words.ts';
import { formatNumber } from '../../../../domain/wording.ts';
import type { LineChart } from '../parts/chart.ts';
import { limits } from '../parts/limits.ts';
import { truncate, utc } from '../parts/mrkdwn.ts';
import { findFirstCrossing } from './verdict.ts';

/** One point of the chart: a minute or several, and the failed requests of both versions in percent. */
interface ChartPoint {
  /** The beginning in UTC, as `14:26`. */
  readonly label: string;
  readonly canary: number;
  readonly stable: number;
}

/** The error rates of both versions over time, as a block and as text. */
interface VerdictChart {
  readonly block: LineChart;
  readonly text: string;
}

const clock = (at: number): string => utc(at).slice(11, 16);

const sum = (arms: readonly ArmMinute[]) => {
  const requests = arms.reduce((all, arm) => all + arm.requests, 0);
  return { requests, percent: (100 * arms.reduce((all, arm) => all + arm.errors, 0)) / requests };
};

/** Returns the rates of some minutes together; none where a version has no requests in them: a chart has no gaps. */
function toPoint(minutes: readonly Minute[]): readonly ChartPoint[] {
  const both = minutes.flatMap(({ at, canary, stable }) => (canary && stable ? [{ at, canary, stable }] : []));
  const [first] = both;
  const [canary, stable] = [sum(both.map((one) => one.canary)), sum(both.map((one) => one.stable))];
  if (first === undefined || canary.requests === 0 || stable.requests === 0) return [];
  const round = (percent: number) => Number(percent.toPrecision(3));
  return [{ label: clock(first.at), canary: round(canary.percent), stable: round(stable.percent) }];
}

function chartTitle({ verdict }: DecisiveVerdict): string {
  const at = findFirstCrossing(verdict);
  return at === null ? 'Error rates' : `Error rates; a limit was crossed at ${clock(at)} UTC`;
}

/** Returns the names of both versions in the legend, which has no room for long ones, and takes no name twice. */
function seriesNames({ canary, stable }: Versions): readonly [string, string] {
  const names = [truncate(canary, limits.chartLabel), truncate(stable, limits.chartLabel)] as const;
  return names[0] === names[1] ? ['canary', 'stable'] : names;
}

/**
 * Draws how often both versions failed, minute by minute, up to the verdict; several minutes make a point where the series is
 * long. Null where there are fewer than two points.
 */
export function verdictChart(decisive: DecisiveVerdict, versions: Versions): VerdictChart | null {
  const { minutes } = decisive;
  const each = Math.ceil(minutes.length / limits.chartPoints);
  const points = Array.from({ length: limits.chartPoints }, (_, i) =>
    toPoint(minutes.slice(i * each, (i + 1) * each)),
  ).flat();
  if (points.length < 2) return null;
  const names = seriesNames(versions);
  const title = chartTitle(decisive);
  const span = each === 1 ? '' : `, ${each} min each`;
  const data = (arm: 'canary' | 'stable') => points.map((point) => ({ label: point.label, value: point[arm] }));
  const rates = points.map(
    ({ label, canary, stable }) => `${label} ${formatNumber(canary)}% / ${formatNumber(stable)}%`,
  );
  return {
    block: {
      type: 'data_visualization',
      title,
      chart: {
        type: 'line',
        series: [
          { name: names[0], data: data('canary') },
          { name: names[1], data: data('stable') },
        ],
        axis_config: {
          categories: points.map(({ label }) => label),
          x_label: `UTC${span}`,
          y_label: 'Failed requests, %',
        },
      },
    },
    text: `${title}. ${names[0]} / ${names[1]}, UTC${span}: ${rates.join(', ')}`,
  };
}
