import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const PLAN: Plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 5 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 5 * MINUTE },
];
const TARGETS = ['api', 'events'] as const;

const place = (world: World, name: string) => {
  const found = world.targets.places.get(name);
  if (found === undefined) throw new Error(`no target ${name}`);
  return found;
};
const repoint = (world: World, name: string) => Object.assign(place(world, name), { address: '9.9.9.9' });
const putBack = (world: World, name: string) => Object.assign(place(world, name), { address: '1.2.3.4' });
const phase = async (world: World) => (await world.rollout()).phase;
const weights = (world: World) => TARGETS.map((name) => place(world, name).weight);
const promoted = (world: World) => TARGETS.filter((name) => place(world, name).promoted);
const raises = (world: World) => world.targets.writes.filter(({ before, after }) => after > before);
const threads = ({ told }: World) => told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);

/** A rollout that bakes at 5%, a few seconds before it raises the share to 100%. */
async function beforeTheRaise(): Promise<World> {
  const world = aWorld({ service: { plan: PLAN } });
  await world.say({ name: 'start' });
  await world.pass(5 * MINUTE - 10_000);
  expect(await phase(world)).toMatchObject({ status: 'baking' });
  expect(weights(world)).toEqual([5, 5]);
  world.targets.writes.length = 0;
  return world;
}

/** A rollout that bakes at 100%, a few seconds before it is promoted. */
async function beforeThePromotion(): Promise<World> {
  const world = await beforeTheRaise();
  await world.pass(5 * MINUTE);
  expect(weights(world)).toEqual([100, 100]);
  expect(await phase(world)).toMatchObject({ status: 'baking' });
  world.targets.writes.length = 0;
  return world;
}

describe.each(TARGETS)('%s, when it is not as expected right before a raise,', (name) => {
  it('keeps every target from being raised when somebody repointed it', async () => {
    const world = await beforeTheRaise();
    repoint(world, name);
    await world.pass(MINUTE);
    expect(raises(world)).toEqual([]);
    expect(weights(world)).toEqual([5, 5]);
    expect(await phase(world)).toMatchObject({ status: 'holding', why: { kind: 'drift', target: name } });
  });

  it('keeps every target from being raised when it cannot be read', async () => {
    const world = await beforeTheRaise();
    world.targets.fail(name, 'read', { times: 1000, permanent: true });
    await world.pass(MINUTE);
    expect(raises(world)).toEqual([]);
    expect(await phase(world)).toMatchObject({ status: 'holding', why: { kind: 'partial', target: name } });
  });

  it('is read again before that when the error may pass, and the raise goes on', async () => {
    const world = await beforeTheRaise();
    world.targets.fail(name, 'read', { times: 2 });
    await world.pass(MINUTE);
    expect(weights(world)).toEqual([100, 100]);
  });

  it.each([2, 60])(
    'keeps every target from being raised when somebody set its weight to %i percent',
    async (weight) => {
      const world = await beforeTheRaise();
      place(world, name).weight = weight;
      await world.pass(4 * MINUTE);
      expect(world.targets.writes.filter((write) => write.target !== name)).toEqual([]);
      expect(raises(world)).toEqual([]);
      expect(await phase(world)).toMatchObject({
        status: 'holding',
        why: { kind: 'drift', target: name, detail: `its weight is ${weight}% instead of 5%` },
      });
    },
  );

  it('goes on with a resume once it is put back', async () => {
    const world = await beforeTheRaise();
    repoint(world, name);
    await world.pass(MINUTE);
    await world.say({ name: 'resume' });
    expect(raises(world)).toEqual([]);
    putBack(world, name);
    await world.pass(MINUTE);
    await world.say({ name: 'resume' });
    expect(weights(world)).toEqual([100, 100]);
  });
});

describe.each(TARGETS)('%s, when it is not as expected right before a promotion,', (name) => {
  it('keeps every target from being promoted when somebody repointed it', async () => {
    const world = await beforeThePromotion();
    repoint(world, name);
    await world.pass(10 * MINUTE);
    expect(promoted(world)).toEqual([]);
    expect(await phase(world)).toMatchObject({ status: 'holding', why: { kind: 'drift', target: name } });
  });

  it('keeps every target from being promoted when somebody lowered its weight, and asks after some minutes', async () => {
    const world = await beforeThePromotion();
    place(world, name).weight = 40;
    await world.pass(4 * MINUTE);
    expect(await phase(world)).toMatchObject({ status: 'promoting' });
    await world.pass(4 * MINUTE);
    expect(world.targets.writes).toEqual([]);
    expect(threads(world).at(-1)).toMatch(`Somebody changed ${name}: its weight is 40%`);
    expect(await phase(world)).toMatchObject({
      status: 'holding',
      why: { kind: 'drift', target: name, detail: 'its weight is 40% instead of 100%' },
    });
  });

  it('keeps every target from being promoted when it cannot be read, and asks', async () => {
    const world = await beforeThePromotion();
    world.targets.fail(name, 'read', { times: 1000, permanent: true });
    await world.pass(2 * MINUTE);
    expect(world.targets.writes).toEqual([]);
    expect(await phase(world)).toMatchObject({ status: 'holding', why: { kind: 'partial', target: name } });
  });
});

describe('a raise', () => {
  it('reads each target once before the first write, and once after its own', async () => {
    const world = await beforeTheRaise();
    const calls: string[] = [];
    const { read } = world.targets;
    world.targets.read = (target, asks) => {
      calls.push(`read ${target.name}`);
      return read(target, asks);
    };
    world.targets.onWrite(({ target }) => calls.push(`write ${target}`));
    await world.pass(15_000);
    expect(calls.slice(0, 6)).toEqual([
      'read api',
      'read events',
      'write api',
      'read api',
      'write events',
      'read events',
    ]);
  });

  it('ends where a target was repointed between the look and its write; what was raised goes back', async () => {
    const world = await beforeTheRaise();
    world.targets.onWrite(({ target, verb }) => {
      if (target === 'api' && verb === 'shift' && place(world, 'api').weight === 5) {
        repoint(world, 'events');
        place(world, 'events').token += 1;
      }
    });
    await world.pass(MINUTE);
    expect(raises(world).map(({ target }) => target)).toEqual(['api']);
    expect(weights(world)).toEqual([5, 5]);
    expect(await phase(world)).toMatchObject({ status: 'holding', why: { kind: 'drift', target: 'events' } });
  });
});

describe('a promotion that something outside undoes each time', () => {
  /** Whatever is written, `api` has a split again a moment later, as in AWS's own tools that keep a routing configuration. */
  async function undone(weight: number): Promise<World & { readonly other: { goesOn: boolean } }> {
    const world = await beforeThePromotion();
    const { shift } = world.targets;
    const other = { goesOn: true };
    world.targets.shift = async (target, goal, expected) => {
      const result = await shift(target, goal, expected);
      const there = place(world, 'api');
      if (other.goesOn && target.name === 'api' && goal.kind === 'promoted')
        Object.assign(there, { promoted: false, weight, token: there.token + 1 });
      return result;
    };
    return { ...world, other };
  }

  it.each([40, 100])('is told and asked about after some minutes, with what is there (%i percent)', async (weight) => {
    const world = await undone(weight);
    await world.pass(3 * MINUTE);
    expect(await phase(world)).toMatchObject({ status: 'promoting' });
    await world.pass(5 * MINUTE);
    expect(await phase(world)).toMatchObject({
      status: 'holding',
      why: { kind: 'drift', target: 'api' },
      activity: { status: 'promoting' },
    });
    const told =
      weight === 40
        ? 'Somebody changed api: its weight is 40% instead of 100%. Serin holds. Let Serin put it back (/canary put-back checkout), or do it yourself and resume, or roll back.'
        : 'Something outside Serin changes api again, each time Serin has written it: something undoes its promotion. Serin holds. Find out what it is (a pipeline, Terraform, a person), stop it, then resume, or roll back.';
    expect(threads(world).at(-1)).toBe(told);
    await world.pass(60 * MINUTE);
    expect(threads(world).filter((text) => text === told)).toHaveLength(1);
  });

  it('goes on with a resume once that has stopped', async () => {
    const world = await undone(100);
    await world.pass(8 * MINUTE);
    expect(await phase(world)).toMatchObject({ status: 'holding' });
    world.other.goesOn = false;
    await world.say({ name: 'resume' });
    expect(promoted(world)).toEqual(['api', 'events']);
    expect(await phase(world)).toMatchObject({ status: 'completed' });
  });
});
