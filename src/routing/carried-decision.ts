import type { Arm } from './arm.ts';
import { filterBaggage, valueIn, withValue } from './baggage.ts';
import { type Hop, parseHops, textOfHops } from './chain.ts';

/** The decision which arm of a service a request belongs to, made once, where it came in, and carried from hop to hop. */
export interface CarriedDecision {
  /** The name of the service in `serin.yml`: what is rolled out as one. */
  readonly service: string;
  readonly arm: Arm;
  /** The id of the rollout that was asked; null when none ran. */
  readonly rollout: string | null;
  /** The revision of the weight that decided, a whole number from 0. */
  readonly revision: number;
  /** The code that the request went through so far, in order; at most 16 hops. */
  readonly chain: readonly Hop[];
}

/** The prefix of the keys of Serin's members; the name of the service follows. */
const PREFIX = 'serin.';

const SERVICE = /^[a-z][a-z0-9-]{0,39}$/;
const ROLLOUT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const REVISION = /^\d{1,9}$/;

/**
 * The decision about a service that a request carries; null when it carries none that can be read. What comes in is
 * untrusted: nothing in it can make this throw, and what is too long or has strange characters is no decision.
 * @param baggage from outside: anything
 */
export function readDecision(baggage: unknown, service: string): CarriedDecision | null {
  const value = SERVICE.test(service) ? valueIn(baggage, PREFIX + service) : null;
  const [arm, rollout = '', revision = '', ...hops] = value?.split('~') ?? [];
  if (arm !== 'stable' && arm !== 'canary') return null;
  if (!(rollout === '-' || ROLLOUT.test(rollout)) || !REVISION.test(revision)) return null;
  return {
    service,
    arm,
    rollout: rollout === '-' ? null : rollout,
    revision: Number(revision),
    chain: parseHops(hops),
  };
}

/**
 * A baggage that carries the decision, in the place of an earlier one about the same service; everything else in it stays.
 * A decision that could not be read back is left out, so that the next hop falls back to stable.
 */
export function writeDecision(baggage: unknown, decision: CarriedDecision): string {
  const { service, arm, rollout, revision, chain } = decision;
  const kept = filterBaggage(baggage, () => true);
  if (!SERVICE.test(service)) return kept;
  const value = [arm, rollout ?? '-', String(revision), ...textOfHops(chain)].join('~');
  const written = withValue(kept, PREFIX + service, value);
  return readDecision(written, service) === null ? filterBaggage(kept, (key) => key !== PREFIX + service) : written;
}

/** A baggage without any decision, as the first hop has to make it of what an outside client sent. */
export function dropDecisions(baggage: unknown): string {
  return filterBaggage(baggage, (key) => !key.startsWith(PREFIX));
}

/** A baggage with nothing but decisions, for media that have little room. */
export function keepDecisions(baggage: unknown): string {
  return filterBaggage(baggage, (key) => key.startsWith(PREFIX));
}

/**
 * Returns the next hop for a decision, from one for each arm: an alias, a URL, a queue. Without a decision it is the stable one.
 */
export function choose<T>(decision: Pick<CarriedDecision, 'arm'> | null, arms: Readonly<Record<Arm, T>>): T {
  return decision?.arm === 'canary' ? arms.canary : arms.stable;
}
