import { lnChoose } from './ln-choose.ts';

/** Masses of consecutive whole numbers, from `from` upwards. */
export interface Masses {
  readonly from: number;
  readonly mass: Float64Array;
}

/** Masses smaller than this share of the largest are left out: together they are below 1e-17. */
const NEGLIGIBLE = 1e-20;

function lnMass(n: number, p: number, k: number): number {
  return lnChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/** Walks from the mode while the masses count; `step` returns mass(k ± 1) / mass(k). */
function walk(most: number, step: (i: number) => number): number[] {
  const masses: number[] = [];
  let mass = 1;
  for (let i = 0; i < most; i++) {
    mass *= step(i);
    if (mass < NEGLIGIBLE) break;
    masses.push(mass);
  }
  return masses;
}

/** Returns the binomial distribution of n trials with chance p, from its mode outwards: no mass is lost to underflow. */
export function binomialMasses(n: number, p: number): Masses {
  if (n === 0 || p <= 0) return { from: 0, mass: Float64Array.of(1) };
  if (p >= 1) return { from: n, mass: Float64Array.of(1) };
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const up = walk(n - mode, (i) => ((n - mode - i) / (mode + i + 1)) * odds);
  const down = walk(mode, (i) => (mode - i) / (n - mode + i + 1) / odds);
  const mass = Float64Array.from([...down.reverse(), 1, ...up]);
  const peak = Math.exp(lnMass(n, p, mode));
  for (let i = 0; i < mass.length; i++) mass[i] = (mass[i] as number) * peak;
  return { from: mode - down.length, mass };
}

/**
 * Returns ln P(X ≥ k) for a binomial X. The masses are summed from k upwards relative to the first, so that a tail of 1e-300
 * is exact and one of 1e-5000 is a logarithm, where 1 − P(X < k) would be 0.
 */
export function lnBinomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 0;
  if (k > n || p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return 0;
  if (k <= n * p) return Math.log1p(-Math.exp(lnBinomialTail(n - k + 1, n, 1 - p)));
  const odds = p / (1 - p);
  let sum = 1;
  let term = 1;
  for (let x = k; x < n && term > sum * 1e-17; x++) {
    term *= ((n - x) / (x + 1)) * odds;
    sum += term;
  }
  return lnMass(n, p, k) + Math.log(sum);
}
