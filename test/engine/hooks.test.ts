import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { HookStep } from '../../src/domain/steps/hook.ts';
import type { HookAnswer } from '../../src/ports/hooks.ts';
import { aWorld, MINUTE, PLAN, type World } from './world/world.ts';

const SMOKE: HookStep = {
  kind: 'hook',
  function: 'shop-smoke',
  qualifier: 'live',
  within: 15 * MINUTE,
  onFailure: 'hold',
  pointOfNoReturn: false,
};
/** Shift to 5, smoke test, shift to 25, and so on. */
const plan = (hook: Partial<HookStep> = {}): Plan => {
  const smoke = { ...SMOKE, ...hook };
  return PLAN.flatMap((step, index) => (index === 1 ? [smoke] : step.kind === 'approve' ? [] : [step]));
};
const hooked = (hook: Partial<HookStep> = {}) => aWorld({ service: { plan: plan(hook) } });

const statusOf = async (world: World) => (await world.rollout()).phase.status;
const weights = (world: World) => [...world.targets.places.values()].map((place) => place.weight);
const lines = async (world: World) => (await world.rollout()).timeline.map(({ text }) => text);

function answerTo(world: World, over: Partial<HookAnswer> = {}): HookAnswer {
  const { service, rollout, step, call } = world.hooks.calls.at(-1) ?? { service: '', rollout: '', step: 0, call: 0 };
  return { service, rollout, step, call, ok: true, text: '', ...over };
}

describe('a hook', () => {
  it('is called once, with what the rollout is and how long it has', async () => {
    const world = hooked();
    await world.say({ name: 'start' });
    const { id } = await world.rollout();
    expect(world.hooks.calls).toEqual([
      {
        hook: expect.objectContaining({ function: 'shop-smoke', qualifier: 'live' }),
        ...{ service: 'checkout', rollout: id, step: 1, call: 1, canary: 'v54', weight: 5 },
        targets: ['api', 'events'].map((name) => ({
          ...{ name, stable: 'v53', canary: 'v54' },
          exact: { kind: 'simulated', name, stable: '53', canary: '54' },
        })),
        answerBy: world.now() + 15 * MINUTE,
      },
    ]);
    expect(await statusOf(world)).toBe('baking');
    expect(weights(world)).toEqual([25, 25]);
  });

  it('lets the rollout complete when it is done', async () => {
    const world = hooked();
    await world.say({ name: 'start' });
    await world.pass(60 * MINUTE);
    expect(await statusOf(world)).toBe('completed');
    expect(world.hooks.calls).toHaveLength(1);
  });

  it('that fails holds, and is called once more by who resumes', async () => {
    const world = hooked();
    world.hooks.next({ kind: 'answered', ok: false, text: 'No video' });
    await world.say({ name: 'start' });
    expect(await statusOf(world)).toBe('holding');
    await world.pass(60 * MINUTE);
    expect(world.hooks.calls).toHaveLength(1);
    await world.say({ name: 'resume' });
    expect(world.hooks.calls.map(({ call }) => call)).toEqual([1, 2]);
    expect(weights(world)).toEqual([25, 25]);
  });

  it('that fails is not called again when an approver says that it is done, and nobody else may', async () => {
    const world = hooked();
    world.hooks.next({ kind: 'answered', ok: false, text: 'No video' });
    await world.say({ name: 'start' });
    await world.pass(MINUTE);
    await world.say({ name: 'hook-done', text: 'ran by hand' }, { as: 'U0DAVE' });
    expect(world.replies.at(-1)).toMatchObject({ tone: 'refused' });
    expect(await statusOf(world)).toBe('holding');
    await world.say({ name: 'hook-done', text: 'ran by hand' });
    expect(world.hooks.calls).toHaveLength(1);
    expect(weights(world)).toEqual([25, 25]);
  });

  it('that fails rolls back where the plan says so', async () => {
    const world = hooked({ onFailure: 'rollback' });
    world.hooks.next({ kind: 'answered', ok: false, text: 'No video' });
    await world.say({ name: 'start' });
    await world.pass(5 * MINUTE);
    expect(await statusOf(world)).toBe('rolled-back');
    expect(weights(world)).toEqual([0, 0]);
  });

  it('that answers later goes on with its event, and takes a second one for nothing', async () => {
    const world = hooked();
    world.hooks.next({ kind: 'taken' });
    await world.say({ name: 'start' });
    await world.pass(7 * MINUTE);
    expect(await statusOf(world)).toBe('hooking');
    await world.engine.hook(answerTo(world, { text: 'Two arms met' }));
    await world.engine.hook(answerTo(world, { ok: false }));
    expect(weights(world)).toEqual([25, 25]);
    expect(await lines(world)).toContain('shop-smoke is done: Two arms met.');
    expect(world.hooks.calls).toHaveLength(1);
  });

  it('whose event overtakes the answer to its call counts once', async () => {
    const world = hooked();
    world.hooks.next({ kind: 'taken' });
    world.hooks.onCall(() => world.engine.hook(answerTo(world)));
    await world.say({ name: 'start' });
    expect(weights(world)).toEqual([25, 25]);
    expect(await statusOf(world)).toBe('baking');
  });

  it('that AWS is too busy for is tried again by the timers', async () => {
    const world = hooked();
    world.hooks.next({ kind: 'refused', again: true, text: 'Rate exceeded.' });
    await world.say({ name: 'start' });
    expect(await statusOf(world)).toBe('hooking');
    await world.pass(2 * MINUTE);
    expect(weights(world)).toEqual([25, 25]);
    expect(world.hooks.calls.map(({ call }) => call)).toEqual([1, 1]);
  });
});

describe('a worker that dies behind the call of a hook', () => {
  it('lets nobody call again: a person is asked when the time is over', async () => {
    const world = hooked({ onFailure: 'rollback' });
    world.hooks.next('dies');
    await expect(world.say({ name: 'start' })).rejects.toThrow('The worker is gone.');
    await world.pass(14 * MINUTE);
    expect(await statusOf(world)).toBe('hooking');
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'hook', outcome: 'unknown' },
    });
    expect(world.hooks.calls).toHaveLength(1);
    expect(weights(world)).toEqual([5, 5]);
  });

  it('loses nothing when the function answers by an event', async () => {
    const world = hooked();
    world.hooks.next('dies');
    await expect(world.say({ name: 'start' })).rejects.toThrow('The worker is gone.');
    await world.engine.hook(answerTo(world));
    expect(weights(world)).toEqual([25, 25]);
  });
});

describe('while a hook runs', () => {
  it('an alarm rolls back, and the late answer changes nothing', async () => {
    const world = hooked();
    world.hooks.next({ kind: 'taken' });
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.engine.hook(answerTo(world));
    expect(weights(world)).toEqual([0, 0]);
    await world.pass(5 * MINUTE);
    await world.engine.hook(answerTo(world));
    expect(await statusOf(world)).toBe('rolled-back');
  });

  it('a rollback in the middle of the call wins over its answer', async () => {
    const world = hooked();
    world.hooks.onCall(() => world.say({ name: 'rollback' }));
    await world.say({ name: 'start' });
    expect(weights(world)).toEqual([0, 0]);
    await world.pass(5 * MINUTE);
    expect(await statusOf(world)).toBe('rolled-back');
  });

  it('no call is made without a timer that looks after it', async () => {
    const scheduler = { isDown: false };
    const world = aWorld({
      service: { plan: plan() },
      wrap: (deps) => ({
        ...deps,
        timers: {
          arm: (wake) => (scheduler.isDown ? Promise.reject(new Error('Scheduler is away')) : deps.timers.arm(wake)),
        },
      }),
    });
    world.hooks.next({ kind: 'refused', again: true, text: 'Rate exceeded.' });
    await world.say({ name: 'start' });
    scheduler.isDown = true;
    await expect(world.pass(2 * MINUTE)).rejects.toThrow('Scheduler is away');
    expect(world.hooks.calls).toHaveLength(1);
    scheduler.isDown = false;
    await world.alarm('checkout-5xx', 'OK');
    expect(world.hooks.calls).toHaveLength(2);
  });

  it('an answer of another rollout, step or call changes nothing', async () => {
    const world = hooked();
    world.hooks.next({ kind: 'taken' });
    await world.say({ name: 'start' });
    const before = (await world.record()).revision;
    for (const wrong of [{ rollout: 'r-other' }, { step: 3 }, { call: 2 }, { service: 'unknown' }]) {
      await world.engine.hook(answerTo(world, wrong));
    }
    expect((await world.record()).revision).toBe(before);
  });
});
