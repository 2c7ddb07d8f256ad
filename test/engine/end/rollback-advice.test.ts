import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/domain/service.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const plan: Service['plan'] = [
  { kind: 'shift', weight: 10 },
  { kind: 'bake', ms: 5 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 5 * MINUTE },
];

const thread = (world: World) => world.told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
const status = async (world: World) => (await world.rollout()).phase.status;
const shares = (world: World) => [...world.targets.places.values()].map(({ weight }) => weight);
const answer = (world: World) => world.told.filter(({ kind }) => kind === 'reply').at(-1)?.text ?? '';

async function completed(): Promise<World> {
  const world = aWorld({ service: { plan } });
  await world.say({ name: 'start' });
  await world.pass(25 * MINUTE);
  expect(await status(world)).toBe('completed');
  return world;
}

/** No target takes a write on the way back any more, for good; reads answer. */
function deny(world: World): void {
  for (const name of ['api', 'events']) {
    world.targets.fail(name, 'back', { times: 10_000, permanent: true });
    world.targets.fail(name, 'shift', { times: 10_000, permanent: true });
  }
}

describe('a rollback after the end that nothing obeys', () => {
  it('says what the targets have, and is completed again when people leave them', async () => {
    const world = await completed();
    deny(world);
    await world.say({ name: 'rollback' });
    expect(await status(world)).toBe('stuck');
    expect((await world.rollout()).targets.map(({ observed }) => observed?.weight)).toEqual([100, 100]);
    await world.say({ name: 'start', label: 'v55' });
    expect(answer(world)).toMatch(/stuck at 100%.*by hand.*canary resume checkout/);
    for (let n = 0; n < 2; n++) {
      await world.pass(3 * MINUTE);
      await world.say({ name: 'resume' }, { as: 'U0BOB' });
    }
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 100, phase: { status: 'completed' } });
    expect(shares(world)).toEqual([100, 100]);
    const said = thread(world).join('\n');
    expect(said).toContain('Not rolled back: all users are still on v54');
    expect(said).not.toMatch(/Every target is back|is rolled back|Rolled back/);
    expect((await world.record()).wake.at).toBeNull();
    const { id } = await world.rollout();
    expect(await world.history.find('checkout', id)).toMatchObject({ phase: { status: 'completed' } });
  });
});

describe('a rollback in mid-rollout that nothing obeys', () => {
  it('ends with what was left and what it has, and nothing is written to it after a person said so', async () => {
    const world = aWorld({ service: { plan } });
    await world.say({ name: 'start' });
    deny(world);
    await world.say({ name: 'rollback' });
    for (let n = 0; n < 2; n++) {
      await world.pass(3 * MINUTE);
      await world.say({ name: 'resume' }, { as: 'U0BOB' });
    }
    for (const name of ['api', 'events']) world.targets.fail(name, 'back', { times: 0 });
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back', left: ['api', 'events'] } });
    expect(shares(world)).toEqual([10, 10]);
    expect(thread(world).at(-1)).toContain('Not rolled back; left as it is: api (10%), events (10%).');
  });
});

describe('a rollback that somebody undoes each minute', () => {
  it('is told after a few minutes, and ends when a person leaves it', async () => {
    const world = aWorld({ service: { plan } });
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback' });
    for (let n = 0; n < 6; n++) {
      const place = world.targets.places.get('api');
      if (place !== undefined) Object.assign(place, { weight: 40, token: place.token + 1 });
      await world.pass(MINUTE);
    }
    const told = thread(world).filter((text) => text.includes('Something outside Serin moves api onto the canary'));
    expect(told).toHaveLength(1);
    const place = world.targets.places.get('api');
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    if (place !== undefined) Object.assign(place, { weight: 40, token: place.token + 1 });
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back', left: ['api'] } });
  });
});
