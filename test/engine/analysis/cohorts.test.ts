import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { aWorld, MINUTE } from '../world/world.ts';

const plan: Plan = [
  { kind: 'cohort', names: ['staff'] },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 5 },
  { kind: 'cohort', names: ['beta'] },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
];

/** A world whose target `web` knows cohorts, and whose target `api` does not. */
function aWebWorld(names: readonly string[] = ['web', 'api']) {
  const targets = names.map((name) => ({
    kind: 'simulated',
    name,
    ...(name !== 'api' && { cohorts: ['staff', 'beta'] }),
  }));
  const world = aWorld({ service: { targets, plan } });
  const open = () =>
    [...world.targets.places].map(([name, { weight, cohorts }]) => [weight, ...(name === 'api' ? [] : cohorts)]);
  return { ...world, open };
}

describe('a rollout with cohorts', () => {
  it('opens the canary to them where that is known, step by step, and completes', async () => {
    const world = aWebWorld();
    await world.say({ name: 'start' });
    expect((await world.rollout()).phase.status).toBe('baking');
    expect(world.open()).toEqual([[0, 'staff'], [0]]);
    await world.pass(10 * MINUTE);
    expect(world.open()).toEqual([[5, 'staff', 'beta'], [5]]);
    await world.pass(11 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('completed');
    expect(world.open()).toEqual([[100], [100]]);
  });

  it('closes them with a rollback, although nobody else is on the canary', async () => {
    const world = aWebWorld();
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    expect(world.open()).toEqual([[0], [0]]);
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(world.targets.places.get('web')).toMatchObject({ exact: true, cohorts: [] });
  });

  it('closes them once more at once when a late writer opened them after the way back had begun', async () => {
    const world = aWebWorld();
    await world.say({ name: 'start' });
    let isLate = true;
    const { read } = world.targets;
    world.targets.read = (target) => {
      if (isLate) world.targets.places.get('web')!.cohorts = ['staff'];
      isLate = false;
      return read(target);
    };
    await world.say({ name: 'rollback' });
    expect(world.open()).toEqual([[0], [0]]);
  });

  it('opens none that an alarm stands in the way of', async () => {
    const world = aWebWorld();
    await world.say({ name: 'start' });
    await world.pass(9 * MINUTE);
    world.alarms.set('checkout-5xx', { ...world.alarms.get('checkout-5xx')!, value: 'ALARM', since: world.now() });
    await world.pass(2 * MINUTE);
    expect(world.open()).toEqual([[0], [0]]);
  });

  it('goes back to what was open before when one target cannot follow', async () => {
    const world = aWebWorld(['web', 'shop']);
    await world.say({ name: 'start' });
    await world.pass(9 * MINUTE);
    const { shift } = world.targets;
    world.targets.shift = async (target, goal, expected) => {
      if (target.name === 'shop' && goal.kind === 'weight' && goal.cohorts.includes('beta'))
        world.targets.fail('shop', 'shift', { times: 1, permanent: true });
      return shift(target, goal, expected);
    };
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding' }, weight: 5, cohorts: ['staff'] });
    expect(world.open()).toEqual([
      [5, 'staff'],
      [5, 'staff'],
    ]);
  });

  it('asks about a cohort that somebody opened by hand', async () => {
    const world = aWebWorld();
    await world.say({ name: 'start' });
    await world.pass(7 * MINUTE);
    world.targets.places.get('web')!.cohorts = ['staff', 'everybody'];
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'drift' } });
  });
});
