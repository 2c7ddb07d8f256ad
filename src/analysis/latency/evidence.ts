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

/** The requests per bin of one stratum of one minute, best first. */
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

/** Adds the requests of one more stratum. @param sums null before the first */
export function sumBins(sums: Bins | null, { canary, stable }: Bins): Bins {
  if (sums === null) return { canary, stable };
  return { canary: add(sums.canary, canary), stable: add(sums.stable, stable) };
}

const requestsIn = ({ canary, stable }: Bins) => ({ canary: total(canary), stable: total(stable) });

/** Returns what one stratum adds to the evidence of each test. */
function binEvidence(bins: Bins, rule: ValueRule): Pick<ValueTest, 'scores' | 'tails'> {
  const requests = requestsIn(bins);
  const share = requests.canary / (requests.canary + requests.stable);
  return {
    scores: scoreEvidence(bins.canary, bins.stable, rule.shift),
    tails: TAILS.map((count) => {
      const beyond = { canary: total(bins.canary.slice(-count)), stable: total(bins.stable.slice(-count)), share };
      return exceedanceEvidence(beyond, rule.ratio);
    }),
  };
}

/**
 * Takes one minute in. The evidence is a mean of three e-processes: of the normal scores over all bins, which sees a shift
 * of everything, and of the exceedances of p95 and of p99, which see a slow tail. Their mean is one too. Each source that
 * splits for itself is a stratum: its requests are ranked among its own.
 *
 * Source: Howard, Ramdas, McAuliffe & Sekhon, arXiv 1810.08240; Vovk & Wang, Annals of Statistics 49 (2021), for the mean.
 */
export function addBins(test: ValueTest, strata: readonly Bins[], rule: ValueRule): ValueTest {
  const compared = strata.filter((bins) => Object.values(requestsIn(bins)).every((requests) => requests > 0));
  if (test.isCrossed || compared.length === 0) return test;
  const { scores, tails, requests } = compared.reduce(
    (sum, bins) => {
      const [more, added] = [binEvidence(bins, rule), requestsIn(bins)];
      return {
        scores: add(sum.scores, more.scores),
        tails: sum.tails.map((tail, i) => add(tail, more.tails[i] ?? [])),
        requests: { canary: sum.requests.canary + added.canary, stable: sum.requests.stable + added.stable },
      };
    },
    { scores: test.scores, tails: test.tails, requests: test.compared },
  );
  const parts = [scores, ...tails].map((sums) => lnMeanExp(sums.map((sum) => sum / rule.designEffect)));
  const evidence = lnMeanExp(parts, WEIGHTS);
  return { scores, tails, evidence, isCrossed: evidence >= -Math.log(rule.alpha), compared: requests };
}
