import type { AlarmPart, MinutePart } from '../../live/parts.ts';
import { milliseconds, percent } from '../format.ts';

/** One line of a chart of minutes; its colour is the name of a token. */
export interface Line<T> {
  readonly name: string;
  readonly colour: string;
  readonly look: 'filled' | 'line' | 'dashed' | 'limit';
  readonly of: (minute: T) => number | null;
}

/** One chart of minutes. */
export interface ChartSpec<T> {
  readonly title: string;
  readonly lines: readonly Line<T>[];
  readonly shows: (value: number) => string;
  /** The value at which an alarm fires, or the limit that no version may exceed; null where there is none. */
  readonly threshold: number | null;
  /** The start of the minute that is marked: a limit was crossed in it; absent where none was. */
  readonly mark?: number;
  /** The lowest start of the scale, where values are below 0; the scale starts at 0 without it. */
  readonly floor?: number;
  /** The lowest end of the scale. */
  readonly least: number;
  /** The highest end of the scale. */
  readonly most: number;
}

const share = (value: number | null) => (value === null ? null : value * 100);

/** The chart of the share on the canary. */
export const traffic: ChartSpec<MinutePart> = {
  title: 'Traffic on the canary',
  shows: percent,
  threshold: null,
  least: 10,
  most: 100,
  lines: [
    { name: 'Requests', colour: '--canary', look: 'filled', of: ({ requests }) => share(requests) },
    { name: 'Users', colour: '--users', look: 'line', of: ({ users }) => share(users) },
    { name: 'Users so far', colour: '--users', look: 'dashed', of: ({ reached }) => share(reached) },
  ],
};

/** Returns the chart of failing requests. */
export function errors(alarms: readonly AlarmPart[]): ChartSpec<MinutePart> {
  const threshold = alarms.find(({ watches }) => watches === 'errors')?.threshold ?? null;
  return {
    title: 'Errors',
    shows: percent,
    threshold,
    least: (threshold ?? 1) * 2,
    most: 100,
    lines: arms(({ errorRate }) => share(errorRate)),
  };
}

/** Returns the chart of the slowest requests. */
export function latencyChart(alarms: readonly AlarmPart[]): ChartSpec<MinutePart> {
  const threshold = alarms.find(({ watches }) => watches === 'latency')?.threshold ?? null;
  return {
    title: 'Latency, p99',
    shows: milliseconds,
    threshold,
    least: (threshold ?? 500) * 1.4,
    most: Number.POSITIVE_INFINITY,
    lines: arms(({ p99 }) => p99),
  };
}

/** The chart of the median request. */
export const median: ChartSpec<MinutePart> = {
  title: 'Latency, p50',
  shows: milliseconds,
  threshold: null,
  least: 200,
  most: Number.POSITIVE_INFINITY,
  lines: arms(({ p50 }) => p50),
};

function arms(of: (arm: MinutePart['canary']) => number | null): readonly Line<MinutePart>[] {
  return [
    { name: 'Canary', colour: '--canary', look: 'line', of: ({ canary }) => of(canary) },
    { name: 'Stable', colour: '--stable', look: 'line', of: ({ stable }) => of(stable) },
    // The alarm does not separate the arms: it sees the first target as a whole.
    { name: 'Alarm sees', colour: '--watched', look: 'dashed', of: ({ watched }) => of(watched) },
  ];
}
