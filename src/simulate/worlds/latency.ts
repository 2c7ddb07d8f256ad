import type { Random } from './random.ts';

/** Latency is lognormal: its median moves with the drift, its logarithm has this standard deviation. */
const SIGMA = 0.8;

/** Stable's quantiles 10, 25, 50, 75, 90, 95 and 99, as standard normal values: the edges of the bins. */
const EDGES = [-1.2815516, -0.6744898, 0, 0.6744898, 1.2815516, 1.6448536, 2.3263479];

/** A cold start takes about a second where the median is 120 ms. */
const COLD_Z = Math.log(1000 / 120) / SIGMA;
const COLD_SPREAD = 0.25;

export interface LatencyWorld {
  readonly lnMedianShift: number;
  readonly slower: number;
  /** The part of the canary's requests that start cold. */
  readonly cold: number;
}

/** Abramowitz & Stegun 7.1.26, to 1.5e-7. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * poly * Math.exp(-x * x);
  return z > 0 ? 1 - tail : tail;
}

/** Draws how many of an arm's requests fall in each bin. */
export function latencyBins(random: Random, requests: number, world: LatencyWorld, isCanary: boolean): number[] {
  const shift = (world.lnMedianShift + (isCanary ? Math.log(world.slower) : 0)) / SIGMA;
  const cold = isCanary ? world.cold : 0;
  const below = EDGES.map(
    (edge) => (1 - cold) * normalCdf(edge - shift) + cold * normalCdf((edge - COLD_Z - shift) / COLD_SPREAD),
  );
  let [left, past] = [requests, 0];
  const bins = below.map((cdf) => {
    const count = random.binomial(left, Math.min(1, (cdf - past) / (1 - past)));
    left -= count;
    past = cdf;
    return count;
  });
  return [...bins, left];
}

/** Returns the part of the canary's warm requests that are slower than stable's p99 was before the start. */
export function lastBinShare({ lnMedianShift, slower }: LatencyWorld): number {
  return 1 - normalCdf((EDGES[6] ?? 0) - (lnMedianShift + Math.log(slower)) / SIGMA);
}
