import gammaln from '@stdlib/math-base-special-gammaln';

/** Returns ln n!, for a whole number n of at least 0. */
function lnFactorial(n: number): number {
  return n < 2 ? 0 : gammaln(n + 1);
}

/** Returns ln of the number of ways to choose k of n; -Infinity where there is none. */
export function lnChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
}
