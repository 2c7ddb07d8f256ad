import { binomialMasses } from '../numbers/binomial.ts';
import { convolve, cutTail, type Lattice, ZERO } from '../numbers/lattice.ts';

/** The events of one stratum of one minute: errors, or users who meet their first one. */
export interface Events {
  readonly total: number;
  readonly canary: number;
  /** The canary's share of what the events could happen to. */
  readonly share: number;
}

/** The exact sequential test of one count, after some minutes. */
export interface BoundaryTest {
  readonly paths: Lattice;
  /** All events of both arms. */
  readonly total: number;
  readonly observed: number;
  /** The canary's events if there were no difference. */
  readonly expected: number;
  /** The count at which the canary is unhealthy; null before the first event. */
  readonly boundary: number | null;
  /** The chance, under the tolerated ratio, that the boundary was reached up to now: exact, by convolution. */
  readonly spent: number;
  readonly isCrossed: boolean;
}

export const NO_EVENTS: BoundaryTest = {
  paths: ZERO,
  total: 0,
  observed: 0,
  expected: 0,
  boundary: null,
  spent: 0,
  isCrossed: false,
};

/** Returns the canary's share of events when it fails `ratio` times as often. */
export function shareUnder(ratio: number, share: number): number {
  return (ratio * share) / (1 - share + ratio * share);
}

/** Tells whether both arms have what the events could happen to. */
export const hasControl = ({ share }: Events): boolean => share > 0 && share < 1;

/**
 * Takes one minute into the test.
 *
 * Given the minute's events in both arms and the share of requests, the canary's events are hypergeometric when there is no
 * difference, whatever the error rate of the minute is: what drifts in both arms drops out. A ratio up to the tolerance is
 * bounded by the binomial distribution with the share under that ratio. The distribution of the sum among the paths that
 * were not stopped is kept exactly, and each minute the boundary takes as much of its tail as the budget allows.
 *
 * Each source that splits for itself is a stratum with a share of its own: pooled, a source that fails often and whose share
 * rises first would blame a good canary (Simpson's paradox). Their counts add up, so there is one look a minute.
 *
 * Sources: Hoeffding, JASA 58 (1963); Jennison & Turnbull, Group Sequential Methods (2000), chapters 12 and 19; Lan & DeMets
 * (1983).
 *
 * @param budget the α that may be spent up to and with this minute, from 0 to 1
 */
export function addEvents(
  test: BoundaryTest,
  strata: readonly Events[],
  tolerance: number,
  budget: number,
): BoundaryTest {
  const compared = strata.filter(hasControl);
  if (test.isCrossed || compared.length === 0) return test;
  const paths = compared
    .filter(({ total }) => total > 0)
    .reduce((sum, { total, share }) => convolve(sum, binomialMasses(total, shareUnder(tolerance, share))), test.paths);
  const { below, boundary, tail } = cutTail(paths, Math.max(0, budget - test.spent));
  const add = (value: (events: Events) => number) => compared.reduce((sum, events) => sum + value(events), 0);
  const observed = test.observed + add(({ canary }) => canary);
  return {
    paths: below,
    total: test.total + add(({ total }) => total),
    observed,
    expected: test.expected + add(({ total, share }) => total * share),
    boundary,
    spent: test.spent + tail,
    isCrossed: observed >= boundary,
  };
}
