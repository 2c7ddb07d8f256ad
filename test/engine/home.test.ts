import { describe, expect, it } from 'vitest';
import { rolloutId } from '../../src/engine/ids.ts';
import { LookupFailed } from '../../src/ports/inbound/people.ts';
import { aWorld, MINUTE, OUTSIDER, PLAN, type World } from './world/world.ts';

const GATE = [PLAN[2]!, PLAN[0]!, PLAN[1]!];
const IN_HOME = { isHome: true } as const;
const open = (world: World, as = 'U0BOB') => world.say({ name: 'home' }, { as, ...IN_HOME });
const newest = (world: World) => world.homes.at(-1)!;
const ids = (rollouts: readonly { readonly id: string }[] | undefined) => rollouts?.map(({ id }) => id);

/** A world whose one rollout waits for Bob or Carol. */
async function waiting(): Promise<World> {
  const world = aWorld({ service: { plan: GATE } });
  await world.say({ name: 'start' });
  return world;
}

describe('an App Home that is opened', () => {
  it('shows an approver the rollout among what waits, and its starter among what runs', async () => {
    const world = await waiting();
    const id = rolloutId('checkout', 'said-1');
    await open(world);
    expect(newest(world)).toMatchObject({ person: 'U0BOB', answer: null });
    expect(ids(newest(world).home?.waiting)).toEqual([id]);
    expect(ids(newest(world).home?.running)).toEqual([]);
    await open(world, 'U0ALICE');
    expect(ids(newest(world).home?.waiting)).toEqual([]);
    expect(ids(newest(world).home?.running)).toEqual([id]);
  });

  it('saves nothing and answers nobody elsewhere', async () => {
    const world = await waiting();
    const [{ revision }, told] = [await world.record(), world.told.length];
    await open(world);
    expect((await world.record()).revision).toBe(revision);
    expect(world.told).toHaveLength(told);
  });

  it('reads the configurations, the records and the restrictions once each, for fifty services too', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `service-${index}`);
    const counted = { services: 0, one: 0 };
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        services: {
          ...deps.services,
          get: async (name, fresh) => {
            counted.one += 1;
            return deps.services.get(name, fresh);
          },
          all: async () => {
            counted.services += 1;
            const service = await deps.services.get('checkout', false);
            return new Map([...names, 'checkout'].map((name) => [name, service]));
          },
        },
      }),
    });
    await world.say({ name: 'start' });
    const before = { reads: world.store.reads(), restrictions: world.restrictions.reads, one: counted.one };
    await open(world);
    expect(world.store.reads() - before.reads).toBe(1);
    expect(world.restrictions.reads - before.restrictions).toBe(1);
    expect(counted).toEqual({ services: 1, one: before.one });
    expect(newest(world).home?.services).toHaveLength(51);
  });

  it('shows a rollout to everybody as running where Slack cannot say who is in a group', async () => {
    const world = aWorld({
      service: { plan: GATE },
      wrap: (deps) => ({
        ...deps,
        people: { ...deps.people, isAmong: () => Promise.reject(new LookupFailed('who is in a group')) },
      }),
    });
    await world.say({ name: 'start' });
    await open(world);
    expect(newest(world).home?.waiting).toEqual([]);
    expect(newest(world).home?.running).toHaveLength(1);
  });

  it('goes by the approvers of the configuration as it is now', async () => {
    const world = await waiting();
    const live = world.config.live as Exclude<World['config']['live'], 'unreadable'>;
    world.config.live = { ...live, plan: [{ ...PLAN[2]!, from: ['U0DAVE'] } as never, PLAN[0]!] };
    await open(world);
    expect(newest(world).home?.waiting).toEqual([]);
    await open(world, 'U0DAVE');
    expect(newest(world).home?.waiting).toHaveLength(1);
  });

  it('says that AWS did not answer, instead of nothing', async () => {
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        restrictions: { ...deps.restrictions, load: () => Promise.reject(new Error('away')) },
      }),
    });
    await open(world);
    expect(newest(world)).toMatchObject({ home: null, answer: { code: 'not-yet' } });
  });

  it('shows a guest of another organisation nothing but the refusal', async () => {
    const world = aWorld({
      wrap: (deps) => ({ ...deps, people: { ...deps.people, belongsTo: async () => false } }),
    });
    await world.say({ name: 'home' }, { as: 'U0GUEST', ...IN_HOME, organisation: 'E1' });
    expect(newest(world)).toMatchObject({ home: null, answer: { code: 'other-organisation' } });
  });
});

describe('a click in the App Home', () => {
  it('approves, and is answered there with what became of it', async () => {
    const world = await waiting();
    await world.say({ name: 'approve' }, { as: 'U0BOB', ...IN_HOME });
    expect((await world.rollout()).weight).toBe(5);
    const { person, home, answer } = newest(world);
    expect(person).toBe('U0BOB');
    expect(answer?.tone).toBe('done');
    expect(home?.waiting).toEqual([]);
    expect(world.told.filter(({ kind, key }) => kind === 'reply' && key === 'U0BOB')).toEqual([]);
  });

  it('counts once, however often it arrives', async () => {
    const world = await waiting();
    for (const _ of [1, 2]) await world.say({ name: 'approve' }, { as: 'U0BOB', key: 'one', ...IN_HOME });
    expect((await world.rollout()).timeline.filter(({ text }) => text.includes('pproved'))).toHaveLength(1);
  });

  it.each(['approve', 'promote', 'skip', 'reject', 'pause'] as const)(
    'on %s is answered to whoever may and whoever may not as it is in the channel',
    async (name) => {
      const [here, there] = [await waiting(), await waiting()];
      await here.say({ name }, { as: 'U0DAVE' });
      await there.say({ name }, { as: 'U0DAVE', ...IN_HOME });
      expect(newest(there).answer).toEqual({ ...here.replies.at(-1), link: expect.anything() });
      expect((await there.rollout()).phase.status).toBe((await here.rollout()).phase.status);
    },
  );

  it.each(['approve', 'pause', 'rollback', 'resume'] as const)(
    'on %s is refused to whoever is not in the channel of the service',
    async (name) => {
      const world = await waiting();
      await world.say({ name }, { as: OUTSIDER, ...IN_HOME });
      expect(newest(world).answer).toMatchObject({ tone: 'refused', code: 'other-channel' });
      expect(newest(world).answer?.text).toContain('Join it');
      expect((await world.rollout()).phase.status).toBe('awaiting-approval');
    },
  );

  it.each(['pause', 'rollback'] as const)(
    'on %s is refused while Slack does not say in which channels its person is',
    async (name) => {
      let isAway = false;
      const world = aWorld({
        wrap: (deps) => ({
          ...deps,
          people: {
            ...deps.people,
            isFrom: (origin, channel) =>
              isAway
                ? Promise.reject(new LookupFailed('in which channels you are'))
                : deps.people.isFrom(origin, channel),
          },
        }),
      });
      await world.say({ name: 'start' });
      isAway = true;
      await world.say({ name }, IN_HOME);
      expect(newest(world).answer).toMatchObject({
        code: 'lookup-failed',
        text: expect.stringContaining('Or say it in #deploys.'),
      });
      expect((await world.rollout()).phase.status).toBe('baking');
      await world.say({ name: 'rollback' });
      expect((await world.rollout()).phase.status).toBe('rolling-back');
    },
  );

  it('is answered again later when Slack did not take the answer, with the services as they are then', async () => {
    const world = await waiting();
    world.slack.down = true;
    await world.say({ name: 'approve' }, { as: 'U0BOB', ...IN_HOME });
    expect(world.homes).toEqual([]);
    world.slack.down = false;
    await world.pass(5 * MINUTE);
    expect(newest(world)).toMatchObject({ person: 'U0BOB', answer: { tone: 'done' } });
    expect(newest(world).home?.running).toHaveLength(1);
  });
});
