import type { ComponentEvidence } from '../../domain/environment/component.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Aftermath } from '../../domain/rollout/signal.ts';
import type { Deps } from '../deps.ts';
import { componentFault, readDigests } from '../environments/components.ts';
import { readAftermathTarget } from './read-target.ts';

async function componentsNow(deps: Deps, { components, config }: Rollout): Promise<ComponentEvidence> {
  if (components.frozen.length === 0) return [];
  try {
    return await readDigests(deps, config.components);
  } catch (error) {
    return { unreadable: componentFault(error).message };
  }
}

/**
 * Reads the state of a rollout's targets after its end: one read for each target, its owner, and the components.
 *
 * @throws when the table cannot be read
 */
export async function readAftermath(deps: Deps, rollout: Rollout): Promise<Aftermath> {
  const [targets, components, owners] = await Promise.all([
    Promise.all(rollout.targets.map((target) => readAftermathTarget(deps, target))),
    componentsNow(deps, rollout),
    Promise.all(rollout.targets.map(async ({ name }) => [name, await deps.registry.owner(name)] as const)),
  ]);
  return { targets, components, owners: Object.fromEntries(owners) };
}
