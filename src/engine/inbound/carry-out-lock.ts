import type { LockInForce } from '../../domain/restrictions/lock-fields.ts';
import { lockText } from '../../domain/restrictions/lock-text.ts';
import type { Lock, Restrictions } from '../../domain/restrictions/restrictions.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import { displayName, withoutFullStop } from '../../domain/wording.ts';
import { expiredRefusal } from '../../rollout/commands/start.ts';
import { findLock, liftLock, setLock } from '../../rollout/restrictions/change-locks.ts';
import { isOwner } from '../../rollout/restrictions/is-owner.ts';
import type { Deps } from '../deps.ts';
import { processSignal } from '../process-signal.ts';
import { updateRestrictions } from '../restrictions/update-restrictions.ts';
import type { Grant } from './authorize.ts';
import type { Named } from './command.ts';
import { findPromoters } from './promoters.ts';
import { type Answer, info, refusal, replyEffects, says } from './replies.ts';

type LockCommand = Named<'lock' | 'unlock'>;

/** Returns the line of the timeline, and the same for the requester. @param held the lock before */
function lineFor({ name, by, service, text }: LockCommand, held: Lock | null): string {
  const who = displayName(by);
  const why = text === '' ? '' : `: ${withoutFullStop(text)}`;
  if (name === 'lock') return `${who} locked ${service}${why}. Only ${who} can start it; rollbacks work as always.`;
  const whose = held === null || isOwner(held.by, by) ? '' : `, which was ${lockText(held)}`;
  return `${who} unlocked ${service}${why}${whose}.`;
}

/** Returns the answer to a command that changes nothing; null when it changes something. @param others those who may unlock too */
function objection({ name, by, service }: LockCommand, held: Lock | null, others: string): Reply | null {
  if (held === null) return name === 'lock' ? null : info(`${service} is not locked.`);
  if (isOwner(held.by, by)) return null;
  const who = others === '' ? '' : `, or ${others},`;
  return refusal('locked', `${service} is ${lockText(held)}. Only its owner${who} can unlock it.`);
}

/** Locks a service for its requester, or unlocks it as far as they may. @returns the answer, or a refusal that is to be kept */
export async function carryOutLock(
  deps: Deps,
  command: LockCommand,
  { known, grant }: { readonly known: ServiceRecord; readonly grant: Grant },
): Promise<Answer | Reply> {
  const { key, by, service, text: reason } = command;
  const late = expiredRefusal(command.issuedAt, deps.clock.now());
  if (late?.answer === 'refused') return refusal(late.code, late.because);
  const promoters = await findPromoters(deps, command, grant, known.rollout);
  const mayPromote = command.name === 'unlock' && promoters.isAmong;
  const { before, after, isRepeat } = await updateRestrictions(deps, key, (restrictions: Restrictions, now) =>
    command.name === 'lock'
      ? setLock(restrictions, { id: key, service, by, at: now, reason })
      : liftLock(restrictions, service, { by, mayPromote }),
  );
  const held = findLock(before, service);
  const no = isRepeat || after !== before ? null : objection(command, held, promoters.names);
  if (no !== null) return no;
  const lock = findLock(after, service);
  const text = lineFor(command, isRepeat ? null : held);
  const reply: Reply = { ...info(text), tone: 'done' };
  await tellRecord(deps, command, lock, reply);
  return says(reply, null, { isSaved: true });
}

/** Tells the service's record, so that every start that was prepared before is decided anew, and people see it in a running thread. */
async function tellRecord(deps: Deps, command: LockCommand, lock: Lock | null, reply: Reply): Promise<void> {
  const told: LockInForce | null = lock === null ? null : { by: lock.by, at: lock.at, reason: lock.reason };
  await processSignal(
    deps,
    command.service,
    { kind: 'lock', actor: command.by, lock: told, text: reply.text },
    { keys: [command.key], remembers: true, extra: () => replyEffects(command, reply) },
  );
}
