import type { Metrics } from '../cloud/cloudwatch/metrics.ts';
import type { Arm, Behaviour, Outcome } from './behaviour.ts';
import type { Chance } from './random.ts';

/** The dependencies of users of any kind of target. */
export interface UsersDeps {
  readonly metrics: Pick<Metrics, 'record'>;
  readonly behaviour: (arm: Arm) => Behaviour;
  /** Returns the current stable: a version, an identifier, a variation, an environment. */
  readonly stable: () => string;
  readonly chance: Chance;
  readonly met: (arm: Arm, user: number, outcome: Outcome) => void;
}

/** The users of one target. */
export interface Source {
  /** The interval between ticks, in milliseconds; ten seconds when left out. */
  readonly everyMs?: number;
  /** Makes the requests of one tick. */
  tick(): void | Promise<void>;
  /** Reports the metrics of the minute that ends, stamped `at`. */
  report(at: number): void;
}

/** The interval at which users are simulated, in milliseconds; a minute is a whole number of ticks. */
export const TICK_MS = 10_000;

/** The number of users of a service, unless it is a stack. A user's id, and with it the resolver, never changes. */
export const USERS = 3000;

/** The number of requests per tick of each target. */
export const REQUESTS_PER_TICK = 100;
