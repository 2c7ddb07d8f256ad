import type { FreezeInForce } from '../../domain/restrictions/freeze-fields.ts';
import { freezeInForce, freezeText } from '../../domain/restrictions/freeze-in-force.ts';
import type { Freeze, Restrictions } from '../../domain/restrictions/restrictions.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Signal } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { displayName, withoutFullStop } from '../../domain/wording.ts';
import { LookupFailed } from '../../ports/inbound/people.ts';
import { expiredRefusal } from '../../rollout/commands/start.ts';
import { freezeOfAll, liftFreezes, liftOwnFreezeOfAll, setFreeze } from '../../rollout/restrictions/change-freezes.ts';
import type { Deps } from '../deps.ts';
import { processSignal } from '../process-signal.ts';
import { updateRestrictions } from '../restrictions/update-restrictions.ts';
import type { Grant } from './authorize.ts';
import type { Named } from './command.ts';
import { findPromoters } from './promoters.ts';
import { type Answer, info, refusal, replyEffects, says } from './replies.ts';

type ServiceFreeze = Named<'freeze' | 'unfreeze'>;
type FreezeOfAll = Named<'freeze-all' | 'unfreeze-all'>;

/** A sentence behind what somebody did; empty without a reason. */
const because = (text: string): string => (text === '' ? '' : `: ${withoutFullStop(text)}`);

function successReply(text: string): Reply {
  return { ...info(text), tone: 'done' };
}

/** Returns the freeze that a command sets; it counts from the moment at which it was sent. */
function freezeOf(command: Named<'freeze' | 'freeze-all'>, now: number): Freeze {
  const { key, by, issuedAt, ms, text } = command;
  const service = command.name === 'freeze' ? command.service : null;
  return { id: key, service, by, at: now, until: issuedAt + ms, reason: text };
}

/** Returns the refusal of a freeze that is over when it arrives, or of a lift that is too old; null when it counts. */
function lateRefusal(command: ServiceFreeze | FreezeOfAll, now: number): Reply | null {
  if (command.name === 'freeze' || command.name === 'freeze-all') {
    const { until } = freezeOf(command, now);
    return until > now
      ? null
      : refusal('expired', 'The freeze would be over already. Freeze again if you still want it.');
  }
  const late = expiredRefusal(command.issuedAt, now);
  return late?.answer === 'refused' ? refusal(late.code, late.because) : null;
}

/**
 * Tells a service's record, so that every decision that began before is made anew with the freeze, and people see it in the
 * thread of a running rollout.
 */
async function tell(
  deps: Deps,
  command: ServiceFreeze | FreezeOfAll,
  {
    service,
    freeze,
    text,
    reply,
  }: { service: string; freeze: FreezeInForce | null; text: string; reply: Reply | null },
): Promise<void> {
  const signal: Signal = { kind: 'freeze', actor: command.by, freeze, text };
  await processSignal(deps, service, signal, {
    keys: [command.key],
    remembers: true,
    extra: () => (reply === null ? [] : replyEffects(command, reply)),
  });
}

/** Returns the line of the timeline, and the same for the requester. */
function lineFor(command: ServiceFreeze | FreezeOfAll, freeze: FreezeInForce | null): string {
  const { by, text } = command;
  const who = displayName(by);
  const still = freeze === null ? '' : ` Still ${freezeText(freeze)}.`;
  switch (command.name) {
    case 'freeze':
    case 'freeze-all': {
      const what = command.name === 'freeze' ? command.service : 'all services';
      const is = freeze === null ? '' : ` It is ${freezeText(freeze)}.`;
      return `${who} froze ${what}.${is} Nothing starts and no share rises until then; rollbacks work as always.`;
    }
    case 'unfreeze':
    case 'unfreeze-all':
      return `${who} lifted ${freeze === null ? 'the freeze' : 'their own freeze'}${because(text)}.${still}`;
  }
}

/** Returns the answer to a lift that lifts nothing; null when it lifts something. */
function liftObjection(service: string, before: FreezeInForce | null, changed: boolean, who: string): Reply | null {
  if (before === null) return info(`${service} is not frozen.`);
  if (changed) return null;
  return refusal('not-freezer', `${service} is ${freezeText(before)}. Only its owner${who} can lift it.`);
}

interface Asked {
  readonly known: ServiceRecord;
  readonly grant: Grant;
}

/** Freezes a service, or lifts its freezes as far as the requester may. @returns the answer, or a refusal that is to be kept */
export async function carryOutFreeze(
  deps: Deps,
  command: ServiceFreeze,
  { known, grant }: Asked,
): Promise<Answer | Reply> {
  const { service } = grant;
  const late = lateRefusal(command, deps.clock.now());
  if (late !== null) return late;
  const rights = command.name === 'unfreeze' ? await findPromoters(deps, command, grant, known.rollout) : NOBODY;
  const change = (restrictions: Restrictions, now: number): Restrictions => {
    if (command.name === 'freeze') return setFreeze(restrictions, freezeOf(command, now), now);
    const next = liftFreezes(restrictions, service, { by: command.by, mayPromote: rights.isAmong }, now);
    return isLess(restrictions, next, service, now) ? next : restrictions;
  };
  const { before, after, isRepeat } = await updateRestrictions(deps, command.key, change);
  const now = deps.clock.now();
  const freeze = freezeInForce(after, service, now);
  if (command.name === 'unfreeze' && !isRepeat) {
    const names = rights.names === '' ? '' : `, ${rights.names}`;
    const no = liftObjection(service.name, freezeInForce(before, service, now), after !== before, names);
    if (no !== null) return no;
  }
  const text = lineFor(command, freeze);
  const reply = successReply(text);
  await tell(deps, command, { service: service.name, freeze, text, reply });
  return says(reply, null, { isSaved: true });
}

const NOBODY = { isAmong: false, names: '' };

/** True when a lift lifted something: another freeze is in force, or none, or one of several is gone. */
function isLess(before: Restrictions, after: Restrictions, service: Service, now: number): boolean {
  const [was, is] = [before, after].map((each) => freezeInForce(each, service, now));
  const counts = [before, after].map(({ freezes }) => freezes.filter(({ until }) => now < until).length);
  return JSON.stringify(was) !== JSON.stringify(is) || counts[0] !== counts[1];
}

/** Returns the refusal of a person who is in no channel of a service; null for everybody else. */
async function elsewhereRefusal(deps: Deps, { via }: FreezeOfAll): Promise<Reply | null> {
  if (via === 'call') return null;
  const services = await Promise.all((await deps.services.names()).map((name) => deps.services.get(name, false)));
  const channels = [...new Set(services.flatMap((service) => service?.channel ?? []))];
  try {
    for (const channel of channels) if (await deps.people.isFrom(via.origin, channel)) return null;
  } catch (error) {
    if (!(error instanceof LookupFailed)) throw error;
    return refusal(error.code, error.message);
  }
  return refusal('other-channel', 'This is the channel of no service. Say it in the channel of one.');
}

/** Freezes all services, or lifts the requester's own freeze of all. Each service's record is told. */
export async function carryOutFreezeOfAll(deps: Deps, command: FreezeOfAll): Promise<Answer> {
  const refused = (await elsewhereRefusal(deps, command)) ?? lateRefusal(command, deps.clock.now());
  if (refused !== null) return says(refused);
  const { before, after, isRepeat } = await updateRestrictions(deps, command.key, (restrictions, now) => {
    if (command.name === 'freeze-all') return setFreeze(restrictions, freezeOf(command, now), now);
    const next = liftOwnFreezeOfAll(restrictions, command.by, now);
    return next.freezes.length === restrictions.freezes.length ? restrictions : next;
  });
  const now = deps.clock.now();
  const ofAll = freezeOfAll(after, now);
  if (command.name === 'unfreeze-all' && !isRepeat) {
    const each = ', and for one service who may promote it (unfreeze <service>),';
    const no = liftObjection('Everything', freezeOfAll(before, now), after !== before, each);
    if (no !== null) return says(no);
  }
  const names = await deps.services.names();
  const told = await Promise.allSettled(
    names.map(async (service) => {
      const live = await deps.services.get(service, false);
      const freeze = freezeInForce(after, live ?? { name: service }, deps.clock.now());
      await tell(deps, command, { service, freeze, text: lineFor(command, freeze), reply: null });
    }),
  );
  const failed = told.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(failed, `${failed.length} of ${names.length} services were not told.`);
  return says(successReply(lineFor(command, ofAll)));
}
