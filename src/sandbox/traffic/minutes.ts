import type { Arm, Outcome } from './behaviour.ts';

/** One minute of the users of one arm. */
export interface ArmMinute {
  readonly requests: number;
  /** The share of failed requests, 0 to 1; null without requests. */
  readonly errorRate: number | null;
  /** Times in milliseconds; null without requests. */
  readonly p50: number | null;
  readonly p99: number | null;
}

/** One minute, in virtual time, of the users of one service. */
export interface Minute {
  /** The beginning of the minute, in milliseconds since the epoch. */
  readonly at: number;
  /** The share of the requests that the canary answered, 0 to 1. */
  readonly requests: number;
  /** The share of the users seen in this minute that met the canary, 0 to 1. */
  readonly users: number;
  /** The share of all users that met the canary since the newest rollout began, 0 to 1. */
  readonly reached: number;
  readonly stable: ArmMinute;
  readonly canary: ArmMinute;
  /** Both arms of the first target together, as the sandbox's alarms see them. */
  readonly watched: ArmMinute;
}

/** One request, with its user. */
export interface Met extends Outcome {
  readonly arm: Arm;
  readonly user: number;
  /** True when it went to the target that the alarms watch. */
  readonly isWatched: boolean;
}

/** The requests of users, counted by service and minute. */
export interface Minutes {
  add(service: string, met: Met): void;
  /** Starts the count of a rollout: nobody has met its canary yet. A repeated call for the same rollout changes nothing. */
  begin(service: string, rollout: string): void;
  /** Ends the minute that began at `at`. */
  end(at: number): void;
  /** Returns the minutes kept for a service, oldest first. */
  of(service: string): readonly Minute[];
}

/** The number of minutes kept: three hours. */
const MAX_MINUTES = 180;

/** The requests of one arm in the current minute. */
interface Counted {
  failed: number;
  readonly times: number[];
}

interface Current {
  /** The number of users of the service. */
  readonly population: number;
  rollout: string | null;
  readonly reached: Set<number>;
  readonly seen: Set<number>;
  readonly met: Set<number>;
  readonly arms: Readonly<Record<Arm | 'watched', Counted>>;
}

/** @param populations the number of users of each service */
export function createMinutes(populations: ReadonlyMap<string, number>): Minutes {
  const kept = new Map<string, readonly Minute[]>([...populations.keys()].map((name) => [name, []]));
  const current = new Map<string, Current>(
    [...populations].map(([name, population]) => [
      name,
      startMinute({ population, rollout: null, reached: new Set() }),
    ]),
  );
  return {
    add: (service, { arm, user, isWatched, failed, latencyMs }) => {
      const { reached, seen, met, arms } = current.get(service) as Current;
      seen.add(user);
      if (arm === 'canary') reached.add(user);
      if (arm === 'canary') met.add(user);
      for (const counted of isWatched ? [arms[arm], arms.watched] : [arms[arm]]) {
        counted.times.push(latencyMs);
        if (failed) counted.failed += 1;
      }
    },
    begin: (service, rollout) => {
      const now = current.get(service);
      if (now === undefined || now.rollout === rollout) return;
      now.rollout = rollout;
      now.reached.clear();
    },
    end: (at) => {
      for (const [service, now] of current) {
        kept.set(service, [...(kept.get(service) ?? []), sumUp(at, now)].slice(-MAX_MINUTES));
        current.set(service, startMinute(now));
      }
    },
    of: (service) => kept.get(service) ?? [],
  };
}

function startMinute({ population, rollout, reached }: Pick<Current, 'population' | 'rollout' | 'reached'>): Current {
  const arm = (): Counted => ({ failed: 0, times: [] });
  return {
    population,
    rollout,
    reached,
    seen: new Set(),
    met: new Set(),
    arms: { stable: arm(), canary: arm(), watched: arm() },
  };
}

function sumUp(at: number, { population, reached, seen, met, arms }: Current): Minute {
  const requests = arms.stable.times.length + arms.canary.times.length;
  return {
    at,
    requests: share(arms.canary.times.length, requests),
    users: share(met.size, seen.size),
    reached: share(reached.size, population),
    stable: armMinute(arms.stable),
    canary: armMinute(arms.canary),
    watched: armMinute(arms.watched),
  };
}

function armMinute({ failed, times }: Counted): ArmMinute {
  if (times.length === 0) return { requests: 0, errorRate: null, p50: null, p99: null };
  const sorted = times.toSorted((a, b) => a - b);
  const percentileValue = (percent: number) =>
    Math.round(sorted[Math.ceil((percent / 100) * sorted.length) - 1] as number);
  return {
    requests: times.length,
    errorRate: share(failed, times.length),
    p50: percentileValue(50),
    p99: percentileValue(99),
  };
}

/** Returns a share rounded to four digits, which is enough to see and keeps the messages short. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}
