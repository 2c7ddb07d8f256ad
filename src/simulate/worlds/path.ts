import type { ArmMinute, Minute } from '../../domain/analysis/minute.ts';
import { type Arms, createArms } from './arms.ts';
import { createDrift } from './drift.ts';
import { createFailures, type Rates } from './failures.ts';
import { type LatencyWorld, lastBinShare, latencyBins } from './latency.ts';
import type { Population } from './population.ts';
import { createRandom, mixSeed, type Random } from './random.ts';
import { createSlowRequests } from './slow.ts';
import type { Surroundings } from './world.ts';

/** The harm that the canary did in a minute. */
export interface Harm {
  /** Users who met an error, or a slow request, because of the canary and had not before. */
  readonly users: number;
  readonly requests: number;
}

/** One minute of a world: its metrics, and facts that only the simulation knows. */
export interface SimulatedMinute {
  readonly minute: Minute;
  readonly failed: Harm;
  /** Requests that are slower than stable's p99 because of the canary. */
  readonly slow: Harm;
  /** For oracles: first failures of the canary, its requests beyond stable's p99, and the true rates of both arms. */
  readonly truth: { readonly failures: number; readonly beyondP99: number; readonly rates: Rates };
}

/** A rollout's world, minute by minute. The draws of a minute depend on the seed and the minute, not on the share before. */
export interface Path {
  next(share: number): SimulatedMinute;
}

/** The part of the canary's requests that start cold: in the first two minutes, and in the first of every raise. */
const coldShare = (minute: number, isRaise: boolean): number =>
  minute === 0 ? 0.15 : minute === 1 || isRaise ? 0.05 : 0;

/** Draws the users who are active in a minute, by arm. */
function activeUsers(
  random: Random,
  population: Population,
  requests: number,
  share: number,
): readonly [number, number] {
  const active = Math.round(population.activeUsers(requests));
  const canary = random.binomial(active, share);
  return [canary, active - canary];
}

/** @param arms those of this seed, where several paths of one seed are made */
export function createPath(
  world: Surroundings,
  population: Population,
  seed: number,
  arms: Arms = createArms(world, population, seed),
): Path {
  const driftAt = createDrift(seed, world.hasIncident);
  const hurt = new Uint8Array(population.size);
  const fail = createFailures(world, population, arms, hurt);
  const slowDown = createSlowRequests(population, arms, hurt);
  let [m, highest] = [0, 0];
  return {
    next(share) {
      const random = createRandom(mixSeed(seed, 3, m));
      const drift = driftAt(m);
      const requests = random.poisson(world.traffic * drift.traffic);
      const canaryRequests = random.binomial(requests, arms.requestShare(share));
      const { failures, rates } = fail(random, { share, level: drift.errors, requests });
      const latency: LatencyWorld = {
        ...{ lnMedianShift: drift.lnLatency, slower: world.slower, cold: coldShare(m, share > highest) },
      };
      const counts = [canaryRequests, requests - canaryRequests].map((n, arm) => n + (failures.retries[arm] ?? 0));
      const bins = [0, 1].map((arm) => latencyBins(random, counts[arm] ?? 0, latency, arm === 0));
      const users = world.knows.users ? activeUsers(random, population, requests, share) : null;
      const arm = (i: 0 | 1): ArmMinute => ({
        requests: counts[i] ?? 0,
        errors: failures.errors[i],
        ...(world.knows.latency && { latency: bins[i] ?? [] }),
        ...(users !== null && { users: { active: users[i], firstAffected: failures.firstAffected[i] } }),
      });
      const minute: Minute = { at: m * 60_000, share, canary: arm(0), stable: arm(1) };
      const beyondP99 = world.slower > 1 ? random.binomial(canaryRequests, lastBinShare(latency)) : 0;
      const slow = slowDown(createRandom(mixSeed(seed, 4, m)), canaryRequests, share, latency);
      highest = Math.max(highest, share);
      m++;
      return {
        minute,
        failed: { users: failures.hurtUsers, requests: failures.hurtRequests },
        slow,
        truth: { failures: failures.first, beyondP99, rates },
      };
    },
  };
}
