import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Place } from '../world/simulated-target.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const BAKE: Plan = [
  { kind: 'shift', weight: 25 },
  { kind: 'bake', ms: 30 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 10 * MINUTE },
];

const threads = ({ told }: World) => told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
const answer = ({ replies }: World) => `${replies.at(-1)?.code} ${replies.at(-1)?.text}`.trim();
const phase = async (world: World) => (await world.rollout()).phase;
const shares = ({ targets }: World) => ['api', 'events'].map((name) => targets.places.get(name)?.weight);

/** Somebody else changes a target. */
function edit({ targets }: World, name: string, change: Partial<Place>): void {
  const place = targets.places.get(name);
  if (place === undefined) throw new Error(`no target ${name}`);
  Object.assign(place, change, { token: place.token + 1 });
}

/** A rollout that bakes at 25%, of whose targets somebody changed one or both, so that it holds. */
async function held(...changed: readonly (readonly [string, Partial<Place>])[]): Promise<World> {
  const world = aWorld({ service: { plan: BAKE } });
  await world.say({ name: 'start' });
  await world.pass(4 * MINUTE);
  for (const [name, change] of changed) edit(world, name, change);
  await world.pass(MINUTE);
  expect(await phase(world)).toMatchObject({ status: 'holding', why: { kind: 'drift' } });
  return world;
}

describe('put-back', () => {
  it('is what Serin offers where somebody set another share', async () => {
    const world = await held(['api', { weight: 40 }]);
    expect(threads(world).at(-1)).toBe(
      'Somebody changed api: its weight is 40% instead of 25%. Serin holds. Let Serin put it back (/canary put-back checkout), or do it yourself and resume, or roll back.',
    );
    await world.say({ name: 'resume' });
    expect(answer(world)).toMatch(
      /^target-changed api is not as it was left.*Let Serin put it back \(\/canary put-back checkout\)/,
    );
    expect(shares(world)).toEqual([40, 25]);
  });

  it.each([
    ['more', 40],
    ['less', 0],
  ])('sets the share again where somebody set %s, once, and the plan goes on', async (_, weight) => {
    const world = await held(['api', { weight }]);
    await world.say({ name: 'put-back' });
    expect(answer(world)).toBe('Resumed. Serin puts its share back.');
    expect(shares(world)).toEqual([25, 25]);
    expect(threads(world).at(-1)).toBe(`alice resumed and lets Serin set api from ${weight}% to 25%.`);
    expect(await phase(world)).toMatchObject({ status: 'baking' });
    expect((await world.rollout()).putBack).toBeUndefined();
    await world.pass(60 * MINUTE);
    expect(await phase(world)).toMatchObject({ status: 'completed' });
  });

  it('sets every share again that somebody changed', async () => {
    const world = await held(['api', { weight: 0 }], ['events', { weight: 3 }]);
    await world.say({ name: 'put-back' });
    expect(threads(world).at(-1)).toBe(
      'alice resumed and lets Serin set api from 0% to 25% and events from 3% to 25%.',
    );
    expect(shares(world)).toEqual([25, 25]);
  });

  it('only resumes where everything is as it was left again', async () => {
    const world = await held(['api', { weight: 40 }]);
    edit(world, 'api', { weight: 25 });
    await world.say({ name: 'put-back' });
    expect(answer(world)).toBe('Resumed.');
    expect(threads(world).at(-1)).toBe('alice resumed.');
  });

  it('asks again about a change that comes after it, to whatever share', async () => {
    const world = await held(['api', { weight: 0 }]);
    await world.say({ name: 'put-back' });
    await world.pass(3 * MINUTE);
    edit(world, 'api', { weight: 0 });
    await world.pass(2 * MINUTE);
    expect(await phase(world)).toMatchObject({ status: 'holding', why: { kind: 'drift', target: 'api' } });
    expect(shares(world)).toEqual([0, 25]);
  });

  it('overwrites only the share that was read: another one that comes meanwhile is left and asked about', async () => {
    const world = await held(['api', { weight: 10 }]);
    world.targets.fail('api', 'shift', { times: 100 });
    await world.say({ name: 'put-back' });
    edit(world, 'api', { weight: 1 });
    world.targets.fail('api', 'shift', { times: 0 });
    await world.pass(2 * MINUTE);
    expect(shares(world)).toEqual([1, 25]);
    expect(await phase(world)).toMatchObject({ status: 'holding', why: { detail: 'its weight is 1% instead of 25%' } });
  });

  it('is tried again by the timer where the write fails for a moment', async () => {
    const world = await held(['api', { weight: 10 }]);
    world.targets.fail('api', 'shift', { times: 5 });
    await world.say({ name: 'put-back' });
    expect(shares(world)).toEqual([10, 25]);
    await world.pass(2 * MINUTE);
    expect(shares(world)).toEqual([25, 25]);
    expect(await phase(world)).toMatchObject({ status: 'baking' });
  });

  it('is refused where more than the share was changed, and moves nothing', async () => {
    const world = await held(['api', { address: '9.9.9.9' }], ['events', { weight: 40 }]);
    await world.say({ name: 'put-back' });
    expect(answer(world)).toBe(
      'target-changed api is not as it was left: it answers 9.9.9.9, it was 1.2.3.4. Nothing goes on until it is. Put it back and try again, or roll back.',
    );
    expect(shares(world)).toEqual([25, 40]);
  });

  it('is refused where a target cannot be read', async () => {
    const world = await held(['api', { weight: 40 }]);
    world.targets.fail('events', 'read', { times: 1 });
    await world.say({ name: 'put-back' });
    expect(answer(world)).toMatch(/^target-unread events cannot be read/);
    expect(shares(world)).toEqual([40, 25]);
  });

  it('is refused while an alarm is not known to be quiet', async () => {
    const world = await held(['api', { weight: 40 }]);
    world.alarms.set('checkout-5xx', {
      name: 'checkout-5xx',
      value: 'MISSING',
      since: 0,
      suppressed: false,
      reason: '',
    });
    await world.say({ name: 'put-back' });
    expect(shares(world)).toEqual([40, 25]);
  });

  it('is refused where Serin does not hold because of a change', async () => {
    const world = aWorld({ service: { plan: BAKE } });
    await world.say({ name: 'start' });
    await world.say({ name: 'put-back' });
    expect(answer(world)).toBe(
      'nothing-to-put-back Serin does not hold because of a share that somebody changed. Nothing was moved.',
    );
  });

  it('loses to a rollback that comes first', async () => {
    const world = await held(['api', { weight: 40 }]);
    world.targets.fail('api', 'shift', { times: 100 });
    await world.say({ name: 'put-back' });
    await world.say({ name: 'rollback' });
    world.targets.fail('api', 'shift', { times: 0 });
    await world.pass(10 * MINUTE);
    expect(await phase(world)).toMatchObject({ status: 'rolled-back' });
    expect(shares(world)).toEqual([0, 0]);
  });
});

describe('put-back in the middle of a shift', () => {
  it.each<[string, number]>([
    ['to a share', 25],
    ['to everybody', 100],
  ])('%s goes on with the shift', async (_, weight) => {
    const plan: Plan = [
      { kind: 'shift', weight: 5 },
      { kind: 'bake', ms: 5 * MINUTE },
      { kind: 'shift', weight },
    ];
    const last: Plan =
      weight === 100
        ? []
        : [
            { kind: 'bake', ms: 30 * MINUTE },
            { kind: 'shift', weight: 100 },
          ];
    const world = aWorld({ service: { plan: [...plan, ...last] } });
    await world.say({ name: 'start' });
    await world.pass(MINUTE);
    world.targets.fail('events', 'shift', { times: 1, permanent: true });
    await world.pass(5 * MINUTE);
    expect(await phase(world)).toMatchObject({ status: 'holding', activity: { status: 'shifting', wanted: weight } });
    await world.pass(3 * MINUTE);
    edit(world, 'api', { weight: 2 });
    await world.pass(MINUTE);
    await world.say({ name: 'put-back' });
    expect(threads(world)).toContainEqual(
      expect.stringContaining(`alice resumed and lets Serin set api from 2% to ${weight}%.`),
    );
    await world.pass(2 * MINUTE);
    expect(shares(world)).toEqual([weight, weight]);
  });
});
