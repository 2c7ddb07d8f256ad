import type { ArmMinute, Minute } from '../../../src/domain/analysis/minute.ts';
import { type LatencyWorld, latencyBins, slowShare } from './latency.ts';
import type { Population } from './population.ts';
import { createRandom, mixSeed, type Random } from './random.ts';
import type { World } from './world.ts';

/** What one minute of a world brings: what metrics show, and what only the simulation knows. */
export interface SimulatedMinute {
  readonly minute: Minute;
  /** Users hurt by the canary who were not before. */
  readonly hurt: number;
  /** First failures of the canary, and the true rates of both arms: for the oracle. */
  readonly truth: { readonly failures: number; readonly canaryRate: number; readonly stableRate: number };
}

const RETRY_FAILS = 0.4;
const HORIZON = 240;
const TURNS = 2 * Math.PI;

/** The drift that both arms share: traffic by the time of day, errors and latency by an AR(1), a trend and a blip. */
interface Drift {
  readonly phase: number;
  readonly lnErrors: Float64Array;
  readonly lnLatency: Float64Array;
}

function createDrift(random: Random, hasIncident: boolean): Drift {
  const lnErrors = new Float64Array(HORIZON);
  const lnLatency = new Float64Array(HORIZON);
  const phase = random.uniform() * TURNS;
  const trend = (random.normal() * 0.3) / 60;
  const blip = Math.floor(random.uniform() * HORIZON);
  const incident = hasIncident ? 3 + Math.floor(random.uniform() * 30) : HORIZON;
  let [errors, latency] = [random.normal() * 0.35, random.normal() * 0.1];
  for (let m = 0; m < HORIZON; m++) {
    errors = 0.9 * errors + Math.sqrt(1 - 0.81) * 0.35 * random.normal();
    latency = 0.9 * latency + Math.sqrt(1 - 0.81) * 0.1 * random.normal();
    const isBlip = m >= blip && m < blip + 3;
    const isIncident = m >= incident && m < incident + 10;
    lnErrors[m] = errors + trend * m + (isBlip ? Math.log(5) : 0) + (isIncident ? Math.log(10) : 0);
    lnLatency[m] = latency;
  }
  return { phase, lnErrors, lnLatency };
}

/** A rollout's world, minute by minute. The draws of a minute depend on the seed and the minute, not on the share before. */
export interface Path {
  next(share: number): SimulatedMinute;
}

export function createPath(world: World, population: Population, seed: number): Path {
  const drift = createDrift(createRandom(mixSeed(seed, 1)), world.hasIncident);
  const hashRandom = createRandom(mixSeed(seed, 2));
  const hashes = new Float64Array(world.split === 'user' ? population.size : 0);
  for (let user = 0; user < hashes.length; user++) hashes[user] = hashRandom.uniform();
  const affected = new Uint8Array(population.size);
  const hurtUsers = new Uint8Array(population.size);
  const heaviness = new Map<number, number>();
  let [m, highest] = [0, 0];

  /** The share of requests that the users in the canary make. */
  function requestShare(share: number): number {
    if (world.split === 'request') return share;
    const known = heaviness.get(share);
    if (known !== undefined) return known;
    let sum = 0;
    for (let user = 0; user < hashes.length; user++) {
      if ((hashes[user] as number) < share) sum += population.activity[user] as number;
    }
    heaviness.set(share, sum);
    return sum;
  }

  /** The arm that a request of this user meets. */
  function armFor(random: Random, user: number, share: number): Arm {
    const place = world.split === 'request' ? random.uniform() : (hashes[user] as number);
    return place < share ? CANARY : STABLE;
  }

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

  /** Failures that one version causes: a retry fails again with 0.4 if it meets that version again. */
  function failInOne(random: Random, failures: Failures, share: number, { bad, mean }: Fault): void {
    for (let left = random.poisson(mean); left > 0; left--) {
      const user = population.drawFailing(random);
      if (world.split === 'user' && armFor(random, user, share) !== bad) continue;
      if (bad === CANARY) {
        failures.first++;
        if (hurtUsers[user] === 0) failures.hurt++;
        hurtUsers[user] = 1;
      }
      let arm: Arm = bad;
      for (let fails = true; fails; ) {
        meetError(failures, user, arm);
        arm = armFor(random, user, share);
        failures.retries[arm]++;
        fails = arm === bad && random.uniform() < RETRY_FAILS;
      }
    }
  }

  function fail(random: Random, share: number, level: number, requests: number): { failures: Failures; rates: Rates } {
    const failures: Failures = { errors: [0, 0], retries: [0, 0], firstAffected: [0, 0], hurt: 0, first: 0 };
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
  }

  return {
    next(share) {
      const random = createRandom(mixSeed(seed, 3, m));
      const now = Math.min(m, HORIZON - 1);
      const traffic = world.traffic * (1 + 0.3 * Math.sin(drift.phase + (TURNS * m) / 1440));
      const level = Math.exp(drift.lnErrors[now] as number);
      const requests = random.poisson(traffic);
      const canaryRequests = random.binomial(requests, requestShare(share));
      const { failures, rates } = fail(random, share, level, requests);
      const isRaise = share > highest;
      const slow: LatencyWorld = {
        lnMedianShift: drift.lnLatency[now] as number,
        slower: world.slower,
        cold: m === 0 ? 0.15 : m === 1 || isRaise ? 0.05 : 0,
      };
      const counts = [canaryRequests, requests - canaryRequests].map((n, arm) => n + (failures.retries[arm] ?? 0));
      const bins = [0, 1].map((arm) => latencyBins(random, counts[arm] ?? 0, slow, arm === 0));
      const active = Math.round(population.activeUsers(requests));
      const activeCanary = random.binomial(active, share);
      const arm = (i: 0 | 1): ArmMinute => ({
        requests: counts[i] ?? 0,
        errors: failures.errors[i],
        latency: bins[i] ?? [],
        users: { active: i === 0 ? activeCanary : active - activeCanary, firstAffected: failures.firstAffected[i] },
      });
      const minute: Minute = { at: m * 60_000, share, canary: arm(0), stable: arm(1) };
      highest = Math.max(highest, share);
      m++;
      const hurt = world.slower > 1 ? random.binomial(canaryRequests, slowShare(slow)) : failures.hurt;
      return { minute, hurt, truth: { failures: failures.first, canaryRate: rates.canary, stableRate: rates.stable } };
    },
  };
}

const CANARY = 0;
const STABLE = 1;
type Arm = typeof CANARY | typeof STABLE;

/** A fault of one version, and the mean of its first failures in a minute. */
interface Fault {
  readonly bad: Arm;
  readonly mean: number;
}

interface Rates {
  readonly canary: number;
  readonly stable: number;
}

/** Counts of the canary and of stable, as they grow. */
interface Failures {
  readonly errors: [number, number];
  readonly retries: [number, number];
  readonly firstAffected: [number, number];
  hurt: number;
  first: number;
}
