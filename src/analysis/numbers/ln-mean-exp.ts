/** Returns ln of the weighted mean of exp of the values, without overflow or underflow. Weights add up to 1. */
export function lnMeanExp(values: readonly number[], weights?: readonly number[]): number {
  const top = Math.max(...values);
  if (!Number.isFinite(top)) return top;
  let sum = 0;
  for (const [i, value] of values.entries()) sum += Math.exp(value - top) * (weights?.[i] ?? 1 / values.length);
  return top + Math.log(sum);
}
