import { describe, expect, it } from 'vitest';
import type { ComponentConfig } from '../../../src/domain/environment/component.ts';
import { readAftermath } from '../../../src/engine/reconcile/read-aftermath.ts';
import { aWorld } from '../world/world.ts';

describe('the look at what a rollout left', () => {
  it('asks for no component where the rollout froze none, as those of an earlier version of Serin', async () => {
    const asked: string[] = [];
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        component: (kind) => {
          asked.push(kind);
          return deps.component(kind);
        },
      }),
    });
    await world.say({ name: 'start' });
    const rollout = await world.rollout();
    const components = [{ kind: 'simulated' } as unknown as ComponentConfig];
    const frozen = { ...rollout, config: { ...rollout.config, components }, components: { frozen: [], unread: null } };
    const seen = await readAftermath(world.deps, frozen);
    expect(asked).toEqual([]);
    expect(seen.components).toEqual([]);
    expect(seen.targets).toHaveLength(2);
    expect(seen.owners).toEqual(Object.fromEntries(rollout.targets.map(({ name }) => [name, 'checkout'])));
  });
});
