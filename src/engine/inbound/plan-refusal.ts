import { findNamedPlan } from '../../domain/plan/named-plan.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { Service } from '../../domain/service.ts';
import { joinWithOr } from '../../domain/wording.ts';
import type { Deps } from '../deps.ts';
import type { Named } from './command.ts';
import { refusal } from './replies.ts';

function unknownPlan({ name, plans = {} }: Service, wanted: string): Reply {
  const names = Object.keys(plans);
  const remedy =
    names.length === 0
      ? 'Leave out plan=…, or add it under `plans` in serin.yml and apply that.'
      : `Name ${joinWithOr(names)}, or leave out plan=… for its own plan.`;
  return refusal('unknown-plan', `${name} has no plan named ${wanted}. ${remedy}`);
}

/**
 * Returns the refusal of a start with a plan that the service does not have, or that its requester may not choose; null for every other
 * start. A pipeline is nobody among people.
 *
 * @throws LookupFailed
 */
export async function planRefusal(
  { people }: Pick<Deps, 'people'>,
  command: Named<'start' | 'dry-run'>,
  service: Service,
): Promise<Reply | null> {
  const { plan: wanted, via } = command;
  if (wanted === undefined) return null;
  const named = findNamedPlan(service, wanted);
  if (named === null) return unknownPlan(service, wanted);
  const { start } = named;
  if (start === undefined || (via !== 'call' && (await people.isAmong(command.by, start)))) return null;
  const because = `Only ${joinWithOr(start)} can start ${service.name} with the plan ${wanted}. Ask one of them, or leave out plan=… for its own plan.`;
  return refusal('not-in-role', because);
}
