import type uPlot from 'uplot';
import { clockTime } from '../format.ts';
import type { ChartSpec, Line } from './series.ts';

/** The width of the values at the left of a chart, in pixels; the same for all charts, so that their times align. */
const AXIS = 52;

interface Range {
  readonly from: number;
  readonly until: number;
}

/** The place and the period of a chart. */
interface Frame {
  readonly element: HTMLElement;
  /** The charts in which the same moment is pointed at. */
  readonly group: string;
  readonly range: () => Range;
}

/** Returns the options of a chart, in the colours of the current theme. */
export function optionsFor<T>(
  spec: ChartSpec<T>,
  { element, group, range }: Frame,
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
      sync: { key: group },
      drag: { setScale: false, x: false, y: false },
      points: { size: 6 },
    },
    scales: {
      x: { time: true, range: () => [range().from / 1000, range().until / 1000] },
      y: { range: (_, min, max) => [Math.max(spec.floor ?? 0, Math.min(0, min ?? 0)), scaleTop(spec, max)] },
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
      draw: [
        (plot) => drawThreshold(plot, spec.threshold, token('--bad')),
        (plot) => drawMark(plot, spec, token('--bad'), token('--surface')),
      ],
    },
  };
}

/** Returns the end of the scale: above the threshold and every value, but not above `most`. */
function scaleTop(
  { least, most, threshold }: Pick<ChartSpec<never>, 'least' | 'most' | 'threshold'>,
  max: number | null,
): number {
  return Math.min(most, Math.max(least, (threshold ?? 0) * 1.4, (max ?? 0) * 1.15));
}

/** The dashes of a line, by its look; a line without them is drawn through. */
const DASHES: Readonly<Partial<Record<Line<never>['look'], number[]>>> = { dashed: [4, 4], limit: [2, 3] };

function toSeries(
  { colour, look }: Pick<Line<never>, 'colour' | 'look'>,
  token: (name: string) => string,
): uPlot.Series {
  const stroke = token(colour);
  const dash = DASHES[look];
  return {
    stroke,
    width: dash === undefined ? 2 : 1.5,
    ...(look === 'filled' ? { fill: token(`${colour}-soft`) } : {}),
    ...(dash === undefined ? {} : { dash }),
    points: { show: false },
    spanGaps: false,
  };
}

/** Draws a line across the whole chart at a threshold. */
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

/** Draws a line down the chart at the minute in which a limit was crossed, and a dot on the first line of the chart there. */
function drawMark<T>({ ctx, bbox, data, valToPos }: uPlot, { mark }: ChartSpec<T>, colour: string, ring: string): void {
  if (mark === undefined) return;
  const [times, values] = data;
  const value = values?.[times.indexOf(mark / 1000)];
  if (value === undefined || value === null) return;
  const x = Math.round(valToPos(mark / 1000, 'x', true));
  ctx.save();
  // The last line that was drawn may have left its dashes.
  ctx.setLineDash([]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x, valToPos(value, 'y', true), 4 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.strokeStyle = ring;
  ctx.stroke();
  ctx.restore();
}
