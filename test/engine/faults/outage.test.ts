import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../src/engine/deps.ts';
import { RecordUnreadable } from '../../../src/ports/store.ts';
import { type Target, TargetFault } from '../../../src/ports/target.ts';
import type { TimerEvent } from '../../../src/ports/timers.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

const WITHOUT_GATE = PLAN.filter((step) => step.kind !== 'approve');
/** What a function lives for, in milliseconds. */
const LIFE = 60_000;

const weights = (world: World): number[] => [...world.targets.places.values()].map((place) => place.weight);
const status = async (world: World): Promise<string> => (await world.rollout()).phase.status;

/** The same dependencies, with some verbs of the targets replaced. */
function withTarget(deps: Deps, change: (target: Target) => Partial<Target>): Deps {
  return {
    ...deps,
    kind: (name) => {
      const kind = deps.kind(name);
      return { ...kind, target: { ...kind.target, ...change(kind.target) } };
    },
  };
}

/** Calls of a target that hang for 18 s, the SDK's three tries, and fail. */
function hanging(name: string, on: { hangs: boolean }): (deps: Deps) => Deps {
  return (deps) =>
    withTarget(deps, (target) => ({
      read: async (state) => {
        if (!on.hangs || state.name !== name) return target.read(state);
        await deps.clock.wait(18_000);
        throw new TargetFault('TimeoutError', `${name} did not answer.`, false);
      },
    }));
}

describe('an API that hangs', () => {
  it('ends no function before it has saved and told what it saw', async () => {
    const on = { hangs: true };
    const world = aWorld({ wrap: hanging('events', on) });
    const began = world.now();
    await world.say({ name: 'start' });
    expect(world.now() - began).toBeLessThan(LIFE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'partial', target: 'events' },
    });
    expect(world.told.some((told) => told.kind === 'card')).toBe(true);
  });

  it('keeps no other target from being restored', async () => {
    const on = { hangs: false, over: false };
    const world = aWorld({ wrap: hanging('api', on) });
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback' });
    world.store.onSave((_, { rollout }) => {
      on.hangs = !on.over && rollout?.phase.status === 'rolling-back' && rollout.phase.stage === 'restoring';
    });
    await world.pass(5 * MINUTE);
    expect(on.hangs).toBe(true);
    expect(world.targets.places.get('events')?.exact).toBe(true);
    on.over = true;
    await world.pass(5 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
  });

  it('makes a promotion ask when it does not get through', async () => {
    const on = { hangs: false };
    const world = aWorld({
      wrap: hanging('api', on),
      service: {
        plan: [
          { kind: 'shift', weight: 100 },
          { kind: 'bake', ms: MINUTE },
        ],
      },
    });
    await world.say({ name: 'start' });
    on.hangs = true;
    await world.pass(15 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'partial' } });
    on.hangs = false;
    await world.say({ name: 'resume' });
    expect(await status(world)).toBe('completed');
  });
});

describe('while the plan stands still', () => {
  /** A worker that is held before it shifts `api` to 25%. */
  async function heldShift(
    onAlarm: 'ask' | 'rollback',
  ): Promise<{ world: World; late: Promise<void>; release: () => void }> {
    let release = (): void => undefined;
    let arrived = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const world = aWorld({
      service: { plan: WITHOUT_GATE, onAlarm },
      wrap: (deps) =>
        withTarget(deps, (target) => ({
          shift: async (state, goal, expected) => {
            if (goal.kind === 'weight' && goal.weight === 25 && state.name === 'api') {
              arrived();
              await new Promise<void>((resolve) => {
                release = resolve;
              });
            }
            return target.shift(state, goal, expected);
          },
        })),
    });
    await world.say({ name: 'start' });
    const late = world.pass(10 * MINUTE);
    await reached;
    return { world, late, release: () => release() };
  }

  it.each(['alarm', 'pause'] as const)(
    'an %s in mid-shift raises nothing, and the shift is taken back',
    async (what) => {
      const { world, late, release } = await heldShift('ask');
      if (what === 'alarm') await world.alarm('checkout-5xx', 'ALARM');
      else await world.say({ name: 'pause' });
      expect(weights(world)).toEqual([5, 5]);
      release();
      await late;
      expect(weights(world)).toEqual([5, 5]);
      expect(await status(world)).toBe(what === 'alarm' ? 'holding' : 'paused');
    },
  );

  it('what a person lowers by hand stays lowered', async () => {
    const world = aWorld({ service: { plan: WITHOUT_GATE } });
    await world.say({ name: 'start' });
    world.targets.fail('events', 'shift', { times: 4 });
    await world.pass(10 * MINUTE);
    expect(await status(world)).toBe('holding');
    await world.pass(30 * MINUTE);
    for (const place of world.targets.places.values()) place.weight = 0;
    await world.pass(10 * MINUTE);
    expect(weights(world)).toEqual([0, 0]);
  });

  it('a target that cannot be lowered keeps no other up', async () => {
    const three = ['api', 'events', 'mail'].map((name) => ({ kind: 'simulated', name }));
    const world = aWorld({ service: { plan: WITHOUT_GATE, targets: three } });
    await world.say({ name: 'start' });
    world.targets.fail('mail', 'shift', { times: 1, permanent: true });
    let failing = true;
    const { shift } = world.targets;
    Object.assign(world.targets, {
      shift: async (...args: Parameters<typeof shift>) => {
        if (failing && args[0].name === 'api' && args[1].kind === 'weight' && args[1].weight === 5)
          throw new TargetFault('Throttling', 'No.', false);
        return shift(...args);
      },
    });
    await world.pass(10 * MINUTE);
    expect(weights(world)).toEqual([25, 5, 5]);
    failing = false;
    await world.pass(2 * MINUTE);
    expect(weights(world)).toEqual([5, 5, 5]);
  });
});

describe('a target that is gone for good', () => {
  it('does not end the tries for another whose API is only away', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    world.targets.fail('api', 'back', { times: 10_000, permanent: true });
    world.targets.fail('events', 'back', { times: 60 });
    await world.say({ name: 'rollback' });
    await world.pass(120 * MINUTE);
    expect(world.targets.places.get('events')?.weight).toBe(0);
  });

  it('is let go of on a person’s word, so that the service is not locked', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    world.targets.fail('api', 'back', { times: 10_000, permanent: true });
    world.targets.fail('api', 'read', { times: 10_000, permanent: true });
    await world.say({ name: 'rollback' });
    expect(await status(world)).toBe('stuck');
    await world.say({ name: 'resume' });
    await world.pass(10 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
    expect(world.targets.places.get('events')?.exact).toBe(true);
  });

  it('is let go of with the traffic that it has, where it can be read and not be written', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    for (const verb of ['back', 'shift'] as const) world.targets.fail('api', verb, { times: 10_000, permanent: true });
    await world.say({ name: 'rollback' });
    expect(await status(world)).toBe('stuck');
    await world.say({ name: 'resume' });
    await world.pass(10 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
    expect(weights(world)).toEqual([5, 0]);
  });

  it('stays let go of when the next one is, so that two do not take turns', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    for (const name of ['api', 'events'])
      for (const verb of ['back', 'shift'] as const) world.targets.fail(name, verb, { times: 10_000, permanent: true });
    await world.say({ name: 'rollback' });
    await world.say({ name: 'resume' });
    expect((await world.rollout()).phase).toMatchObject({ status: 'stuck', target: 'events' });
    await world.say({ name: 'resume' });
    await world.pass(10 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
  });
});

describe('without EventBridge Scheduler', () => {
  const withoutTimers =
    (away: { now: boolean }) =>
    (deps: Deps): Deps => ({
      ...deps,
      timers: { arm: (wake) => (away.now ? Promise.reject(new Error('Scheduler is away')) : deps.timers.arm(wake)) },
    });

  it('nothing is raised, but a rollback goes through, is told, and is finished when it is back', async () => {
    const away = { now: false };
    const world = aWorld({ wrap: withoutTimers(away) });
    await world.say({ name: 'start' });
    away.now = true;
    world.timers.length = 0;
    await world.pass(5 * MINUTE);
    await expect(world.alarm('checkout-5xx', 'ALARM', { key: 'e' })).rejects.toThrow('it is tried again');
    expect(weights(world)).toEqual([0, 0]);
    expect(world.told.some((told) => told.kind === 'breach')).toBe(true);
    away.now = false;
    await world.alarm('checkout-5xx', 'ALARM', { key: 'e' });
    await world.pass(5 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
  });

  it('a start is refused a beginning', async () => {
    const world = aWorld({ wrap: withoutTimers({ now: true }) });
    await expect(world.say({ name: 'start' })).rejects.toThrow('Scheduler is away');
    expect(world.targets.writes).toEqual([]);
  });
});

describe('without DynamoDB', () => {
  /** Fires what is due as Lambda does: what throws is tried again after one and after two more minutes. */
  async function passWithRetries(world: World, minutes: number): Promise<number> {
    let fired = 0;
    const retries: { readonly wake: TimerEvent; readonly at: number; readonly pauses: readonly number[] }[] = [];
    const attempt = async (wake: TimerEvent, [pause, ...pauses]: readonly number[]): Promise<void> => {
      fired += 1;
      await world.engine.wake(wake).catch(() => {
        if (pause !== undefined) retries.push({ wake, at: world.now() + pause, pauses });
      });
    };
    for (let minute = 0; minute < minutes; minute++) {
      await world.deps.clock.wait(MINUTE);
      for (const retry of retries.splice(0)) {
        if (retry.at > world.now()) retries.push(retry);
        else await attempt(retry.wake, retry.pauses);
      }
      for (const wake of world.timers.splice(0)) {
        if (wake.at > world.now()) world.timers.push(wake);
        else await attempt(wake, [MINUTE, 2 * MINUTE]);
      }
    }
    return fired;
  }

  it.each(['load', 'save'] as const)(
    'a rollout is tried again once a minute, however long no %s gets through',
    async (verb) => {
      let away = false;
      const refused = (): Promise<never> => Promise.reject(new Error('throttled'));
      const world = aWorld({
        wrap: (deps) => ({
          ...deps,
          store: {
            ...deps.store,
            load: (service) => (away && verb === 'load' ? refused() : deps.store.load(service)),
            save: (record) => (away ? refused() : deps.store.save(record)),
          },
        }),
      });
      await world.say({ name: 'start' });
      away = true;
      expect(await passWithRetries(world, 20)).toBeLessThanOrEqual(20);
      expect(world.timers).toHaveLength(1);
      away = false;
      await world.pass(MINUTE);
      await world.alarm('checkout-5xx', 'ALARM');
      await world.pass(5 * MINUTE);
      expect(await status(world)).toBe('rolled-back');
    },
  );
});

it('a record that nobody can read fails the timer, so that people are told, and sets no other', async () => {
  let damaged = false;
  const world = aWorld({
    wrap: (deps) => ({
      ...deps,
      store: {
        ...deps.store,
        load: (service) => (damaged ? Promise.reject(new RecordUnreadable('not JSON')) : deps.store.load(service)),
      },
    }),
  });
  await world.say({ name: 'start' });
  damaged = true;
  const [wake] = world.timers.splice(0);
  await expect(world.engine.wake(wake as TimerEvent)).rejects.toThrow('not JSON');
  expect(world.timers).toEqual([]);
  damaged = false;
  await world.engine.wake(wake as TimerEvent);
  expect(world.timers).toHaveLength(1);
});

describe('an alarm that fires while a start is prepared', () => {
  it('refuses the start', async () => {
    const world: World = aWorld({
      wrap: (deps) => ({
        ...deps,
        people: {
          ...deps.people,
          whyNotIn: async () => {
            await world.alarm('checkout-5xx', 'ALARM');
            return null;
          },
        },
        health: {
          readings: async (names) =>
            names.map((name) => ({
              name,
              value: 'OK' as const,
              since: 0,
              suppressed: false,
              reason: '',
              ...(prepared ? world.alarms.get(name) : {}),
            })),
        },
      }),
    });
    let prepared = false;
    const saved = new Promise<void>((resolve) => world.store.onSave(() => resolve()));
    const start = world.say({ name: 'start' });
    await saved;
    prepared = true;
    await start;
    expect((await world.record()).rollout).toBeNull();
    expect(world.targets.writes).toEqual([]);
  });
});
