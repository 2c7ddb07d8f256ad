import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../src/domain/rollout/signal.ts';
import { commitSignal } from '../../../src/engine/commit/commit-signal.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const BY = { id: 'U0ALICE', name: 'alice' };
const pause = (world: World): Signal => ({
  kind: 'pause',
  key: 'pause-1',
  issuedAt: world.now(),
  by: BY,
  rollout: null,
  at: null,
});
const skip = (world: World): Signal => ({ ...pause(world), kind: 'skip', approverOf: [] }) as Signal;

/** A world in which a rollout bakes, and how often its alarms were read since. */
async function baking(): Promise<{ readonly world: World; readonly looks: { alarms: number } }> {
  const looks = { alarms: 0 };
  const counting = (deps: Deps): Deps => ({
    ...deps,
    health: {
      readings: (names) => {
        looks.alarms += 1;
        return deps.health.readings(names);
      },
    },
  });
  const world = aWorld({ wrap: counting });
  await world.say({ name: 'start' });
  looks.alarms = 0;
  return { world, looks };
}

describe('a signal', () => {
  it('that was taken before is a repeat: nothing is decided and nothing saved', async () => {
    const { world } = await baking();
    const first = await commitSignal(world.deps, 'checkout', pause(world), { keys: ['pause-1'] });
    expect(first).toMatchObject({ repeat: false, decision: { answer: 'accepted' } });
    const again = await commitSignal(world.deps, 'checkout', pause(world), { keys: ['pause-1'] });
    expect(again).toMatchObject({ repeat: true, decision: null });
    expect((await world.record()).revision).toBe(first.record.revision);
  });

  it('about a rollout that another one has replaced changes nothing, and is no repeat', async () => {
    const { world } = await baking();
    const { revision } = await world.record();
    const taken = await commitSignal(world.deps, 'checkout', pause(world), {
      keys: ['pause-1'],
      onlyFor: 'an-earlier-one',
    });
    expect(taken).toMatchObject({ decision: null, repeat: false, record: { revision } });
    expect((await world.rollout()).phase.status).toBe('baking');
    const { id } = await world.rollout();
    await commitSignal(world.deps, 'checkout', pause(world), { keys: ['pause-1'], onlyFor: id });
    expect((await world.rollout()).phase.status).toBe('paused');
  });

  it('that is refused without an answer to anybody saves nothing, and counts when it comes again', async () => {
    const { world } = await baking();
    await world.pass(10 * MINUTE);
    const { revision } = await world.record();
    const taken = await commitSignal(world.deps, 'checkout', skip(world), { keys: ['skip-1'] });
    expect(taken).toMatchObject({ decision: { answer: 'refused' }, repeat: false, record: { revision } });
    expect((await commitSignal(world.deps, 'checkout', skip(world), { keys: ['skip-1'] })).repeat).toBe(false);
  });

  it('that is refused is kept where its answer is remembered', async () => {
    const { world } = await baking();
    await world.pass(10 * MINUTE);
    await commitSignal(world.deps, 'checkout', skip(world), { keys: ['skip-1'], remembers: true });
    expect((await commitSignal(world.deps, 'checkout', skip(world), { keys: ['skip-1'] })).repeat).toBe(true);
  });

  it.each(['pause', 'rollback'] as const)('that lowers or stops the share waits for no alarm: %s', async (name) => {
    const { world, looks } = await baking();
    await commitSignal(world.deps, 'checkout', { ...pause(world), kind: name, text: '' } as Signal, { keys: [] });
    expect(looks.alarms).toBe(0);
    expect((await world.rollout()).phase.status).toBe(name === 'pause' ? 'paused' : 'rolling-back');
  });
});

describe('alarms', () => {
  it('that cannot be read make a step that is due wait, and the timer does not fail', async () => {
    let isAway = false;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        health: {
          readings: (names) => (isAway ? Promise.reject(new Error('away')) : deps.health.readings(names)),
        },
      }),
    });
    await world.say({ name: 'start' });
    isAway = true;
    await world.pass(30 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 5 });
    isAway = false;
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase.status).not.toBe('baking');
  });
});
