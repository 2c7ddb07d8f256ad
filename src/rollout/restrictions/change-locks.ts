import type { Lock, Restrictions } from '../../domain/restrictions/restrictions.ts';
import type { Lifter } from './change-freezes.ts';
import { isOwner } from './is-owner.ts';

/** Returns the lock on a service; null where nobody has locked it. */
export function findLock({ locks = [] }: Restrictions, service: string): Lock | null {
  return locks.find((lock) => lock.service === service) ?? null;
}

function withoutLock(
  { locks = [], ...rest }: Restrictions,
  service: string,
): Restrictions & { locks: readonly Lock[] } {
  return { ...rest, locks: locks.filter((lock) => lock.service !== service) };
}

/** Locks a service, or changes the reason of its owner's lock. A lock of somebody else stays: then nothing changes. */
export function setLock(restrictions: Restrictions, lock: Lock): Restrictions {
  const held = findLock(restrictions, lock.service);
  if (held !== null && !isOwner(held.by, lock.by)) return restrictions;
  const { locks, ...rest } = withoutLock(restrictions, lock.service);
  return { ...rest, locks: [...locks, lock] };
}

/** Unlocks a service for the owner of the lock, and for who may promote the service; for others nothing changes. */
export function liftLock(restrictions: Restrictions, service: string, { by, mayPromote }: Lifter): Restrictions {
  const held = findLock(restrictions, service);
  return held !== null && (mayPromote || isOwner(held.by, by)) ? withoutLock(restrictions, service) : restrictions;
}
