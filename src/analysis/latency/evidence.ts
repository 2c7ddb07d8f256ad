import { lnMeanExp } from '../numbers/ln-mean-exp.ts';
import { exceedanceEvidence, RATIOS } from './exceedances.ts';
import { SHIFTS, scoreEvidence } from './scores.ts';

/** The evidence that values are worse in the canary, after some minutes. Each number is ln of a likelihood ratio. */
export interface ValueTest {
  readonly scores: readonly number[];
  readonly tails: readonly (readonly number[])[];
  readonly evidence: number;
  readonly isCrossed: boolean;
  /** The requests that were compared, by arm. */
  readonly compared: { readonly canary: number; readonly stable: number };
}

/** The bins that count as exceedances: beyond stable's p95, and beyond its p99. */
const TAILS = [2, 1];

/** The scores see most faults, so half of the bet is on them. */
const WEIGHTS = [0.5, 0.25, 0.25];

export const NO_VALUES: ValueTest = {
  scores: SHIFTS.map(() => 0),
  tails: TAILS.map(() => RATIOS.map(() => 0)),
  evidence: 0,
  isCrossed: false,
  compared: { canary: 0, stable: 0 },
};

/** The requests per bin of one minute, best first. */
export interface Bins {
  readonly canary: readonly number[];
  readonly stable: readonly number[];
}

export interface ValueRule {
  /** The shift that is tolerated, in standard deviations. */
  readonly shift: number;
  /** The ratio of exceedances that is tolerated. */
  readonly ratio: number;
  readonly designEffect: number;
  readonly alpha: number;
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
const add = (one: readonly number[], other: readonly number[]): number[] => one.map((x, i) => x + (other[i] ?? 0));

/**
 * Takes one minute in. The evidence is a mean of three e-processes: of the normal scores over all bins, which sees a shift
 * of everything, and of the exceedances of p95 and of p99, which see a slow tail. Their mean is one too.
 *
 * Source: Howard, Ramdas, McAuliffe & Sekhon, arXiv 1810.08240; Vovk & Wang, Annals of Statistics 49 (2021), for the mean.
 */
export function addBins(test: ValueTest, { canary, stable }: Bins, rule: ValueRule): ValueTest {
  if (test.isCrossed) return test;
  const [requests, others] = [total(canary), total(stable)];
  if (requests === 0 || others === 0) return test;
  const share = requests / (requests + others);
  const scores = add(test.scores, scoreEvidence(canary, stable, rule.shift));
  const tails = TAILS.map((bins, i) => {
    const beyond = { canary: total(canary.slice(-bins)), stable: total(stable.slice(-bins)), share };
    return add(test.tails[i] ?? [], exceedanceEvidence(beyond, rule.ratio));
  });
  const parts = [scores, ...tails].map((sums) => lnMeanExp(sums.map((sum) => sum / rule.designEffect)));
  const evidence = lnMeanExp(parts, WEIGHTS);
  return {
    scores,
    tails,
    evidence,
    isCrossed: evidence >= -Math.log(rule.alpha),
    compared: { canary: test.compared.canary + requests, stable: test.compared.stable + others },
  };
}
