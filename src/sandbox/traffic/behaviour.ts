import type { Chance } from './random.ts';

/** The two arms of a rollout. */
export type Arm = 'stable' | 'canary';

/** The behaviour of an arm of a service. */
export interface Behaviour {
  /** The share of failing requests, 0 to 1. */
  readonly errorRate: number;
  /** The median time of a request, in milliseconds; times are log-normal around it. */
  readonly latencyMs: number;
}

/** One request that an arm answered. */
export interface Outcome {
  readonly failed: boolean;
  readonly latencyMs: number;
}

/** A change to the behaviour of one arm; fields that are left out stay. */
export interface BehaviourFault {
  readonly service: string;
  readonly arm: Arm;
  readonly errorRate?: number | undefined;
  readonly latencyMs?: number | undefined;
}

/** The spread of request times: with 0.5 the slowest of 100 requests takes about three times the median. */
const SPREAD = 0.5;

/** A healthy arm: one request in 2000 fails. */
const HEALTHY: Behaviour = { errorRate: 0.0005, latencyMs: 80 };

/** The current behaviour of every arm of every service. */
export interface Behaviours {
  of(service: string, arm: Arm): Behaviour;
  /** Changes an arm from now on, in whichever version it runs. */
  set(fault: BehaviourFault): void;
}

export function createBehaviours(): Behaviours {
  const changed = new Map<string, Behaviour>();
  const behaviourFor = (service: string, arm: Arm): Behaviour => changed.get(`${arm} of ${service}`) ?? HEALTHY;
  return {
    of: behaviourFor,
    set: ({ service, arm, errorRate, latencyMs }) => {
      const before = behaviourFor(service, arm);
      const after = { errorRate: errorRate ?? before.errorRate, latencyMs: latencyMs ?? before.latencyMs };
      changed.set(`${arm} of ${service}`, after);
    },
  };
}

/** Draws one request. */
export function draw({ errorRate, latencyMs }: Behaviour, chance: Chance): Outcome {
  return { failed: chance.uniform() < errorRate, latencyMs: latencyMs * Math.exp(SPREAD * chance.normal()) };
}
