import type { Requester } from '../../domain/people/person.ts';
import type { FreezeInForce } from '../../domain/restrictions/freeze-fields.ts';
import { freezeInForce } from '../../domain/restrictions/freeze-in-force.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { findLock } from '../../rollout/restrictions/change-locks.ts';
import { isOwner } from '../../rollout/restrictions/is-owner.ts';
import type { Deps } from '../deps.ts';

/** Returns the live configuration of a service; the known copy when it cannot be read or is gone. */
async function readLive(deps: Deps, known: Service): Promise<Service> {
  try {
    return (await deps.services.get(known.name, false)) ?? known;
  } catch (error) {
    deps.log.warn({ service: known.name, error: String(error) }, 'the frozen copy says which freezes there are');
    return known;
  }
}

/**
 * Reads the freeze that a service is under: what people commanded, and the windows of the live configuration. One read of the
 * table.
 *
 * @param known the configuration that answers when the live one cannot be read
 */
export async function readFreeze(deps: Deps, known: Service): Promise<FreezeInForce | null> {
  const [restrictions, live] = await Promise.all([deps.restrictions.load(), readLive(deps, known)]);
  return freezeInForce(restrictions, live, deps.clock.now());
}

/** The freeze and the lock of a service, in the fields of a draft. */
type StartRestrictions = Pick<Draft, 'freeze' | 'lock'>;

/** Reads the freeze and the lock that a service is under, for a start. One read of the table. @param by who starts */
export async function readStartRestrictions(deps: Deps, known: Service, by: Requester): Promise<StartRestrictions> {
  const [restrictions, live] = await Promise.all([deps.restrictions.load(), readLive(deps, known)]);
  const freeze = freezeInForce(restrictions, live, deps.clock.now());
  const held = findLock(restrictions, known.name);
  if (held === null) return { ...(freeze !== null && { freeze }) };
  const { by: owner, at, reason } = held;
  return { ...(freeze !== null && { freeze }), lock: { by: owner, at, reason, isOwn: isOwner(owner, by) } };
}
