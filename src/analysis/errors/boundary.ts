import { binomialMasses } from '../numbers/binomial.ts';
import { convolve, cutTail, type Lattice, ZERO } from '../numbers/lattice.ts';

/** The events of one minute: errors, or users who meet their first one. */
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

/**
 * Takes one minute into the test.
 *
 * Given the minute's events in both arms and the share of requests, the canary's events are hypergeometric when there is no
 * difference, whatever the error rate of the minute is: what drifts in both arms drops out. A ratio up to the tolerance is
 * bounded by the binomial distribution with the share under that ratio. The distribution of the sum among the paths that
 * were not stopped is kept exactly, and each minute the boundary takes as much of its tail as the budget allows.
 *
 * Sources: Hoeffding, JASA 58 (1963); Jennison & Turnbull, Group Sequential Methods (2000), chapters 12 and 19; Lan & DeMets
 * (1983).
 *
 * @param budget the α that may be spent up to and with this minute, from 0 to 1
 */
export function addEvents(test: BoundaryTest, events: Events, tolerance: number, budget: number): BoundaryTest {
  if (test.isCrossed) return test;
  if (events.share <= 0 || events.share >= 1) return test;
  const chance = shareUnder(tolerance, events.share);
  const paths = events.total === 0 ? test.paths : convolve(test.paths, binomialMasses(events.total, chance));
  const { below, boundary, tail } = cutTail(paths, Math.max(0, budget - test.spent));
  const observed = test.observed + events.canary;
  return {
    paths: below,
    total: test.total + events.total,
    observed,
    expected: test.expected + events.total * events.share,
    boundary,
    spent: test.spent + tail,
    isCrossed: observed >= boundary,
  };
}
