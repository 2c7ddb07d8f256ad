import type { Person } from '../../domain/people/person.ts';
import type { Role } from '../../domain/people/roles.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { Service } from '../../domain/service.ts';
import { joinWithOr } from '../../domain/wording.ts';
import { LookupFailed } from '../../ports/inbound/people.ts';
import type { Deps } from '../deps.ts';
import type { Change } from './command.ts';
import { refusal } from './replies.ts';

/**
 * The role that each command of a person needs, and its verb for a refusal; null for what depends on more: who approves, and whose
 * approval or start it is.
 */
const NEEDS: { readonly [Name in Change['name']]: { readonly role: Role; readonly verb: string } | null } = {
  start: { role: 'start', verb: 'start' },
  sync: { role: 'start', verb: 'bring level' },
  'stop-sync': { role: 'start', verb: 'stop the sync of' },
  'resume-queue': { role: 'start', verb: 'resume the queue of' },
  'leave-queue': null,
  approve: null,
  withdraw: null,
  pause: { role: 'pause', verb: 'pause' },
  resume: { role: 'pause', verb: 'resume' },
  promote: { role: 'promote', verb: 'promote' },
  skip: { role: 'promote', verb: 'skip a bake or a wait of' },
  'hook-done': { role: 'promote', verb: 'say that a hook is done for' },
  'put-back': { role: 'promote', verb: 'put back shares of' },
  accept: { role: 'promote', verb: 'accept what changed in' },
  rollback: { role: 'rollback', verb: 'roll back' },
  reject: { role: 'rollback', verb: 'reject' },
  freeze: { role: 'freeze', verb: 'freeze' },
  unfreeze: { role: 'freeze', verb: 'unfreeze' },
  lock: { role: 'freeze', verb: 'lock' },
  unlock: { role: 'freeze', verb: 'unlock' },
};

/**
 * Returns the refusal of a person who lacks the role that a command needs; null where they have it, or where the service does not
 * give that role to anybody in particular. A failed look-up does not hold up a rollback.
 *
 * @param service the configuration of now
 * @param approvers those who may approve what waits now, and so may reject it, whoever has the role
 * @throws LookupFailed
 */
export async function roleRefusal(
  { people }: Pick<Deps, 'people'>,
  { name, by }: { readonly name: Change['name']; readonly by: Person },
  service: Service,
  approvers: readonly string[],
): Promise<Reply | null> {
  const needed = NEEDS[name];
  const holders = needed === null ? undefined : service.roles?.[needed.role];
  if (needed === null || holders === undefined) return null;
  const listed = [...new Set([...holders, ...(name === 'reject' ? approvers : [])])];
  try {
    if (await people.isAmong(by, listed)) return null;
  } catch (error) {
    if (name === 'rollback' && error instanceof LookupFailed) return null;
    throw error;
  }
  return refusal('not-in-role', `Only ${joinWithOr(listed)} can ${needed.verb} ${service.name}. Ask one of them.`);
}
