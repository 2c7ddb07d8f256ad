import type { Load } from '../domain/analysis/metrics.ts';
import { addEvents, NO_EVENTS } from './errors/boundary.ts';
import { designEffect } from './errors/design-effect.ts';
import { EXCLUDED, rateEvidence, twiceEvidence } from './errors/exclusion.ts';
import { mixtureEvidence } from './errors/mixture.ts';
import { information, informationFraction, spendable } from './errors/spending.ts';
import { isMixture, valueEffect } from './evidence.ts';
import { expectedSlowExclusion } from './latency/exclusion.ts';
import { binomialMasses } from './numbers/binomial.ts';
import { convolve, cutAt, ZERO } from './numbers/lattice.ts';
import { normalQuantile } from './numbers/normal.ts';
import { type JudgePolicy, splitAlpha } from './policy.ts';

/** The smallest error rate that a plan finds with 80% power before it gives the canary more. */
export interface Detectable {
  /** The canary's share until then, from 0 to 1. */
  readonly share: number;
  /** The share that the canary is raised to then, from 0 to 1. */
  readonly to: number;
  /** The error rate of the canary, from 0 to 1; null where it is not found even if every request fails. */
  readonly rate: number | null;
}

const POWER = 0.8;

/** The judge looks each minute; a few looks a step find nearly the same and cost less. Where errors abound, one does. */
const LOOKS = 3;
const MANY = 3_000;

/** More errors a minute count as so many: what is found is then even smaller, and the tolerance is nearly all of it. */
const MOST_ERRORS = 500;

/** A stretch of the plan between two looks. */
interface Stretch {
  readonly share: number;
  readonly minutes: number;
}

function stretches({ plan }: Pick<JudgePolicy, 'plan'>, { traffic, rate }: Load): readonly (readonly Stretch[])[] {
  return plan.map(({ share, minutes }, i) => {
    // The newest minute is not published yet when the share rises.
    const judged = i === 0 ? minutes - 1 : minutes;
    const looks = traffic * rate * judged > MANY ? 1 : Math.max(1, Math.min(LOOKS, Math.floor(judged)));
    return Array.from({ length: looks }, () => ({ share, minutes: Math.max(0, judged) / looks }));
  });
}

const canaryErrors = ({ share, minutes }: Stretch, { traffic }: Load, rate: number) => traffic * share * minutes * rate;
const stableErrors = ({ share, minutes }: Stretch, { traffic, rate }: Load) => traffic * (1 - share) * minutes * rate;

/**
 * Returns equally likely totals of errors, as ratios to the mean: many where errors are few, one where chance hardly matters. The
 * square root of a Poisson count has the standard deviation 1/2 (Anscombe 1948).
 */
function likelyTotals(mean: number): readonly number[] {
  const points = mean < 30 ? 10 : mean < 300 ? 5 : 1;
  return Array.from({ length: points }, (_, i) => {
    const z = normalQuantile((i + 0.5) / points);
    return Math.max(0, Math.sqrt(mean) + z / 2) ** 2 / mean;
  });
}

/** Returns the chance that the boundary is reached, where so many errors happen in each stretch: exact, by convolution. */
function powerGiven(
  policy: JudgePolicy,
  load: Load,
  path: readonly Stretch[],
  { rate, ratio }: { rate: number; ratio: number },
) {
  const alpha = splitAlpha(policy);
  let [test, alive, power] = [NO_EVENTS, ZERO, 0];
  let [soFar, expected, counted] = [0, 0, 0];
  for (const stretch of path) {
    const { share, minutes } = stretch;
    const [canary, stable] = [canaryErrors(stretch, load, rate), stableErrors(stretch, load)];
    expected += (canary + stable) * ratio;
    const total = Math.round(expected) - counted;
    counted += total;
    soFar += information(share) * minutes;
    const budget = spendable({ plan: alpha.errors, holds: alpha.holds }, informationFraction(policy, soFar));
    test = addEvents(test, [{ total, canary: 0, share }], policy.errorTolerance, budget);
    const sum = total === 0 ? alive : convolve(alive, binomialMasses(total, canary / (canary + stable)));
    const { below, tail } = cutAt(sum, test.boundary ?? Number.POSITIVE_INFINITY);
    alive = below;
    power += tail;
  }
  return power;
}

/** Returns whether the mixture crosses, with errors as far below their mean as four in five are above. */
function isFoundByMixture(policy: JudgePolicy, load: Load, path: readonly Stretch[], rate: number): boolean {
  const alpha = splitAlpha(policy);
  const errors = new Map<number, number>();
  let [mean, variance] = [0, 0];
  const strata = path.map((stretch) => {
    const [canary, stable] = [canaryErrors(stretch, load, rate), stableErrors(stretch, load)];
    const total = canary + stable;
    mean += canary;
    variance += (canary * stable) / total;
    errors.set(stretch.share, (errors.get(stretch.share) ?? 0) + total);
    return { total, share: stretch.share };
  });
  const effect = designEffect(policy.design, errors);
  const observed = mean + normalQuantile(1 - POWER) * Math.sqrt(effect * variance);
  return mixtureEvidence(strata, observed, policy.errorTolerance, effect) >= -Math.log(alpha.errors + alpha.holds);
}

function isFound(policy: JudgePolicy, load: Load, path: readonly Stretch[], rate: number): boolean {
  if (isMixture(policy)) return isFoundByMixture(policy, load, path, rate);
  const mean = path.reduce((sum, stretch) => sum + canaryErrors(stretch, load, rate) + stableErrors(stretch, load), 0);
  const ratios = likelyTotals(mean);
  const powers = ratios.map((ratio) => powerGiven(policy, load, path, { rate, ratio }));
  return powers.reduce((sum, power) => sum + power, 0) / powers.length >= POWER;
}

/** Returns the smallest excess over a rate that is found, to 3%; null where none is. @param guess an excess near it */
function smallestExcess(isFoundAt: (excess: number) => boolean, most: number, guess: number): number | null {
  let [low, high] = [0, Math.min(guess, most)];
  while (!isFoundAt(high)) {
    if (high === most) return null;
    [low, high] = [high, Math.min(2 * high, most)];
  }
  while (low === 0) {
    if (!isFoundAt(high / 2)) low = high / 2;
    else high /= 2;
  }
  while (high / low > 1.03) {
    const middle = Math.sqrt(low * high);
    if (isFoundAt(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Returns the smallest error rates that a plan finds with 80% power by each of its raises, at a steady traffic. Latency and metrics
 * of the service's own are not counted.
 */
export function detectableRates(policy: JudgePolicy, { traffic, rate }: Load): readonly Detectable[] {
  const load = { traffic: rate === 0 ? traffic : Math.min(traffic, MOST_ERRORS / rate), rate };
  const steps = stretches(policy, load);
  return policy.plan.flatMap(({ share }, i) => {
    const to = policy.plan[i + 1]?.share;
    if (to === undefined || share <= 0 || share >= 1) return [];
    const path = steps.slice(0, i + 1).flat();
    const requests = path.reduce((sum, stretch) => sum + canaryErrors(stretch, load, 1), 0);
    const guess = 4 * Math.sqrt(load.rate / requests) + 6 / requests;
    const isFoundAt = (excess: number) => isFound(policy, load, path, load.rate + excess);
    const excess = requests === 0 ? null : smallestExcess(isFoundAt, 1 - load.rate, guess);
    return [{ share, to, rate: excess === null ? null : load.rate + excess }];
  });
}

/** The cold minutes at the start, which say nothing about latency. */
const COLD_MINUTES = 2;

/**
 * Returns the expected minutes at a share until a canary that is like stable is known to be not worse; null where this traffic never
 * says so.
 *
 * @param hasLatency true where metrics measure the latency of both versions
 */
export function minutesUntilHealthy(
  policy: JudgePolicy,
  { traffic, rate }: Load,
  { share, hasLatency }: { readonly share: number; readonly hasLatency: boolean },
): number | null {
  const effect = isMixture(policy) ? policy.design.burst : 1;
  const [requests, errors] = [traffic * share, traffic * rate];
  const twice = twiceEvidence({ total: errors, canary: errors * share, share }) / effect;
  const good = rateEvidence({ requests, errors: errors * share }) / effect;
  const fastest = Math.max(twice, good);
  if (fastest <= 0) return null;
  const latency = hasLatency
    ? COLD_MINUTES + EXCLUDED / (expectedSlowExclusion(traffic, share) / valueEffect(policy))
    : 0;
  return Math.ceil(Math.max(EXCLUDED / fastest, latency));
}
