import { describe, expect, it } from 'vitest';
import { mergeVersions } from '../../src/engine/start-form/startable-versions.ts';
import { LookupFailed } from '../../src/ports/inbound/people.ts';
import { aWorld, type World } from './world/world.ts';

const FORM = { name: 'start-form', view: 'slash:1', service: null, label: null } as const;
const open = (world: World, body: object = {}, said: Parameters<World['say']>[1] = {}) =>
  world.say({ ...FORM, ...body } as unknown as Parameters<World['say']>[0], said);
const drawn = (world: World) => world.forms.at(-1)!;
const choice = (world: World) => {
  const chosen = drawn(world).form?.chosen;
  if (!chosen || 'refused' in chosen) throw new Error('no service is shown');
  return chosen;
};

/** A world whose only target lists these versions. */
const withVersions = (versions: () => Promise<{ label: string; at: number; isLive: boolean }[] | null>) =>
  aWorld({
    wrap: (deps) => ({
      ...deps,
      kind: (name) => {
        const kind = deps.kind(name);
        return { ...kind, target: { ...kind.target, versions } };
      },
    }),
  });

describe('the form of a start', () => {
  it('offers the services of the channel, saves nothing, and answers nobody elsewhere', async () => {
    const world = aWorld();
    await open(world);
    expect(drawn(world)).toMatchObject({
      view: 'slash:1',
      form: { services: ['checkout'], chosen: null },
      answer: null,
    });
    expect([await world.store.load('checkout'), world.told]).toEqual([null, []]);
  });

  it('says from where a service is rolled out, in another channel', async () => {
    const world = aWorld();
    await open(world, {}, { channel: 'random' });
    expect(drawn(world).form).toMatchObject({
      services: [],
      elsewhere: [{ name: 'checkout', channel: '#deploys' }],
    });
  });

  it('leaves out a service whose role its person lacks, and one of which Slack does not say', async () => {
    const world = aWorld({ service: { roles: { start: ['U0BOB'] } } });
    await open(world);
    expect(drawn(world).form).toMatchObject({ services: [], elsewhere: [] });
    await open(world, {}, { as: 'U0BOB' });
    expect(drawn(world).form).toMatchObject({ services: ['checkout'] });
    const silent = aWorld({
      wrap: (deps) => ({
        ...deps,
        people: { ...deps.people, isFrom: () => Promise.reject(new LookupFailed('which channel it is')) },
      }),
    });
    await open(silent);
    expect(drawn(silent).form).toMatchObject({ services: [], elsewhere: [] });
  });

  it('shows what is in the way, the plan and the versions of a service, the newest first', async () => {
    const world = withVersions(async () => [
      { label: 'v53', at: 1, isLive: true },
      { label: 'v54', at: 5, isLive: false },
      { label: 'v55', at: 8, isLive: false },
    ]);
    await open(world, { service: 'checkout' });
    const { where, versions, functions, tried } = choice(world);
    expect(where.text).toBe('You can start checkout now. Nothing is in the way.');
    expect(versions?.map(({ label }) => label)).toEqual(['v55', 'v54']);
    expect([functions, tried]).toEqual([2, null]);
  });

  it.each<[string, () => Promise<never[] | null>]>([
    ['that the targets do not list', async () => null],
    ['that Lambda does not list', () => Promise.reject(new Error('Lambda is away'))],
    ['of which there is none', async () => []],
  ])('leaves a version to be typed %s', async (_what, versions) => {
    const world = withVersions(versions);
    await open(world, { service: 'checkout' });
    expect(choice(world).versions).toBeNull();
  });

  it('tries a version with all that a start checks, and starts nothing', async () => {
    const world = aWorld();
    await open(world, { service: 'checkout', label: 'v54' });
    const { tried } = choice(world);
    expect(tried).toMatchObject({
      label: 'v54',
      reply: { offer: { kind: 'start', service: 'checkout', label: 'v54' } },
    });
    expect(tried?.rollout).toMatchObject({ canary: 'v54' });
    expect(await world.store.load('checkout')).toBeNull();
  });

  it('is shown the start even where the service starts without asking', async () => {
    const world = aWorld({ service: { confirm: 'never' } });
    await open(world, { service: 'checkout', label: 'v54' });
    expect(choice(world).tried?.reply.offer).toMatchObject({ kind: 'start' });
    expect(await world.store.load('checkout')).toBeNull();
  });

  it('starts what it showed, and shows it again when that has changed', async () => {
    const world = aWorld();
    await open(world, { service: 'checkout', label: 'v54' });
    const { offer } = choice(world).tried!.reply;
    if (offer?.kind !== 'start') throw new Error('no start is offered');
    const { confirmed } = offer;
    await world.alarm('checkout-5xx', 'INSUFFICIENT_DATA');
    await world.say({ name: 'start', confirmed });
    expect(world.replies.at(-1)).toMatchObject({ code: 'start-changed' });
    await world.alarm('checkout-5xx', 'OK');
    await world.say({ name: 'start', confirmed });
    expect((await world.rollout()).canary).toBe('v54');
  });

  it('says what is in the way of a version, with the checks of preflight', async () => {
    const world = aWorld();
    await world.say({ name: 'freeze', text: 'incident 42' });
    await open(world, { service: 'checkout', label: 'v54' });
    expect(choice(world).tried).toMatchObject({
      rollout: null,
      reply: { tone: 'refused', code: 'preflight', offer: null },
    });
    expect(choice(world).tried?.reply.checks).toContainEqual(expect.objectContaining({ code: 'frozen', ok: false }));
    expect(choice(world).where.text).toMatch(/cannot start checkout/);
  });

  it('says that a rollout runs already', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await open(world, { service: 'checkout', label: 'v55' });
    expect(choice(world).tried).toMatchObject({ rollout: null, reply: { code: 'running' } });
  });

  it.each<[string, object, object, string]>([
    ['a service of another channel', {}, { channel: 'random' }, 'other-channel'],
    ['a service that there is not', { service: 'secrets' }, {}, 'unknown-service'],
  ])('shows nothing of %s that is named all the same', async (_what, body, said, code) => {
    const world = aWorld();
    await open(world, { service: 'checkout', label: 'v54', ...body }, said);
    expect(drawn(world).form?.chosen).toMatchObject({ refused: { code } });
    expect(drawn(world).form?.chosen).not.toHaveProperty('service');
  });

  it('shows nothing of a service to a person without the role, and does not start it for them', async () => {
    const world = aWorld({ service: { roles: { start: ['U0BOB'] } } });
    await open(world, { service: 'checkout', label: 'v54' });
    expect(drawn(world).form?.chosen).toMatchObject({ refused: { code: 'not-in-role' } });
    await world.say({ name: 'start', confirmed: undefined } as never);
    expect(world.replies.at(-1)).toMatchObject({ code: 'not-in-role' });
  });

  it('shows a guest of another organisation the refusal alone', async () => {
    const world = aWorld({
      wrap: (deps) => ({ ...deps, people: { ...deps.people, belongsTo: async () => false } }),
    });
    await open(world, {}, { organisation: 'E1' });
    expect(drawn(world)).toMatchObject({ form: null, answer: { code: 'other-organisation' } });
  });

  it('says in its place that AWS did not answer, and is not retried', async () => {
    const world = aWorld();
    world.config.live = 'unreadable';
    await open(world, { service: 'checkout' });
    expect(drawn(world)).toMatchObject({ form: null, answer: { code: 'not-yet' } });
  });

  it('is no reason to fail while Slack is away', async () => {
    const world = aWorld();
    world.slack.down = true;
    await open(world);
    expect(world.forms).toEqual([]);
  });
});

describe('a form that is opened on a message', () => {
  const two = () =>
    withVersions(async () => [
      { label: 'v54', at: 5, isLive: false },
      { label: 'v55', at: 8, isLive: false },
    ]);

  it('shows the service and the version that the message names, and starts nothing', async () => {
    const world = two();
    await open(world, { message: 'checkout: v54 was published.' });
    expect(choice(world)).toMatchObject({ name: 'checkout', tried: { label: 'v54' } });
    expect(await world.store.load('checkout')).toBeNull();
  });

  it.each([
    ['of two versions none', 'checkout v54 follows v55', null],
    ['no version of other words', 'checkout v54-rc1 is built', null],
    ['no version where there is none', 'checkout is built', null],
    ['a version said twice', 'checkout v55, that is v55!', 'v55'],
  ])('chooses %s', async (_what, message, label) => {
    const world = two();
    await open(world, { message });
    expect(choice(world).tried?.label ?? null).toBe(label);
  });

  it('reads a version from the words where no list says which there are', async () => {
    const world = aWorld();
    await open(world, { message: 'checkout 1.4.2 is ready, see PR' });
    expect(choice(world).tried?.label).toBe('1.4.2');
  });

  it.each([
    ['that names no service', { message: 'v54 is built' }, {}],
    ['of a service of another channel', { message: 'checkout v54' }, { channel: 'random' }],
  ])('chooses nothing on a message %s', async (_what, body, said) => {
    const world = two();
    await open(world, body, said);
    expect(drawn(world).form).toMatchObject({ chosen: null });
  });

  it('shows a person without the role nothing of what the message names', async () => {
    const world = aWorld({ service: { roles: { start: ['U0BOB'] } } });
    await open(world, { message: 'checkout v54' });
    expect(drawn(world).form).toMatchObject({ services: [], chosen: null });
  });
});

describe('the note and the link of a start', () => {
  const notes = { note: 'for the sale', change: 'https://example.com/7' };

  it('are kept with the rollout, and absent where there are none', async () => {
    const world = aWorld();
    await world.say({ name: 'start', notes });
    expect((await world.rollout()).notes).toEqual(notes);
    const other = aWorld();
    await other.say({ name: 'start' });
    expect(await other.rollout()).not.toHaveProperty('notes');
  });

  it('come back with the button of a start that is shown first', async () => {
    const world = aWorld();
    await world.say({ name: 'start', notes, confirmed: undefined } as never);
    expect(world.replies.at(-1)?.offer).toMatchObject({ kind: 'start', notes });
  });

  it('stay with a start that waits in the queue', async () => {
    const world = aWorld();
    await world.say({ name: 'start', label: 'v53' });
    await world.say({ name: 'start', notes, queue: true });
    expect((await world.record()).queue?.starts).toMatchObject([{ label: 'v54', notes }]);
  });
});

describe('versions of several functions', () => {
  const version = (label: string, at: number | null, isLive = false) => ({ label, at, isLive });

  it('are one where they have the same label, as old as the newest', () => {
    const lists = [
      { name: 'api', versions: [version('v53', 1, true), version('v54', 5)] },
      { name: 'events', versions: [version('v53', 2, true), version('v54', 7)] },
    ];
    expect(mergeVersions(lists)).toEqual([{ label: 'v54', at: 7, functions: ['api', 'events'] }]);
  });

  it('are there while one function does not serve them yet', () => {
    const lists = [
      { name: 'api', versions: [version('v54', 5, true)] },
      { name: 'events', versions: [version('v54', 7)] },
    ];
    expect(mergeVersions(lists).map(({ label }) => label)).toEqual(['v54']);
  });

  it('come in the order of their numbers where nobody knows when they were published', () => {
    const versions = [version('v9', null), version('v10', null), version('v2', null)];
    expect(mergeVersions([{ name: 'api', versions }]).map(({ label }) => label)).toEqual(['v10', 'v9', 'v2']);
  });

  it('are at most a hundred, the newest', () => {
    const versions = Array.from({ length: 150 }, (_, index) => version(`v${index}`, index));
    const merged = mergeVersions([{ name: 'api', versions }]);
    expect([merged.length, merged[0]?.label, merged.at(-1)?.label]).toEqual([100, 'v149', 'v50']);
  });
});
