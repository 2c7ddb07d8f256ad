import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../src/engine/deps.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

/** Stops the next shift of one target just before it writes, after every check was made. */
function createBarrier(targetName: string) {
  let release: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  let armed = false;
  const wrap = (deps: Deps): Deps => ({
    ...deps,
    kind: (name) => {
      const kind = deps.kind(name);
      const shift: typeof kind.target.shift = async (target, goal, expected) => {
        if (armed && target.name === targetName) {
          armed = false;
          await new Promise<void>((resolve) => {
            release = resolve;
            arrived();
          });
        }
        return kind.target.shift(target, goal, expected);
      };
      return { ...kind, target: { ...kind.target, shift } };
    },
  });
  return {
    wrap,
    /** Resolves when a shift stands at the barrier. */
    reached: (): Promise<void> => {
      armed = true;
      return new Promise((resolve) => {
        arrived = resolve;
      });
    },
    release: (): void => release(),
  };
}

const weights = (world: World): number[] => [...world.targets.places.values()].map((place) => place.weight);
const WITHOUT_GATE = PLAN.filter((step) => step.kind !== 'approve');

describe('a late writer', () => {
  it('whose first shift is overtaken by a rollback fails, although the rollback goes back to the same values', async () => {
    const barrier = createBarrier('api');
    const world = aWorld({ wrap: barrier.wrap, service: { plan: WITHOUT_GATE } });
    const standing = barrier.reached();
    const late = world.say({ name: 'start' });
    await standing;
    await world.say({ name: 'rollback' }, { as: 'U0BOB' });
    const writes = world.targets.writes.length;
    barrier.release();
    await late;
    expect(world.targets.writes.slice(writes)).toEqual([]);
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(weights(world)).toEqual([0, 0]);
  });

  it('whose write lands after the others went back to the last agreed weight takes it back itself', async () => {
    const barrier = createBarrier('events');
    const world = aWorld({ wrap: barrier.wrap, service: { plan: WITHOUT_GATE, onAlarm: 'hold' } });
    await world.say({ name: 'start' });
    const standing = barrier.reached();
    const late = world.pass(10 * MINUTE);
    await standing;
    expect(weights(world)).toEqual([25, 5]);
    await world.alarm('checkout-5xx', 'ALARM');
    expect(weights(world)).toEqual([5, 5]);
    barrier.release();
    await late;
    expect(weights(world)).toEqual([5, 5]);
    expect(world.targets.writes.filter((write) => write.target === 'events').map((write) => write.after)).toEqual([
      5, 25, 5,
    ]);
  });

  it('that comes while the baseline waits to be restored is found by the last check', async () => {
    const world = aWorld({ service: { plan: WITHOUT_GATE } });
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback' });
    const place = world.targets.places.get('events');
    if (place) place.weight = 25;
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(weights(world)).toEqual([0, 0]);
  });
});

describe('the watchdog', () => {
  it('exists before the record is saved, and the record before the world is touched', async () => {
    const order: string[] = [];
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          save: (record) => {
            order.push('save');
            return deps.store.save(record);
          },
        },
        timers: {
          arm: (wake) => {
            order.push('arm');
            return deps.timers.arm(wake);
          },
        },
        kind: (name) => {
          const kind = deps.kind(name);
          const shift: typeof kind.target.shift = (target, goal, expected) => {
            order.push('shift');
            return kind.target.shift(target, goal, expected);
          };
          return { ...kind, target: { ...kind.target, shift } };
        },
      }),
    });
    await world.say({ name: 'start' });
    expect(order.slice(0, 2)).toEqual(['arm', 'save']);
    expect(order).toContain('shift');
  });

  it('brings a rollback home whose worker died right after the save', async () => {
    let dies = false;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        kind: (name) => {
          const kind = deps.kind(name);
          const back: typeof kind.target.back = (targets, way) =>
            dies ? Promise.reject(new Error('killed')) : kind.target.back(targets, way);
          return { ...kind, target: { ...kind.target, back } };
        },
      }),
    });
    await world.say({ name: 'start' });
    dies = true;
    await expect(world.alarm('checkout-5xx', 'ALARM')).rejects.toThrow();
    dies = false;
    expect(weights(world)).toEqual([5, 5]);
    await world.pass(MINUTE);
    expect(weights(world)).toEqual([0, 0]);
  });

  it('is set again when the record cannot be read as a timer fires', async () => {
    let away = false;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          load: (service) => (away ? Promise.reject(new Error('throttled')) : deps.store.load(service)),
        },
      }),
    });
    await world.say({ name: 'start' });
    away = true;
    await world.pass(MINUTE);
    away = false;
    await world.pass(20 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('awaiting-approval');
  });
});
