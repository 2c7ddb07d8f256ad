import type uPlot from 'uplot';
import { clockTime } from '../format.ts';
import type { ChartSpec, Line } from './series.ts';

/** The width of the values at the left of a chart, in pixels; the same for all charts, so that their times align. */
const AXIS = 52;

interface Range {
  readonly from: number;
  readonly until: number;
}

/** Returns the options of a chart, in the colours of the current theme. */
export function optionsFor(
  spec: ChartSpec,
  element: HTMLElement,
  range: () => Range,
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(name).trim();
  const font = `11px ${token('--sans')}`;
  const axis = { stroke: token('--text-quiet'), font, ticks: { show: false } };
  return {
    width: Math.max(element.clientWidth, 200),
    height: element.clientHeight,
    legend: { show: false },
    padding: [6, 16, 0, 0],
    cursor: {
      sync: { key: 'minutes' },
      drag: { setScale: false, x: false, y: false },
      points: { size: 6 },
    },
    scales: {
      x: { time: true, range: () => [range().from / 1000, range().until / 1000] },
      y: { range: (_, __, max) => [0, scaleTop(spec, max)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        gap: 4,
        space: 60,
        values: (_, splits) => splits.map((at) => clockTime(at * 1000)),
      },
      {
        ...axis,
        grid: { stroke: token('--line-soft'), width: 1 },
        size: AXIS,
        gap: 6,
        space: 28,
        values: (_, splits) => splits.map(spec.shows),
      },
    ],
    series: [{}, ...spec.lines.map((line) => toSeries(line, token))],
    hooks: {
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
      draw: [(plot) => drawThreshold(plot, spec.threshold, token('--bad'))],
    },
  };
}

/** Returns the end of the scale: above the threshold and every value, but not above `most`. */
function scaleTop({ least, most, threshold }: ChartSpec, max: number | null): number {
  return Math.min(most, Math.max(least, (threshold ?? 0) * 1.4, (max ?? 0) * 1.15));
}

function toSeries({ colour, look }: Line, token: (name: string) => string): uPlot.Series {
  const stroke = token(colour);
  return {
    stroke,
    width: look === 'dashed' ? 1.5 : 2,
    ...(look === 'filled' ? { fill: token(`${colour}-soft`) } : {}),
    ...(look === 'dashed' ? { dash: [4, 4] } : {}),
    points: { show: false },
    spanGaps: false,
  };
}

/** Draws a line across the whole chart at the threshold of an alarm. */
function drawThreshold({ ctx, bbox, valToPos }: uPlot, threshold: number | null, stroke: string): void {
  if (threshold === null) return;
  const y = Math.round(valToPos(threshold, 'y', true));
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
