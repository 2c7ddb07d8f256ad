import { hashed } from '../random.ts';
import { type ArmsSetup, MINUTE } from '../setup.ts';

/** What one arm of one target did in a minute. */
export interface Counts {
  readonly requests: number;
  readonly errors: number;
  /** Requests whose latency was measured: a part of them, so that a world stays quick. */
  readonly timed: number;
  /** The median latency, in milliseconds. */
  readonly median: number;
  /** Requests that ended with an order; null where CloudWatch does not have them yet. */
  readonly orders: number | null;
  /** The median value of a basket; each request that is timed has one. */
  readonly basket: number;
}

export type Arm = 'stable' | 'canary';

/** The traffic of a service, as it really was, and as CloudWatch says by now that it was. */
export interface Traffic {
  /** A rollout begins: its canary has so much of each target. */
  begin(shares: readonly number[]): void;
  /** A target has another share, in percent. */
  note(target: number, share: number): void;
  /** The requests of both arms to a target in a minute, when nobody told arms apart. */
  all(target: number, minute: number): Counts;
  /** What CloudWatch has of an arm of a target in a minute; null where it has nothing. */
  reported(target: number, arm: Arm, minute: number): Counts | null;
  /** The lowest share of the canary in any target since a moment, in percent. */
  lowestSince(moment: number): number;
}

/** Error rates of the targets of a service: they differ, so that counts of several may not be added up. */
const BASE_RATES = [0.002, 0.03];
const BURNING = 0.4;
const TIMES_WORSE = 10;
const TIMES_SLOWER = 1.8;
const USUAL_MEDIAN_MS = 120;
const ORDER_RATE = 0.1;
const USUAL_BASKET = 40;
/** How long an incident lasts. */
const INCIDENT_MS = 10 * MINUTE;
const MOST_TIMED = 2_000;
/** Fractions of the golden ratio are spread evenly, so that rounding does not favour an arm for long. */
const GOLDEN = 0.618_033_988_75;

/** What becomes of the data of one arm in one minute: a part of it is there after some time, the rest later, or never. */
interface Fate {
  readonly first: number;
  readonly firstAt: number;
  readonly restAt: number;
}

export interface TrafficParts {
  readonly service: string;
  readonly seed: number;
  readonly setup: ArmsSetup;
  /** When the world began. */
  readonly start: number;
  readonly now: () => number;
}

const isSame = (one: number, another: number): boolean => Math.abs(one - another) < 1e-9;

/**
 * Traffic by arm, from the shares that the targets really had. What both arms have in common is split as evenly as whole requests
 * can be: where the versions are alike, nothing that is found is chance.
 */
export function createTraffic({ service, seed, setup, start, now }: TrafficParts): Traffic {
  const { quality, perMinute, isLate, from, custom } = setup;
  /** The shares of each target from moments on; 0 before the first. */
  let shares: { readonly at: number; readonly share: number }[][] = [];
  const known = new Map<string, Readonly<Record<Arm, Counts | null>>>();
  const fates = new Map<string, Fate>();

  /** A number from 0 to 1 that is the same for the same seed and key. */
  const drawn = (key: string): number => hashed(`${hashed(key, hashed(`${seed} ${service}`))}`) / 2 ** 32;

  const averageShare = (target: number, minute: number): number => {
    const changes = shares[target] ?? [];
    return changes.reduce((sum, { at, share }, i) => {
      const until = Math.min(changes[i + 1]?.at ?? Number.POSITIVE_INFINITY, minute + MINUTE);
      return sum + (Math.max(0, until - Math.max(at, minute)) / MINUTE) * (share / 100);
    }, 0);
  };

  const isIncident = (minute: number): boolean => {
    const began = start + from * MINUTE;
    return minute >= began && minute < began + INCIDENT_MS;
  };

  const rateOf = (target: number, arm: Arm, minute: number): number => {
    const drift = 1 + 0.5 * Math.sin(minute / (7 * MINUTE)) + 0.2 * drawn(`drift ${minute}`);
    const usual = (BASE_RATES[target % BASE_RATES.length] ?? 0) * drift;
    if (quality === 'shared incident' && isIncident(minute)) return BURNING;
    if (quality === 'fix-forward' && arm === 'stable') return BURNING;
    return quality === 'bad' && arm === 'canary' ? Math.min(BURNING, usual * TIMES_WORSE) : usual;
  };

  const medianOf = (arm: Arm, minute: number): number =>
    USUAL_MEDIAN_MS *
    (1 + 0.3 * Math.sin(minute / (11 * MINUTE))) *
    (quality === 'slow' && arm === 'canary' ? TIMES_SLOWER : 1);

  /** The orders of both arms; where the versions are alike, split as evenly as whole ones can be. */
  const ordersOf = (n: number, requests: Readonly<Record<Arm, number>>): Readonly<Record<Arm, number>> => {
    const rounding = (n * GOLDEN) % 1;
    const ratio = custom?.orders.ratio ?? 1;
    const total = requests.canary + requests.stable;
    const all = Math.floor(total * ORDER_RATE + rounding);
    const canary = Math.floor(
      isSame(ratio, 1)
        ? (all * requests.canary) / Math.max(1, total) + ((rounding + 0.5) % 1)
        : requests.canary * ORDER_RATE * ratio + rounding,
    );
    const stable = isSame(ratio, 1) ? all - canary : Math.floor(requests.stable * ORDER_RATE + rounding);
    return { canary: Math.min(requests.canary, canary), stable: Math.max(0, Math.min(requests.stable, stable)) };
  };
  const basketOf = (arm: Arm, minute: number): number =>
    USUAL_BASKET * (1 + 0.2 * Math.sin(minute / (13 * MINUTE))) * (arm === 'canary' ? (custom?.basket.ratio ?? 1) : 1);

  const happened = (target: number, minute: number): Readonly<Record<Arm, Counts | null>> => {
    const n = minute / MINUTE;
    const rounding = (n * GOLDEN + drawn(`rounding ${target}`)) % 1;
    const total = Math.round(perMinute * (0.8 + 0.4 * drawn(`traffic ${target} ${minute}`)));
    const share = averageShare(target, minute);
    const canary = share >= 1 - 1e-9 ? total : Math.floor(total * share + rounding);
    const [mine, others] = [rateOf(target, 'canary', minute), rateOf(target, 'stable', minute)];
    // Alike where the rates are: the errors of both, and the canary's part of them.
    const failed = Math.floor(total * others + ((n * GOLDEN * GOLDEN) % 1));
    const canaryErrors = isSame(mine, others)
      ? Math.floor((failed * canary) / Math.max(1, total) + ((rounding + 0.5) % 1))
      : Math.floor(canary * mine + rounding);
    const stableErrors = isSame(mine, others)
      ? failed - canaryErrors
      : Math.floor((total - canary) * others + rounding);
    const timed = Math.min(1, MOST_TIMED / Math.max(1, perMinute));
    const orders = ordersOf(n, { canary, stable: total - canary });
    const arm = (name: Arm, requests: number, errors: number): Counts | null =>
      requests === 0
        ? null
        : {
            requests,
            errors: Math.max(0, Math.min(requests, errors)),
            timed: Math.floor(requests * timed + rounding),
            median: medianOf(name, minute),
            ...{ orders: orders[name], basket: basketOf(name, minute) },
          };
    return { canary: arm('canary', canary, canaryErrors), stable: arm('stable', total - canary, stableErrors) };
  };

  const countsOf = (target: number, minute: number): Readonly<Record<Arm, Counts | null>> => {
    if (minute + MINUTE > now()) return happened(target, minute);
    const key = `${target} ${minute}`;
    const made = known.get(key) ?? happened(target, minute);
    known.set(key, made);
    return made;
  };

  const drawFate = (key: string, minute: number): Fate => {
    const end = minute + MINUTE;
    const usualAt = end + 10_000 + 35_000 * drawn(`${key} published`);
    const usual: Fate = { first: 1, firstAt: usualAt, restAt: usualAt };
    const dice = isLate ? drawn(`${key} fate`) : 1;
    const later = usualAt + MINUTE * (0.5 + 4 * drawn(`${key} later`));
    if (dice < 0.04) return { first: 0, firstAt: usualAt, restAt: Number.POSITIVE_INFINITY };
    if (dice < 0.12) return { first: 1, firstAt: later, restAt: later };
    if (dice < 0.24) return { first: 0.4 + 0.5 * drawn(`${key} part`), firstAt: usualAt, restAt: later };
    return usual;
  };
  const fateOf = (target: number, arm: Arm, minute: number): Fate => {
    const key = `${target} ${arm} ${minute}`;
    const fate = fates.get(key) ?? drawFate(key, minute);
    fates.set(key, fate);
    return fate;
  };

  /** Orders are published by somebody else, and may be later than visits: less than three minutes after the end of theirs. */
  const hasOrders = (target: number, arm: Arm, minute: number): boolean => {
    const key = `${target} ${arm} ${minute} orders`;
    const delay = isLate && drawn(`${key} late`) < 0.3 ? MINUTE * (1 + 1.5 * drawn(`${key} later`)) : 0;
    return now() >= minute + MINUTE + delay;
  };

  return {
    begin: (first) => {
      shares = first.map((share) => [{ at: now(), share }]);
      known.clear();
    },
    note: (target, share) => {
      const changes = shares[target];
      if (changes !== undefined && changes.at(-1)?.share !== share) changes.push({ at: now(), share });
    },
    all: (target, minute) => {
      const total = Math.round(perMinute * (0.8 + 0.4 * drawn(`traffic ${target} ${minute}`)));
      const errors = Math.floor(total * rateOf(target, 'stable', minute));
      return {
        ...{ requests: total, errors, timed: Math.min(total, MOST_TIMED), median: medianOf('stable', minute) },
        ...{ orders: Math.floor(total * ORDER_RATE), basket: basketOf('stable', minute) },
      };
    },
    reported: (target, arm, minute) => {
      const { first, firstAt, restAt } = fateOf(target, arm, minute);
      const part = now() >= restAt ? 1 : now() >= firstAt ? first : 0;
      const made = part === 0 ? null : countsOf(target, minute)[arm];
      if (made === null) return null;
      const counts = hasOrders(target, arm, minute) ? made : { ...made, orders: null };
      if (part === 1) return counts;
      const { requests, errors, timed, orders } = counts;
      const some = (count: number): number => Math.floor(count * part);
      return some(requests) === 0
        ? null
        : {
            ...{ ...counts, requests: some(requests), errors: some(errors), timed: some(timed) },
            orders: orders === null ? null : some(orders),
          };
    },
    lowestSince: (moment) => {
      const lowest = shares.map((changes) => {
        const inForce = changes.filter(({ at }, i) => at >= moment || (changes[i + 1]?.at ?? now() + 1) > moment);
        return Math.min(...inForce.map(({ share }) => share), ...((changes[0]?.at ?? now()) > moment ? [0] : []));
      });
      return lowest.length === 0 ? 0 : Math.min(...lowest);
    },
  };
}
