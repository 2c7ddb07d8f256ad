import { componentKinds } from '../../compose/components.ts';
import { contentWords } from '../../domain/environment/component.ts';
import { type EnvironmentId, environmentIds } from '../../domain/environment/environment.ts';
import type { Service } from '../../domain/service.ts';
import { readComponents } from '../../engine/environments/components.ts';
import type { Account } from './account.ts';

/** The content of each environment in words, by service and component. Null for a service whose components cannot be read. */
export type ComponentStates = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<EnvironmentId, string>>>> | null>
>;

/** Reads the components of all services that have some, with the production adapters. */
export async function componentStates(services: readonly Service[], { clients }: Account): Promise<ComponentStates> {
  const component = componentKinds({ ...clients, lambda: async () => clients.lambda });
  const states = services
    .filter(({ components }) => components.length > 0)
    .map(async ({ name, components }) => {
      try {
        const found = await readComponents({ component }, components);
        const words = found.map(({ reading }) => [
          reading.name,
          Object.fromEntries(environmentIds.map((side) => [side, contentWords(reading[side])])) as Record<
            EnvironmentId,
            string
          >,
        ]);
        return [name, Object.fromEntries(words)] as const;
      } catch {
        // A fault was injected, or AWS is elsewhere and lacks the component: Serin reports it.
        return [name, null] as const;
      }
    });
  return Object.fromEntries(await Promise.all(states));
}
