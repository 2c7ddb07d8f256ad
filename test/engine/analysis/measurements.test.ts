import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/domain/measurement.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const plan = [
  { kind: 'shift', weight: 20 },
  { kind: 'bake', ms: 6 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: MINUTE },
] as const;

async function started(): Promise<World> {
  const world = aWorld({ service: { plan } });
  await world.say({ name: 'start' });
  await world.pass(2 * MINUTE);
  return world;
}

const measured = ({ measured: all }: World, name: Measurement['name']) => all.filter((one) => one.name === name);

describe('what Serin measures of itself', () => {
  it('has each end of a rollout once, with its outcome', async () => {
    const world = await started();
    await world.pass(20 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('completed');
    expect(measured(world, 'Rollouts')).toEqual([{ name: 'Rollouts', outcome: 'completed' }]);
    expect(measured(world, 'AlarmToBack')).toEqual([]);
  });

  it('has the time from an alarm until all traffic was back, once, and the reason', async () => {
    const world = await started();
    await world.alarm('checkout-5xx', 'ALARM', { since: world.now() - 3_000 });
    await world.pass(10 * MINUTE);
    const { phase, backAt = 0 } = await world.rollout();
    if (phase.status !== 'rolled-back' || phase.reason.kind !== 'alarm') throw new Error(phase.status);
    expect(measured(world, 'Rollouts')).toEqual([{ name: 'Rollouts', outcome: 'alarm' }]);
    const ms = backAt - (phase.reason.since ?? 0);
    expect(ms).toBeGreaterThanOrEqual(3_000);
    expect(measured(world, 'AlarmToBack')).toEqual([{ name: 'AlarmToBack', ms }]);
  });

  it('has no time from an alarm where a person went back', async () => {
    const world = await started();
    await world.say({ name: 'rollback' });
    await world.pass(10 * MINUTE);
    expect(measured(world, 'Rollouts')).toEqual([{ name: 'Rollouts', outcome: 'person' }]);
    expect(measured(world, 'AlarmToBack')).toEqual([]);
  });

  it('has the time by which each timer came late', async () => {
    const world = await started();
    const before = measured(world, 'TimerLag').length;
    const at = world.now() - 7_000;
    await world.engine.wake({ service: 'checkout', rollout: '', seq: 0, step: 0, generation: 0, at });
    expect(measured(world, 'TimerLag').slice(before)).toEqual([{ name: 'TimerLag', ms: 7_000 }]);
  });
});
