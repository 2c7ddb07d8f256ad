import type { Service } from '../../domain/service.ts';
import type { StartForm } from '../../domain/start-form.ts';
import { LookupFailed } from '../../ports/inbound/people.ts';
import type { Deps } from '../deps.ts';
import type { Named } from '../inbound/command.ts';
import { roleRefusal } from '../inbound/role-refusal.ts';

type Place = 'here' | 'elsewhere' | 'hidden';

/** Tells where a person may start a service; `hidden` where they lack the role, or Slack does not say. */
async function placeFor(deps: Deps, { by, via }: Named<'start-form'>, service: Service): Promise<Place> {
  try {
    if ((await roleRefusal(deps, { name: 'start', by }, service, [])) !== null) return 'hidden';
    return (await deps.people.isFrom(via.origin, service.channel)) ? 'here' : 'elsewhere';
  } catch (error) {
    if (!(error instanceof LookupFailed)) throw error;
    deps.log.warn({ service: service.name, error: String(error) }, 'a form leaves out a service');
    return 'hidden';
  }
}

/** Returns the services that a person may start, by channel. One read of the configurations; who starts is authorised again. */
export async function startableServices(
  deps: Deps,
  command: Named<'start-form'>,
): Promise<Pick<StartForm, 'services' | 'elsewhere'>> {
  const all = [...(await deps.services.all()).values()].filter((service) => service !== null);
  const places = await Promise.all(all.map((service) => placeFor(deps, command, service)));
  const at = (place: Place) => all.filter((_, index) => places[index] === place);
  return {
    services: at('here').map(({ name }) => name),
    elsewhere: at('elsewhere').map(({ name, channel }) => ({ name, channel })),
  };
}
