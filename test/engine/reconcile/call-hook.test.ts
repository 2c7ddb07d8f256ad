import { describe, expect, it } from 'vitest';
import { emptyRecord, type ServiceRecord } from '../../../src/domain/rollout/record.ts';
import type { HookCall } from '../../../src/domain/steps/hook.ts';
import { callHook } from '../../../src/engine/reconcile/call-hook.ts';
import { aCall, aRollout, NOW } from '../../rollout/builders.ts';
import { aWorld } from '../world/world.ts';

/** A world whose record has a rollout at its hook, as a worker has loaded it. */
async function atItsHook(call: Partial<HookCall>) {
  const world = aWorld();
  const phase = { status: 'hooking', since: NOW, call: aCall({ at: world.now(), ...call }) } as const;
  const built = aRollout({ situation: 'hooking', phase });
  const targets = built.targets.map((target) => ({ ...target, config: { kind: 'simulated', name: target.name } }));
  const rollout = { ...built, targets };
  const record: ServiceRecord = { ...emptyRecord('checkout'), rollout, revision: 1 };
  await world.store.save(record);
  return { world, record };
}

describe('the call of a hook', () => {
  it('is made by one of two workers that have both seen that it is due', async () => {
    const { world, record } = await atItsHook({ state: 'due' });
    await callHook(world.deps, record, world.now());
    const after = await callHook(world.deps, record, world.now());
    expect(world.hooks.calls).toHaveLength(1);
    expect(after?.rollout).toEqual((await world.record()).rollout);
  });

  it('is not begun by a function that may not live to take in the answer', async () => {
    const { world, record } = await atItsHook({ state: 'due' });
    expect(await callHook(world.deps, record, world.now() - 1)).toBeNull();
    expect(world.hooks.calls).toEqual([]);
    expect(await world.record()).toEqual(record);
  });

  it.each(['called', 'taken', 'done'] as const)('is not due when it is %s', async (state) => {
    const { world, record } = await atItsHook({ state });
    expect(await callHook(world.deps, record, world.now())).toBeNull();
    expect(world.hooks.calls).toEqual([]);
  });
});
