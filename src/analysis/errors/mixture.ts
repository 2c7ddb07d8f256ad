import { lnMeanExp } from '../numbers/ln-mean-exp.ts';
import { type Events, hasControl, shareUnder } from './boundary.ts';
import { addErrors, designEffect, type ErrorsByShare } from './design-effect.ts';

/** The ratios of error rates that the mixture bets on, with equal weight. */
const RATIOS = [1.25, 1.5, 2, 3, 5, 10, 30, 100];

/** Evidence from errors that are not independent, after some minutes. */
export interface MixtureTest {
  readonly lnLikelihoods: readonly number[];
  readonly errors: ErrorsByShare;
  readonly observed: number;
  readonly expected: number;
  /** ln of the evidence, divided by the design effect. */
  readonly evidence: number;
  readonly designEffect: number;
  readonly isCrossed: boolean;
}

export const NO_MIXTURE: MixtureTest = {
  lnLikelihoods: RATIOS.map(() => 0),
  errors: new Map(),
  observed: 0,
  expected: 0,
  evidence: 0,
  designEffect: 1,
  isCrossed: false,
};

/**
 * Takes one minute into the evidence of users who stay in their arm and are not counted.
 *
 * For each ratio r the likelihood of the canary's errors, given all errors, against the tolerated ratio; the mean over the
 * ratios is an e-process when errors are independent, so the chance that it ever reaches 1/α is at most α (Ville). Errors of
 * one user are not independent: each logarithm is divided by the design effect, which is an approximation. Sources that split
 * for themselves are strata, as in `addEvents`.
 *
 * @param minute the events of each stratum, and the canary's planned share
 *
 * Sources: Lindon & Malek, NeurIPS 2022; Turner, Ly & Grünwald, arXiv 2106.02693; Howard & Ramdas et al., arXiv 1810.08240.
 */
export function addToMixture(
  test: MixtureTest,
  { strata, planned }: { readonly strata: readonly Events[]; readonly planned: number },
  tolerance: number,
  rule: { readonly burst: number; readonly persistence: number; readonly alpha: number },
): MixtureTest {
  const compared = strata.filter(hasControl);
  if (test.isCrossed || compared.length === 0) return test;
  const add = (value: (events: Events) => number) => compared.reduce((sum, events) => sum + value(events), 0);
  const lnLikelihoods = test.lnLikelihoods.map((sum, i) => {
    const ratio = RATIOS[i] as number;
    const lnMean = ({ total, share }: Events) => total * Math.log1p((ratio - 1) * shareUnder(tolerance, share));
    return sum + add((events) => events.canary * Math.log(ratio) - lnMean(events));
  });
  const errors = addErrors(
    test.errors,
    planned,
    add(({ total }) => total),
  );
  const effect = designEffect(rule, errors);
  const evidence = lnMeanExp(lnLikelihoods.map((value) => value / effect));
  return {
    lnLikelihoods,
    errors,
    observed: test.observed + add(({ canary }) => canary),
    expected: test.expected + add(({ total, share }) => total * share),
    evidence,
    designEffect: effect,
    isCrossed: evidence >= -Math.log(rule.alpha),
  };
}

/**
 * Returns ln of the evidence of a whole series at once, divided by a design effect.
 * @param observed the canary's errors in all strata together
 */
export function mixtureEvidence(
  strata: readonly Omit<Events, 'canary'>[],
  observed: number,
  tolerance: number,
  effect: number,
): number {
  const lnLikelihoods = RATIOS.map((ratio) =>
    strata.reduce(
      (sum, { total, share }) => sum - total * Math.log1p((ratio - 1) * shareUnder(tolerance, share)),
      observed * Math.log(ratio),
    ),
  );
  return lnMeanExp(lnLikelihoods.map((value) => value / effect));
}
