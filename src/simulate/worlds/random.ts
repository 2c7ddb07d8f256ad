import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws from a seed. The same seed gives the same draws. */
export interface Random {
  uniform(): number;
  normal(): number;
  poisson(mean: number): number;
  binomial(n: number, p: number): number;
}

/** Mixes numbers to one seed of 32 bits (FNV-1a over their bytes, finished as in MurmurHash3). */
export function mixSeed(...parts: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((part >>> shift) & 255), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Above this variance, counts are drawn from the rounded normal distribution. */
const LARGE = 400;

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const drawRounded = (mean: number, variance: number): number =>
    Math.max(0, Math.round(mean + Math.sqrt(variance) * normal()));
  function poisson(mean: number): number {
    if (mean > LARGE) return drawRounded(mean, mean);
    // The sum of Poisson draws of 30 at most: exp(-30) does not underflow.
    if (mean > 30) return poisson(mean / 2) + poisson(mean / 2);
    let [count, product] = [0, uniform()];
    for (const least = Math.exp(-mean); product > least; count++) product *= uniform();
    return count;
  }
  function binomial(n: number, p: number): number {
    if (n <= 0 || p <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - binomial(n, 1 - p);
    if (n * p * (1 - p) > LARGE) return Math.min(n, drawRounded(n * p, n * p * (1 - p)));
    if (n * Math.log1p(-p) < -600) return binomial(n >> 1, p) + binomial(n - (n >> 1), p);
    return invert(n, p, uniform());
  }
  return { uniform, normal, poisson, binomial };
}

/** Inverts the binomial distribution from 0 upwards. */
function invert(n: number, p: number, u: number): number {
  const odds = p / (1 - p);
  let mass = Math.exp(n * Math.log1p(-p));
  let k = 0;
  for (let left = u - mass; left > 0 && k < n; left -= mass) {
    mass *= ((n - k) / (k + 1)) * odds;
    k++;
  }
  return k;
}
