import { CLOCK_SKEW_MS } from '../../../../src/domain/timing.ts';
import type { Draws } from '../random.ts';
import { MINUTE, SIGNAL_EXPIRES_MS } from '../setup.ts';
import type { Told } from './alarms.ts';

/** What a monitor says of a service; `silent`: it says nothing. */
export type Saying = 'healthy' | 'unhealthy' | 'unknown' | 'silent';

/** One thing that a monitor said, and when, by its own clock. */
export interface Statement {
  readonly health: Exclude<Saying, 'silent'>;
  readonly at: number;
}

/** A monitor of one service, and what of its statements arrived. */
export interface Monitor {
  /** What it says from now on. */
  state: Saying;
  /** A function was invoked with a statement. */
  onArrived(statement: Statement): void;
  /** A function took a statement without failing. */
  onTaken(statement: Statement): void;
  /** What a worker must find that reads at this moment; what may be either counts as OK. */
  told(): Told;
  /** Whether the newest statement that was taken says unhealthy, and none that is newer is on its way. */
  isUnhealthy(): boolean;
  /** How often it has begun to be unhealthy, in the order in which its statements arrived. */
  firings(): number;
}

const RANK = { healthy: 0, unknown: 1, unhealthy: 2 } as const;

/** The newest of two statements; of one moment the worse one. */
function newer(one: Statement | null, other: Statement): Statement {
  if (one === null || other.at > one.at) return other;
  return other.at === one.at && RANK[other.health] > RANK[one.health] ? other : one;
}

export function createMonitor(now: () => number): Monitor {
  let arrived: Statement | null = null;
  let taken: Statement | null = null;
  let firings = 0;
  /** The newest that was taken, where none that is newer is under way: then the table has it. */
  const certain = (): Statement | null => (taken !== null && taken.at === arrived?.at ? newer(taken, arrived) : null);
  /** By any clock of a worker. */
  const isAlive = ({ at }: Statement): boolean => now() < at + SIGNAL_EXPIRES_MS - CLOCK_SKEW_MS;
  const isOver = ({ at }: Statement): boolean => now() > at + SIGNAL_EXPIRES_MS + CLOCK_SKEW_MS;
  const monitor: Monitor = {
    state: 'healthy',
    onArrived: (statement) => {
      const before = arrived;
      arrived = newer(arrived, statement);
      const goesOn = before?.health === 'unhealthy' && arrived.at < before.at + SIGNAL_EXPIRES_MS;
      if (arrived !== before && arrived.health === 'unhealthy' && !goesOn) firings += 1;
    },
    onTaken: (statement) => {
      taken = newer(taken, statement);
    },
    told: () => {
      const known = certain();
      const since = known?.at ?? 0;
      if (arrived === null || isOver(arrived)) return { value: 'INSUFFICIENT_DATA', since, isEvaluated: true };
      if (known === null || !isAlive(known)) return { value: 'OK', since, isEvaluated: true };
      const value = { healthy: 'OK', unhealthy: 'ALARM', unknown: 'INSUFFICIENT_DATA' }[known.health];
      return { value, since, isEvaluated: true };
    },
    isUnhealthy: () => {
      const known = certain();
      return known?.health === 'unhealthy' && isAlive(known);
    },
    firings: () => firings,
  };
  return monitor;
}

/** After how long a statement comes, in milliseconds; each further one is a duplicate, none: it is lost. */
export function drawDelays(draws: Draws): readonly number[] {
  if (draws.chance(0.1)) return [];
  const first = draws.chance(0.85) ? draws.between(20, 2_000) : draws.between(2_000, 4 * MINUTE);
  return draws.chance(0.15) ? [first, first + draws.between(0, 5 * MINUTE)] : [first];
}
