import type { Metrics } from '../cloud/cloudwatch/metrics.ts';
import type { Arm, Behaviour, Outcome } from './behaviour.ts';
import type { Chance } from './random.ts';

/** What users of any kind of target need. */
export interface UsersDeps {
  readonly metrics: Pick<Metrics, 'record'>;
  readonly behaviour: (arm: Arm) => Behaviour;
  /** What is stable at the moment: a version, an identifier, a variation, a side. */
  readonly stable: () => string;
  readonly chance: Chance;
  readonly met: (arm: Arm, user: number, outcome: Outcome) => void;
}

/** Users of one target. */
export interface Source {
  /** How often it ticks, in milliseconds; every ten seconds where nothing is said. */
  readonly everyMs?: number;
  /** Makes the requests of one tick. */
  tick(): void | Promise<void>;
  /** Reports the metrics of the minute that ends, stamped `at`. */
  report(at: number): void;
}

/** How often users are simulated, in milliseconds; a minute is a whole number of ticks. */
export const TICK_MS = 10_000;

/** Users of a service, unless it has fewer: each has an id that never changes, and with it a resolver. */
export const USERS = 3000;

/** Requests and attempts per tick of each target. */
export const REQUESTS_PER_TICK = 100;
