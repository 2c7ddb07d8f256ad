import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { KNOWN_FOR_MS } from '../../../src/domain/timing.ts';
import { aDrain, aHook } from '../../rollout/builders.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const UP: Plan = [{ kind: 'shift', weight: 5 }];
const ALL: Plan = [{ kind: 'shift', weight: 100 }];
const BAKE: Plan = [{ kind: 'bake', ms: 30 * MINUTE }];
const GATE: Plan = [{ kind: 'approve', from: ['U0BOB'], count: 1, within: 240 * MINUTE }];

const threads = ({ told }: World) => told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
const told = (world: World, words: string) => threads(world).filter((text) => text.includes(words));
const cards = ({ told: all }: World) => all.filter(({ kind }) => kind === 'card').length;
const answers = ({ replies }: World) => replies.map(({ code, text }) => `${code} ${text}`.trim());
/** Reads of the second target fail from now on. */
const lose = ({ targets }: World, permanent = true) => targets.fail('events', 'read', { times: 10_000, permanent });
const find = ({ targets }: World) => targets.fail('events', 'read', { times: 0 });
const status = async (world: World) => (await world.rollout()).phase.status;

/** A rollout two minutes after its start, with a hook that answers later. */
async function started(plan: Plan): Promise<World> {
  const world = aWorld({ service: { plan } });
  world.hooks.next({ kind: 'taken' });
  await world.say({ name: 'start' });
  await world.pass(2 * MINUTE);
  return world;
}

/** Where a plan waits. */
const waits = {
  'a bake': [...UP, ...BAKE, ...ALL],
  'an approval': [...UP, ...GATE, ...ALL],
  'a hook': [...UP, aHook({ within: 60 * MINUTE }), ...ALL],
  'a bake at 100%': [...ALL, ...BAKE],
  'a drain': [...ALL, aDrain()],
} as const satisfies Record<string, Plan>;

describe.each(Object.entries(waits))('a target that is gone during %s', (_, plan) => {
  it('holds the rollout with the second look, and says what cannot be read', async () => {
    const world = await started(plan);
    const before = await status(world);
    lose(world);
    await world.pass(MINUTE);
    expect(await status(world)).toBe(before);
    await world.pass(MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'unread', target: 'events' },
    });
    expect(threads(world).at(-1)).toBe(
      'events cannot be read: events did not answer. Nobody knows what share the canary has there. Serin holds. Fix that, then resume, or roll back.',
    );
    await world.pass(10 * MINUTE);
    expect(told(world, 'cannot be read')).toHaveLength(1);
  });

  it('that is seen again with the second look is told to nobody', async () => {
    const world = await started(plan);
    lose(world);
    await world.pass(MINUTE);
    find(world);
    await world.pass(MINUTE);
    lose(world);
    await world.pass(MINUTE);
    expect(told(world, 'cannot be read')).toEqual([]);
    expect(await status(world)).not.toBe('holding');
  });
});

describe('a target that is gone', () => {
  it('during a pause holds the rollout too', async () => {
    const world = await started(waits['a bake']);
    await world.say({ name: 'pause' });
    lose(world);
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ why: { kind: 'unread' }, activity: { status: 'baking' } });
  });

  it('while Serin holds for something else is said once', async () => {
    const world = await started([...UP, { ...GATE[0]!, within: 3 * MINUTE } as Plan[number], ...ALL]);
    await world.pass(3 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ why: { kind: 'gate-expired' } });
    lose(world);
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      why: { kind: 'unread' },
      activity: { status: 'awaiting-approval' },
    });
    expect(told(world, 'cannot be read')).toHaveLength(1);
  });

  it('and comes back by itself is said so, and a resume goes on', async () => {
    const world = await started(waits['a bake']);
    lose(world);
    await world.pass(2 * MINUTE);
    find(world);
    await world.pass(3 * MINUTE);
    expect(told(world, 'can be read again')).toEqual([
      'events can be read again, and every target is as it was left, at 5%. Resume to go on, or roll back.',
    ]);
    await world.say({ name: 'resume' });
    expect(await status(world)).toBe('baking');
  });

  it('again after it had come back holds and is said again', async () => {
    const world = await started(waits['a bake']);
    lose(world);
    await world.pass(2 * MINUTE);
    find(world);
    await world.pass(MINUTE);
    lose(world);
    await world.pass(2 * MINUTE);
    expect(told(world, 'cannot be read')).toHaveLength(2);
  });

  it('does not keep an alarm from rolling back', async () => {
    const world = await started(waits['a bake']);
    lose(world);
    await world.pass(2 * MINUTE);
    await world.alarm('checkout-5xx', 'ALARM');
    expect(['rolling-back', 'stuck']).toContain(await status(world));
    expect(world.targets.places.get('api')?.weight).toBe(0);
  });
});

describe('a target whose reads fail with what can pass by itself', () => {
  it('holds the rollout after five minutes, and says for how long', async () => {
    const world = await started(waits['a bake']);
    lose(world, false);
    await world.pass(5 * MINUTE);
    expect(await status(world)).toBe('baking');
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'unread' } });
    expect(told(world, 'events could not be read for 5 min')).toHaveLength(1);
  });

  it('has its card drawn anew when its share is unknown, before anybody is asked', async () => {
    const world = await started(waits['a bake']);
    const drawn = cards(world);
    lose(world, false);
    await world.pass(MINUTE);
    expect(cards(world)).toBe(drawn);
    await world.pass(MINUTE);
    expect(cards(world)).toBe(drawn + 1);
    await world.pass(MINUTE);
    expect(cards(world)).toBe(drawn + 1);
    find(world);
    await world.pass(MINUTE);
    expect(cards(world)).toBe(drawn + 2);
  });

  it('keeps a bake that is over waiting, and lets it go on when it is read again', async () => {
    const world = await started([...UP, { kind: 'bake', ms: 4 * MINUTE }, ...ALL]);
    lose(world, false);
    await world.pass(3 * MINUTE);
    expect(await status(world)).toBe('baking');
    expect(world.targets.places.get('api')?.weight).toBe(5);
    find(world);
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).weight).toBe(100);
  });
});

describe('while a target cannot be read, nobody', () => {
  it('approves, promotes or skips', async () => {
    const gate = await started(waits['an approval']);
    lose(gate);
    await gate.pass(MINUTE);
    await gate.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(answers(gate).at(-1)).toBe(
      'target-unread events cannot be read: events did not answer. Nobody knows its share, so nothing goes on. Try again when it can be read, or roll back.',
    );
    expect((await gate.rollout()).phase).toMatchObject({ status: 'awaiting-approval', approvals: [] });

    const bake = await started(waits['a bake']);
    lose(bake);
    await bake.pass(MINUTE);
    await bake.say({ name: 'skip' });
    await bake.say({ name: 'promote' });
    expect(answers(bake).slice(-2)).toEqual([
      expect.stringContaining('target-unread'),
      expect.stringContaining('target-unread'),
    ]);
    expect(await status(bake)).toBe('baking');
  });

  it('counts one of two approvals', async () => {
    const world = await started([...UP, { ...GATE[0]!, from: ['U0BOB', 'U0CAROL'], count: 2 } as Plan[number], ...ALL]);
    lose(world);
    await world.pass(MINUTE);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect((await world.rollout()).phase).toMatchObject({ approvals: [] });
    find(world);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect((await world.rollout()).phase).toMatchObject({ approvals: [{ by: { id: 'U0BOB' } }] });
  });

  it('resumes, until a look says that it is there again, however short ago', async () => {
    const world = await started(waits['a bake']);
    lose(world);
    await world.pass(2 * MINUTE);
    await world.say({ name: 'resume' });
    expect(answers(world).at(-1)).toContain('target-unread');
    find(world);
    await world.say({ name: 'resume' });
    expect(await status(world)).toBe('baking');
  });

  it('is kept from pausing and rolling back', async () => {
    const world = await started(waits['a bake']);
    lose(world);
    await world.pass(MINUTE);
    await world.say({ name: 'pause' });
    expect(await status(world)).toBe('paused');
    await world.say({ name: 'rollback', text: 'gone' });
    expect(world.targets.places.get('api')?.weight).toBe(0);
  });
});

describe('a share that somebody changed', () => {
  it('a moment ago is refused to whoever approves, by what is read then', async () => {
    const world = await started(waits['an approval']);
    await world.pass(2 * MINUTE);
    lose(world);
    await world.pass(MINUTE);
    find(world);
    world.targets.places.get('events')!.weight = 40;
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(answers(world).at(-1)).toBe(
      'target-changed events is not as it was left: its weight is 40% instead of 5%. Nothing goes on until it is. Put it back and try again, or roll back.',
    );
  });
});

describe('a hook that is due', () => {
  it('waits until the targets have been read once, also as the first step of a plan', async () => {
    const world = aWorld({ service: { plan: [aHook(), ...ALL] } });
    await world.say({ name: 'start' });
    expect(world.hooks.calls).toHaveLength(1);
  });

  it('is not called while a target cannot be read', async () => {
    const world = aWorld({ service: { plan: [aHook(), ...ALL] } });
    lose(world);
    await world.say({ name: 'start' });
    expect(world.hooks.calls).toHaveLength(0);
    find(world);
    await world.pass(MINUTE);
    expect(world.hooks.calls).toHaveLength(1);
  });
});

describe('what was read', () => {
  it('is kept with its time at every evaluation, so that a share is never older than it is said to be', async () => {
    const world = await started(waits['a bake']);
    for (let minute = 0; minute < 10; minute++) {
      await world.pass(MINUTE);
      for (const { observed } of (await world.rollout()).targets)
        expect(world.now() - (observed?.at ?? 0)).toBeLessThan(KNOWN_FOR_MS);
    }
  });
});
