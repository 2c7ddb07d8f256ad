import type { Reply } from '../domain/rollout/effect.ts';
import type { Service } from '../domain/service.ts';

/** The plan to try and the world to try it in, as far as somebody said it; null stands for what nobody said. */
export interface TrialWish {
  /** A plan in one line: `canary 10% 30m`, `5% 10m, 25% 15m, 100%`. */
  readonly plan: string | null;
  /** Requests a minute, of both versions. */
  readonly traffic: number | null;
  readonly users: number | null;
  /** The rate of requests that fail today, from 0 to 1. */
  readonly errors: number | null;
  /** The rate of the canary's requests that fail, from 0 to 1. */
  readonly canaryErrors: number | null;
  /** The same seed gives the same rollouts. */
  readonly seed: number | null;
}

/** Tries plans before they run. */
export interface Trials {
  /**
   * Simulates rollouts of a service, as many as there is time for, and returns what people read of them, or why that cannot be
   * simulated: a text, its code where it is refused, and lines.
   */
  try(service: Service, wish: TrialWish): Promise<Pick<Reply, 'code' | 'text' | 'lines'>>;
}
