import { beforeEach, describe, expect, it } from 'vitest';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { WRITER_LIFETIME_MS } from '../../../src/domain/timing.ts';
import { converge } from '../../../src/engine/reconcile/converge.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

let world: World;
/** Done while a worker waits before it tries again. */
let whileWaiting: () => void;
let rollout: Rollout;

/** A rollout that bakes with 5% on both targets. */
beforeEach(async () => {
  whileWaiting = () => undefined;
  world = aWorld({
    wrap: (deps) => ({
      ...deps,
      clock: {
        ...deps.clock,
        wait: async (ms) => {
          whileWaiting();
          await deps.clock.wait(ms);
        },
      },
    }),
  });
  await world.say({ name: 'start' });
  rollout = await world.rollout();
  world.targets.writes.length = 0;
});

const place = (name: string) => world.targets.places.get(name)!;
const weights = () => ['api', 'events'].map((name) => place(name).weight);
const written = () => world.targets.writes.map(({ target }) => target);
const pass = (change: object) => converge(world.deps, { ...rollout, ...change }, world.now() + MINUTE);
const observed = async (change: object) => {
  const result = await pass(change);
  if (typeof result === 'string') return result;
  return result.targets.map(({ name, weight, fault }) => [name, weight, fault?.code ?? null]);
};

describe('a difference that is found while no shift is under way', () => {
  const shifting = { status: 'shifting' };
  const baking = { status: 'baking' };
  const paused = (activity: object) => ({ status: 'paused', activity });
  const holding = (activity: object) => ({ status: 'holding', activity, why: { kind: 'alarm', name: 'any' } });
  const LATE = WRITER_LIFETIME_MS + 1;

  it.each<[string, object, ago: number, is: number, becomes: number]>([
    ['too little, as an earlier writer may have left it, is raised', baking, WRITER_LIFETIME_MS, 2, 5],
    ['too little, later than any writer lives, is somebody else and left', baking, LATE, 2, 2],
    ['too much, later than any writer lives, is left too', baking, LATE, 50, 50],
    ['too little is not raised while somebody paused in mid-shift', paused(shifting), 0, 2, 2],
    ['too little is not raised while Serin holds in mid-shift', holding(shifting), 0, 2, 2],
    ['too much is lowered while somebody paused in mid-shift, however late', paused(shifting), LATE, 50, 5],
    ['too much is lowered while Serin holds in mid-shift, however late', holding(shifting), LATE, 50, 5],
    ['too much is lowered in time while a bake is paused', paused(baking), WRITER_LIFETIME_MS, 50, 5],
    ['too much is left later while a bake is paused', paused(baking), LATE, 50, 50],
  ])('%s', async (_what, phase, ago, is, becomes) => {
    place('api').weight = is;
    await pass({ phase, intendedAt: world.now() - ago });
    expect(weights()).toEqual([becomes, 5]);
  });

  it.each([
    ['too little is not raised', 2, 2],
    ['too much is lowered all the same', 50, 5],
  ])('while another target cannot be read, %s', async (_what, is, becomes) => {
    place('api').weight = is;
    world.targets.fail('events', 'read', { times: 1, permanent: true });
    await pass({ phase: baking, intendedAt: world.now() });
    expect(place('api').weight).toBe(becomes);
    await pass({ phase: baking, intendedAt: world.now() });
    expect(weights()).toEqual([5, 5]);
  });

  it.each([
    ['too little is not raised', 2, 2],
    ['too much is lowered all the same', 50, 5],
  ])('while somebody else repointed another target, %s', async (_what, is, becomes) => {
    place('api').weight = is;
    Object.assign(place('events'), { address: '9.9.9.9' });
    await pass({ phase: baking, intendedAt: world.now() });
    expect(place('api').weight).toBe(becomes);
  });

  it('is left where the record intends something else by now', async () => {
    place('api').weight = 2;
    expect(await pass({ generation: rollout.generation - 1, intendedAt: world.now() })).toBe('superseded');
    expect(written()).toEqual([]);
  });
});

describe('a raise', () => {
  const raise = { phase: { status: 'shifting' }, agreed: 5, weight: 25 };

  it('goes on to the next target only when the one before has its share', async () => {
    expect(await observed(raise)).toEqual([
      ['api', 25, null],
      ['events', 25, null],
    ]);
    expect(written()).toEqual(['api', 'events']);
  });

  it('ends at a target that cannot be written; it and the next one are reported as they were read', async () => {
    world.targets.fail('api', 'shift', { times: 1, permanent: true });
    expect(await observed(raise)).toEqual([
      ['api', 5, 'ResourceNotFoundException'],
      ['events', 5, null],
    ]);
    expect(written()).toEqual([]);
  });

  it('ends at a target that somebody repointed in the same moment', async () => {
    world.targets.onWrite(() => Object.assign(place('api'), { address: '9.9.9.9' }));
    await pass(raise);
    expect(written()).toEqual(['api']);
    expect(weights()).toEqual([25, 5]);
  });

  it('does not write over a share that somebody set between two tries', async () => {
    world.targets.fail('api', 'shift', { times: 1 });
    whileWaiting = () => Object.assign(place('api'), { weight: 60 });
    expect(await observed(raise)).toEqual([
      ['api', 60, null],
      ['events', 5, null],
    ]);
    expect(written()).toEqual([]);
  });

  it('is given up where the record intends something else by now', async () => {
    expect(await pass({ ...raise, generation: rollout.generation - 1 })).toBe('superseded');
    expect(written()).toEqual([]);
  });
});

describe('a promotion', () => {
  const promote = { phase: { status: 'promoting' }, weight: 100, promotionBegan: true };
  beforeEach(() => {
    for (const name of ['api', 'events']) Object.assign(place(name), { weight: 100 });
  });

  it('writes what is not promoted yet, and nothing else', async () => {
    Object.assign(place('api'), { promoted: true });
    await pass(promote);
    expect(written()).toEqual(['events']);
    expect(place('events').promoted).toBe(true);
  });

  it('does not promote what somebody lowered between two tries', async () => {
    world.targets.fail('api', 'shift', { times: 1 });
    whileWaiting = () => Object.assign(place('api'), { weight: 40 });
    await pass(promote);
    expect(written()).toEqual(['events']);
    expect(place('api')).toMatchObject({ weight: 40, promoted: false });
  });
});

describe('a rollback', () => {
  it('writes what is not back, only reads what is, and sees each target once', async () => {
    const [api, events] = rollout.targets;
    Object.assign(place('api'), { weight: 0 });
    const back = { ...api!, observed: { ...api!.observed!, weight: 0, cohorts: [] } };
    const phase = { status: 'rolling-back', stage: 'returning', since: 0, left: [], keep: [] };
    expect(await observed({ phase, weight: 0, targets: [back, events!] })).toEqual([
      ['events', 0, null],
      ['api', 0, null],
    ]);
    expect(written()).toEqual(['events']);
  });
});
