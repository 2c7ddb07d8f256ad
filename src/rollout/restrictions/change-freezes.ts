import type { Requester } from '../../domain/people/person.ts';
import type { FreezeInForce } from '../../domain/restrictions/freeze-fields.ts';
import { freezeInForce } from '../../domain/restrictions/freeze-in-force.ts';
import type { Freeze, Restrictions } from '../../domain/restrictions/restrictions.ts';
import type { Service } from '../../domain/service.ts';
import { isOwner } from './is-owner.ts';

function withoutPast({ freezes, lifts, ...rest }: Restrictions, now: number): Restrictions {
  const isAhead = ({ until }: { readonly until: number }): boolean => now < until;
  return { ...rest, freezes: freezes.filter(isAhead), lifts: lifts.filter(isAhead) };
}

/** Sets a freeze. It replaces the freeze that its owner has on the same service; those of others stay. */
export function setFreeze(restrictions: Restrictions, freeze: Freeze, now: number): Restrictions {
  const { freezes, ...rest } = withoutPast(restrictions, now);
  const others = freezes.filter(({ service, by }) => service !== freeze.service || !isOwner(by, freeze.by));
  return { ...rest, freezes: [...others, freeze] };
}

/** The person or caller that lifts, and what they may lift. */
export interface Lifter {
  readonly by: Requester;
  /** True when they may promote the service: then they may lift what others froze, and windows of serin.yml. */
  readonly mayPromote: boolean;
}

/**
 * Lifts the freezes of one service, as far as the requester may: their own always; what others froze, freezes of all services and
 * windows only for who may promote. What stays in force is still in the result.
 */
export function liftFreezes(
  restrictions: Restrictions,
  service: Service,
  { by, mayPromote }: Lifter,
  now: number,
): Restrictions {
  const { freezes, ...rest } = withoutPast(restrictions, now);
  const kept = freezes.filter((freeze) => freeze.service !== service.name || !(mayPromote || isOwner(freeze.by, by)));
  const next = { ...rest, freezes: kept };
  const left = freezeInForce(next, service, now);
  if (left === null || !mayPromote) return next;
  return { ...next, lifts: [...next.lifts, { service: service.name, by, at: now, until: left.until }] };
}

/** Lifts the freeze of all services that the requester set. */
export function liftOwnFreezeOfAll(restrictions: Restrictions, by: Requester, now: number): Restrictions {
  const { freezes, ...rest } = withoutPast(restrictions, now);
  return { ...rest, freezes: freezes.filter((freeze) => freeze.service !== null || !isOwner(freeze.by, by)) };
}

/** Returns the freeze of all services that is in force; null when there is none. */
export function freezeOfAll({ freezes }: Restrictions, now: number): FreezeInForce | null {
  const ofAll = freezes.filter(({ service }) => service === null);
  return freezeInForce({ freezes: ofAll, lifts: [] }, { name: '' }, now);
}

/** The time for which a key is remembered, in milliseconds: EventBridge delivers again for up to 24 hours. */
const REMEMBER_MS = 25 * 60 * 60_000;

/** Marks a command as processed. */
export function rememberCommand(restrictions: Restrictions, key: string, now: number): Restrictions {
  const young = restrictions.seen.filter(({ at }) => now - at < REMEMBER_MS);
  return { ...restrictions, seen: [...young, { key, at: now }] };
}

/** True when a command was processed already. */
export function isRemembered({ seen }: Restrictions, key: string): boolean {
  return seen.some((one) => one.key === key);
}
