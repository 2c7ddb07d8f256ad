/** Equal items: how many there are, and the score of each. */
export interface Group {
  readonly count: number;
  readonly score: number;
}

/** Below this variance of the number drawn, the saddlepoint is not trusted, and the bound is used. */
const SMALL = 8;

/**
 * Returns ln E[exp(λ·T)], where T is the sum of the scores of `drawn` items that are drawn at random, without replacement,
 * from all of them. Scores are centred: their mean over all items is 0.
 *
 * For small draws it is Hoeffding's bound, the value for draws with replacement, which is never too small. For others it is
 * the saddlepoint approximation of a sum that is conditioned on the number drawn.
 *
 * Sources: Hoeffding, JASA 58 (1963), theorem 4; Skovgaard, J. Appl. Prob. 24 (1987); Butler, Saddlepoint Approximations
 * (2007), chapter 4.
 */
export function lnSelectionMgf(groups: readonly Group[], drawn: number, lambda: number): number {
  const all = groups.reduce((sum, { count }) => sum + count, 0);
  const share = drawn / all;
  if (drawn * (1 - share) < SMALL) return lnReplacementMgf(groups, all, drawn, lambda);
  const weights = groups.map(({ score }) => Math.exp(lambda * score));
  const theta = solve(groups, weights, drawn, share);
  let [cumulant, spread] = [0, 0];
  for (const [i, { count }] of groups.entries()) {
    const odds = (weights[i] as number) * Math.exp(theta);
    const chance = (share * odds) / (1 - share + share * odds);
    cumulant += count * Math.log1p(share * (odds - 1));
    spread += count * chance * (1 - chance);
  }
  return cumulant - theta * drawn - 0.5 * Math.log(spread / (all * share * (1 - share)));
}

function lnReplacementMgf(groups: readonly Group[], all: number, drawn: number, lambda: number): number {
  const mean = groups.reduce((sum, { count, score }) => sum + (count / all) * Math.exp(lambda * score), 0);
  return drawn * Math.log(mean);
}

/** Finds the tilt under which the expected number drawn is the number drawn. Newton's steps, from no tilt. */
function solve(groups: readonly Group[], weights: readonly number[], drawn: number, share: number): number {
  let theta = 0;
  for (let round = 0; round < 30; round++) {
    let [expected, spread] = [0, 0];
    const base = Math.exp(theta);
    for (const [i, { count }] of groups.entries()) {
      const odds = (weights[i] as number) * base;
      const chance = (share * odds) / (1 - share + share * odds);
      expected += count * chance;
      spread += count * chance * (1 - chance);
    }
    const step = (drawn - expected) / spread;
    theta += Math.max(-1, Math.min(1, step));
    if (Math.abs(step) < 1e-10) break;
  }
  return theta;
}
