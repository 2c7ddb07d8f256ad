import type { Run } from './run.ts';
import type { End } from './simulated-rollout.ts';

/** The share of rollouts that something happened in, with its 95% confidence interval; all from 0 to 1. */
export interface Chance {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** A distribution over rollouts. */
export interface Spread {
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** The outcomes of some rollouts in the same world. */
export interface Summary {
  readonly rollouts: number;
  /** Rolled back, or held because the canary is worse. */
  readonly stopped: Chance;
  /** Held with a question, since nobody knows whether it is worse. */
  readonly asked: Chance;
  readonly completed: Chance;
  /** Minutes from the first request on the canary until it was stopped; null where none was. */
  readonly minutesToStop: Spread | null;
  /** The highest share, in percent, that a stopped canary had; null where none was. */
  readonly shareWhenStopped: Spread | null;
  readonly users: Spread;
  readonly requests: Spread;
  /** Minutes beyond the timetable of rollouts that went to the end; null where none did. */
  readonly waited: Spread | null;
}

/** Source: Wilson, JASA 22 (1927): the score interval, which is right for shares near 0 and 1 too. */
export function chance(count: number, of: number): Chance {
  const z = 1.959964;
  const share = of === 0 ? 0 : count / of;
  if (of === 0) return { share, low: 0, high: 1 };
  const centre = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  return { share, low: count === 0 ? 0 : centre - half, high: count === of ? 1 : centre + half };
}

export function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, median: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95), p99: quantile(0.99) };
}

const NOTHING: Spread = { mean: 0, median: 0, p90: 0, p95: 0, p99: 0 };

export function summarizeRuns(runs: readonly Run[]): Summary {
  const withEnd = (end: End) => runs.filter((run) => run.end === end);
  const stopped = withEnd('stopped');
  const share = (end: End) => chance(withEnd(end).length, runs.length);
  return {
    rollouts: runs.length,
    ...{ stopped: share('stopped'), asked: share('asked'), completed: share('completed') },
    minutesToStop: spread(stopped.flatMap(({ exposed }) => exposed ?? [])),
    shareWhenStopped: spread(stopped.map((run) => run.share)),
    users: spread(runs.map(({ hurt }) => hurt.users)) ?? NOTHING,
    requests: spread(runs.map(({ hurt }) => hurt.requests)) ?? NOTHING,
    waited: spread(withEnd('completed').map(({ waited }) => waited)),
  };
}
