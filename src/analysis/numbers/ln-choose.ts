/** Whole numbers below this have their logarithm from a table: their factorials are exact in 64 bits. */
const TABLED = 20;

const TABLE = Float64Array.from({ length: TABLED }, (_, n) => {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return Math.log(product);
});

const HALF_LN_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Returns ln n!, for a whole number n of at least 0, to the precision of 64 bits: from 20 on the first term that is left out
 * of Stirling's series is below 2e-15.
 *
 * Source: NIST Digital Library of Mathematical Functions, 5.11.1, with Γ(n + 1) = n·Γ(n).
 */
export function lnFactorial(n: number): number {
  if (n < TABLED) return TABLE[n] as number;
  const x = 1 / (n * n);
  const series = (1 / 12 - x * (1 / 360 - x * (1 / 1260 - x / 1680))) / n;
  return (n + 0.5) * Math.log(n) - n + HALF_LN_TWO_PI + series;
}

/** Returns ln of the number of ways to choose k of n; -Infinity where there is none. */
export function lnChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
}
