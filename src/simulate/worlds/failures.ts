import { type Arm, type Arms, CANARY, STABLE } from './arms.ts';
import type { Population } from './population.ts';
import type { Random } from './random.ts';
import type { Surroundings } from './world.ts';

/** The failures of one minute. Pairs are of the canary and of stable. */
export interface Failures {
  readonly errors: [number, number];
  readonly retries: [number, number];
  readonly firstAffected: [number, number];
  /** Users who met an error of the canary's own making and had not before. */
  hurtUsers: number;
  /** Requests that failed because of the canary. */
  hurtRequests: number;
  /** First failures of the canary, without retries. */
  first: number;
}

/** The true rates of a minute: of first failures, by arm. */
export interface Rates {
  readonly canary: number;
  readonly stable: number;
}

/** A fault of one version, and the mean of its first failures in a minute. */
interface Fault {
  readonly bad: Arm;
  readonly mean: number;
}

/** One minute in which requests fail. */
interface Situation {
  readonly share: number;
  /** The error rate as a ratio to its mean. */
  readonly level: number;
  readonly requests: number;
}

const RETRY_FAILS = 0.4;

/**
 * Returns a draw of the failures of each minute. It knows who was affected before.
 * @param hurt 1 for each user whom the canary has hurt
 */
export function createFailures(world: Surroundings, population: Population, { armFor }: Arms, hurt: Uint8Array) {
  const affected = new Uint8Array(population.size);

  function meetError(failures: Failures, user: number, arm: Arm): void {
    failures.errors[arm]++;
    if (affected[user] === 0) failures.firstAffected[arm]++;
    affected[user] = 1;
  }

  /** Failures that have nothing to do with the version: a retry fails again with 0.4 in whichever arm it meets. */
  function failInBoth(random: Random, failures: Failures, share: number, mean: number): void {
    for (let left = random.poisson(mean); left > 0; left--) {
      const user = population.drawFailing(random);
      let arm = armFor(random, user, share);
      if (arm === CANARY) failures.first++;
      for (let fails = true; fails; ) {
        meetError(failures, user, arm);
        arm = armFor(random, user, share);
        failures.retries[arm]++;
        fails = random.uniform() < RETRY_FAILS;
      }
    }
  }

  function countHurt(failures: Failures, user: number): void {
    failures.first++;
    if (hurt[user] === 0) failures.hurtUsers++;
    hurt[user] = 1;
  }

  /** A retry fails again with 0.4 if it meets the bad version again. */
  function failWithRetries(
    random: Random,
    failures: Failures,
    user: number,
    { share, bad }: { share: number; bad: Arm },
  ) {
    let arm: Arm = bad;
    for (let fails = true; fails; ) {
      meetError(failures, user, arm);
      if (bad === CANARY) failures.hurtRequests++;
      arm = armFor(random, user, share);
      failures.retries[arm]++;
      fails = arm === bad && random.uniform() < RETRY_FAILS;
    }
  }

  /** Failures that one version causes. */
  function failInOne(random: Random, failures: Failures, share: number, { bad, mean }: Fault): void {
    for (let left = random.poisson(mean); left > 0; left--) {
      const user = population.drawFailing(random);
      if (world.split === 'user' && armFor(random, user, share) !== bad) continue;
      if (bad === CANARY) countHurt(failures, user);
      failWithRetries(random, failures, user, { share, bad });
    }
  }

  return (random: Random, { share, level, requests }: Situation): { failures: Failures; rates: Rates } => {
    const failures: Failures = {
      ...{ errors: [0, 0], retries: [0, 0], firstAffected: [0, 0] },
      ...{ hurtUsers: 0, hurtRequests: 0, first: 0 },
    };
    const common = Math.min(0.5, (1 - RETRY_FAILS) * Math.min(world.stableRate, world.canaryRate) * level);
    const extra = [world.canaryRate - world.stableRate, world.stableRate - world.canaryRate].map((difference, arm) => {
      const meets = world.split === 'user' ? 1 : arm === CANARY ? share : 1 - share;
      return Math.min(0.5, Math.max(0, difference) * level * (1 - RETRY_FAILS * meets));
    });
    failInBoth(random, failures, share, requests * common);
    for (const bad of [CANARY, STABLE] as const) {
      // Where users are split, those outside the arm are dropped again, so the draws are of all requests.
      const part = world.split === 'user' ? 1 : bad === CANARY ? share : 1 - share;
      failInOne(random, failures, share, { bad, mean: requests * part * (extra[bad] ?? 0) });
    }
    return { failures, rates: { canary: common + (extra[CANARY] ?? 0), stable: common + (extra[STABLE] ?? 0) } };
  };
}
