import { type Draws, drawsFor } from './random.ts';
import type { Party, Script } from './script.ts';

/** What can become of one call, apart from what it is for. */
export const CALL_FAULTS = ['throttled', 'failed', 'answer lost', 'done twice', 'slow', 'stale'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** Calls whose answer may be as old as half a minute: those that AWS does not promise to be consistent. */
export const MAY_BE_STALE = new Set(['SSM.GetParameter', 'CloudWatch.DescribeAlarms', 'EdgeCloudWatch.DescribeAlarms']);

/** What is asked once by whoever calls: Slack's messages, which are looked for before they are posted again, flags, and hooks. */
const isTriedOnce = (operation: string): boolean => /^(Slack|LaunchDarkly)\.|^Lambda\.Invoke$/.test(operation);

const KIND_OF_KEY = { call: 'call', worker: 'worker', timer: 'timer' } as const;

/** Where which fault is met. What was met is kept, so that a run can be repeated with a part of it. */
export interface Faults {
  /** @param worker the number of who calls */
  call(
    operation: string,
    worker: number,
  ): { readonly fault: CallFault | null; readonly there: number; readonly back: number };
  /** At which point a worker is killed, counted over the answers that it gets; null: it lives. */
  death(): number | null;
  /** After its time, in milliseconds, and how often a timer fires. */
  timer(): readonly number[];
  /** How far the clock of a container is off, in milliseconds. */
  skew(largest: number): number;
  /** How a hook answers. */
  hook(): string;
  /** Whether a build that was asked for is ever made. */
  builds(): boolean;
  /** How many are still on a version; null: the metric says nothing. */
  left(): number | null;
  /** Every fault that was met, by where. */
  readonly met: ReadonlyMap<string, string>;
}

/** So often calls of some workers are slow in a world where nothing worse happens to them, and others overtake those. */
export const SLUGGISH = 0.4;

/** An even world: each call takes so long there and back, in milliseconds. */
const EVEN_MS = 20;

/** @param isOver whether the time of faults is over */
export function createFaults({ seed, faults, uneven, happenings }: Script, isOver: () => boolean): Faults {
  // Slow workers are the ones that come too late: some worlds are full of them.
  const isSluggish = faults === SLUGGISH;
  const kinds = isSluggish ? (['slow'] as const) : CALL_FAULTS;
  /** How much more often than calls workers, timers and hooks meet one. */
  const more = (times: number): number => (isSluggish ? 0.1 : times);
  /** Faults of calls that something else is to follow, or that the script is about. */
  const given = new Map(happenings.flatMap((one) => (one.kind === 'call' ? [[one.after, one.fault] as const] : [])));
  const counts = new Map<string, number>();
  const met = new Map<string, string>();
  const next = (what: string): string => {
    const n = (counts.get(what) ?? 0) + 1;
    counts.set(what, n);
    return `${what}#${n}`;
  };
  /** The fault that is met here: drawn, or as it is listed. */
  const meet = (key: string, share: number, draw: (draws: Draws) => string): string | null => {
    if (isOver()) return null;
    if (typeof faults !== 'number') {
      const listed = faults.get(key) ?? null;
      if (listed !== null) met.set(key, listed);
      return listed;
    }
    const draws = drawsFor(seed, `${key} fault`);
    if (!draws.chance(faults * share)) return null;
    const fault = draw(draws);
    met.set(key, fault);
    return fault;
  };
  return {
    met,
    call: (operation, worker) => {
      const key = next(operation);
      const draws = drawsFor(seed, key);
      const [there, back] = uneven ? [draws.between(2, 60), draws.between(2, 60)] : [EVEN_MS, EVEN_MS];
      const isSlow = isSluggish && drawsFor(seed, `worker ${worker} is slow`).chance(0.4);
      const fault = meet(key, isSluggish ? Number(isSlow) : 1, (drawn) => {
        const kind = drawn.pick(kinds);
        if (kind === 'stale' && !MAY_BE_STALE.has(operation)) return 'answer lost';
        return kind === 'done twice' && isTriedOnce(operation) ? 'slow' : kind;
      });
      return { fault: (isOver() ? undefined : given.get(key)) ?? (fault as CallFault | null), there, back };
    },
    death: () => {
      const key = next(KIND_OF_KEY.worker);
      const point = meet(key, more(3), (draws) => String(draws.between(0, 25)));
      return point === null ? null : Number(point);
    },
    timer: () => {
      const key = next(KIND_OF_KEY.timer);
      const draws = drawsFor(seed, key);
      const usual = uneven ? draws.between(0, 50_000) : 1_000;
      switch (meet(key, more(4), (drawn) => drawn.pick(['late', 'twice']))) {
        case 'late':
          return [usual + draws.between(60_000, 300_000)];
        case 'twice':
          return [usual, usual + draws.between(0, 90_000)];
        default:
          return [usual];
      }
    },
    skew: (largest) => (uneven ? drawsFor(seed, next('clock')).between(-largest, largest) : 0),
    builds: () => drawsFor(seed, next('build')).chance(0.8),
    left: () => drawsFor(seed, next('left')).pick([0, 2, 2, 5, null]),
    hook: () => {
      const key = next('hook');
      return (
        meet(key, more(10), (draws) => draws.pick(['fails', 'later', 'later twice', 'never', 'busy', 'unknown'])) ??
        'ok'
      );
    },
  };
}

/** The error of a party that is overloaded, by the name that its API gives it. */
export function throttling(party: Party): Error {
  const names: Readonly<Record<Party, string>> = {
    DynamoDB: 'ProvisionedThroughputExceededException',
    Lambda: 'TooManyRequestsException',
    Route53: 'ThrottlingException',
    ELBv2: 'Throttling',
    KeyValueStore: 'ThrottlingException',
    SSM: 'ThrottlingException',
    CloudWatch: 'Throttling',
    EdgeCloudWatch: 'Throttling',
    Scheduler: 'ThrottlingException',
    ApiGateway: 'TooManyRequestsException',
    S3: 'SlowDown',
    LaunchDarkly: 'RateLimited',
    Slack: 'ratelimited',
  };
  return named(names[party], `Rate exceeded (${party}).`, 429);
}

/** Those that say `AccessDenied`. */
const SHORT: ReadonlySet<Party> = new Set(['Route53', 'ELBv2', 'S3', 'CloudWatch', 'EdgeCloudWatch']);

/** The error of a call for which a permission is missing; the APIs spell it in two ways. */
export function denied(party: Party): Error {
  return named(
    SHORT.has(party) ? 'AccessDenied' : 'AccessDeniedException',
    `${party} is not authorized to do this.`,
    403,
  );
}

/** The error of a call that had no answer in time. */
export function noAnswer(party: Party): Error {
  return named('TimeoutError', `${party} did not answer within 5 s.`);
}

/** An error of the party itself. */
export function broken(party: Party): Error {
  return named('InternalFailure', `${party} has trouble of its own.`, 500);
}

function named(name: string, message: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
