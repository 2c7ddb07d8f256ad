import { formatNumber } from '../wording.ts';
import type { LatencyCounts } from './verdict.ts';

/** The quantiles of stable that separate the latency bins, in percent. */
const QUANTILES = [10, 25, 50, 75, 90, 95, 99];

/** The first quantile that is quoted: a request that is slower than most is felt. */
const FIRST_QUOTED = QUANTILES.indexOf(50);

/** The requests of both versions that are slower than one limit. */
export interface SlowRequests {
  /** The limit as stable's quantile before the start, in percent. */
  readonly quantile: number;
  /** The limit in milliseconds; null where several places publish latency, each with limits of its own. */
  readonly limit: number | null;
  readonly canary: { readonly requests: number; readonly slow: number };
  readonly stable: { readonly requests: number; readonly slow: number };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Returns the requests beyond one of the limits. @param index of the quantile */
function slowBeyond({ canary, stable }: LatencyCounts, index: number, edges: readonly number[] | null): SlowRequests {
  const count = (bins: readonly number[]) => ({ requests: sum(bins), slow: sum(bins.slice(index + 1)) });
  const quantile = QUANTILES[index] ?? 0;
  return { quantile, limit: edges?.[index] ?? null, canary: count(canary), stable: count(stable) };
}

/** Returns how far apart two shares of slow requests are, in standard deviations; positive where the canary is slower. */
function distance({ canary, stable }: SlowRequests): number {
  const requests = canary.requests + stable.requests;
  const pooled = (canary.slow + stable.slow) / requests;
  const variance = pooled * (1 - pooled) * (1 / canary.requests + 1 / stable.requests);
  const apart = canary.slow / canary.requests - stable.slow / stable.requests;
  return variance > 0 ? apart / Math.sqrt(variance) : 0;
}

/**
 * Returns the slow requests of both versions at the limit where they differ most, and the canary is the slower one. Null where it
 * is slower at none, or a version has no requests with a latency.
 *
 * @param edges stable's quantiles before the start, in milliseconds; null where there are several sets of them
 */
export function findSlowRequests(latency: LatencyCounts, edges: readonly number[] | null): SlowRequests | null {
  if (sum(latency.canary) === 0 || sum(latency.stable) === 0) return null;
  const all = QUANTILES.slice(FIRST_QUOTED).map((_, i) => slowBeyond(latency, FIRST_QUOTED + i, edges));
  const most = all.toSorted((a, b) => distance(b) - distance(a))[0];
  return most !== undefined && distance(most) > 0 ? most : null;
}

/** Returns the slow requests of both versions beyond stable's p95; null where no latency was compared. */
export function slowRequests(latency: LatencyCounts | undefined, edges: readonly number[] | null): SlowRequests | null {
  return latency === undefined ? null : slowBeyond(latency, QUANTILES.indexOf(95), edges);
}

/** Returns a latency for people: `290 ms`, `1.24 s`. @param ms milliseconds */
export function latencyText(ms: number): string {
  return ms < 1000 ? `${formatNumber(ms)} ms` : `${formatNumber(ms / 1000)} s`;
}

/** Returns the limit of slow requests, as it follows "slower than": `290 ms`, or `the p95 of v53 before the start`. */
export function slowLimitText({ quantile, limit }: SlowRequests, stable: string): string {
  return limit === null ? `the p${quantile} of ${stable} before the start` : latencyText(limit);
}
