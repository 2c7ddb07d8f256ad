import type { Requester } from '../../domain/people/person.ts';
import { isPerson, isSame } from '../../domain/people/requester.ts';

/** A session of a role, which STS puts behind the name of the role. */
const SESSION = /(:assumed-role\/[^/]+)\/.*$/;

/** True when the owner of a freeze or a lock is asking. A role is one owner, whatever its sessions are called. */
export function isOwner(one: Requester, other: Requester): boolean {
  if (isPerson(one) || isPerson(other)) return isSame(one, other);
  return one.arn.replace(SESSION, '$1') === other.arn.replace(SESSION, '$1');
}
