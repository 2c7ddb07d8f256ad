import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import type { CommandBody } from '../../../src/ports/inbound/command.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { ConfigUnreadable } from '../../../src/ports/services.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

const HOUR = 60 * MINUTE;
const answer = (world: World): string => world.told.filter((told) => told.kind === 'reply').at(-1)?.text ?? '';
const status = async (world: World) => (await world.rollout()).phase.status;
const live = (world: World): Service => world.config.live as Service;
const gate = (...from: string[]) => ({ kind: 'approve', from, count: 1, within: 240 * MINUTE }) as const;
const shift = (weight: number) => ({ kind: 'shift', weight }) as const;
const BAKE = { kind: 'bake', ms: 10 * MINUTE } as const;
const SHORT: Plan = [shift(5), BAKE, shift(100)];

describe('who may approve', () => {
  const plan: Plan = [gate('U0BOB'), shift(5), gate('U0BOB'), shift(100)];
  const dave = gate('U0DAVE');
  const waiting = async (): Promise<World> => {
    const world = aWorld({ service: { plan } });
    await world.say({ name: 'start' });
    expect(await status(world)).toBe('awaiting-approval');
    return world;
  };

  it('is said by the configuration as it is now, where its plan has the same gates', async () => {
    const world = await waiting();
    world.config.live = { ...live(world), plan: [dave, shift(10), gate('U0CAROL'), shift(100)] };
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(answer(world)).toContain('not-approver Only U0DAVE can approve this.');
    await world.say({ name: 'promote' }, { as: 'U0BOB' });
    expect(answer(world)).toContain('Only U0CAROL can promote this because they approve its last step.');
    await world.say({ name: 'promote' }, { as: 'U0CAROL' });
    expect(answer(world)).toContain('Only U0DAVE can approve the step ahead');
    await world.say({ name: 'approve' }, { as: 'U0DAVE' });
    expect((await world.rollout()).weight).toBe(5);
  });

  it.each<[string, Plan]>([
    ['has lost a gate', [dave, shift(5), BAKE, shift(100)]],
    ['has one more', [dave, shift(5), dave, shift(50), dave, shift(100)]],
    ['has moved one', [dave, shift(5), BAKE, dave, shift(100)]],
    ['has none', [shift(5), shift(100)]],
  ])('is said by the plan that the rollout began with, where the plan of now %s', async (_how, changed) => {
    const world = await waiting();
    world.config.live = { ...live(world), plan: changed };
    await world.say({ name: 'approve' }, { as: 'U0DAVE' });
    expect(answer(world)).toContain('not-approver Only U0BOB can approve this.');
    expect(await status(world)).toBe('awaiting-approval');
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect((await world.rollout()).weight).toBe(5);
  });

  it('is also said by those whom it was escalated to, from then on, who decide about nothing else', async () => {
    const first = { ...gate('U0BOB'), escalate: { after: 60 * MINUTE, to: ['U0DAVE'] } };
    const world = aWorld({ service: { plan: [first, shift(5), BAKE, shift(100)] } });
    await world.say({ name: 'start' });
    await world.pass(59 * MINUTE);
    await world.say({ name: 'approve' }, { as: 'U0DAVE' });
    expect(answer(world)).toContain('not-approver Only U0BOB can approve this.');
    await world.pass(2 * MINUTE);
    await world.say({ name: 'promote' }, { as: 'U0DAVE' });
    expect(answer(world)).toContain('Only U0BOB can promote this');
    await world.say({ name: 'approve' }, { as: 'U0EVE' });
    expect(answer(world)).toContain('not-approver Only U0BOB or U0DAVE can approve this.');
    await world.say({ name: 'approve' }, { as: 'U0DAVE' });
    expect((await world.rollout()).weight).toBe(5);
  });

  it.each(['during a bake', 'before any rollout'])('is not looked up where no gate waits: %s', async (when) => {
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        people: { ...deps.people, isAmong: () => Promise.reject(new LookupFailed('who is in a group')) },
      }),
    });
    if (when === 'during a bake') await world.say({ name: 'start' });
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(answer(world)).toContain(when === 'during a bake' ? 'no-gate' : 'no-rollout');
  });
});

describe('the channel that a command is said in', () => {
  const moved = async (options: Partial<Service> = {}): Promise<World> => {
    const world = aWorld({ service: { plan: SHORT, ...options } });
    await world.say({ name: 'start' });
    world.config.live = { ...live(world), channel: '#elsewhere' };
    return world;
  };

  it('is that of the card too, while a rollout runs whose service has moved to another', async () => {
    const world = await moved();
    await world.say({ name: 'pause' }, { channel: 'random' });
    expect(answer(world)).toContain('other-channel checkout is rolled out from #elsewhere. Say it there.');
    expect(await status(world)).toBe('baking');
    await world.say({ name: 'pause' }, { channel: 'deploys' });
    expect(await status(world)).toBe('paused');
    await world.say({ name: 'resume' }, { channel: 'elsewhere' });
    expect(await status(world)).toBe('baking');
  });

  it('is that of the card too, while a completed rollout can be rolled back, and no longer', async () => {
    const world = await moved({ rollbackWindow: HOUR });
    await world.pass(20 * MINUTE);
    expect(await status(world)).toBe('completed');
    await world.say({ name: 'rollback' }, { channel: 'random' });
    expect(answer(world)).toContain('other-channel');
    await world.pass(2 * HOUR);
    await world.say({ name: 'rollback' }, { channel: 'deploys' });
    expect(answer(world)).toContain('other-channel');
    await world.say({ name: 'rollback' }, { channel: 'elsewhere' });
    expect(answer(world)).toContain('window-over');

    const inTime = await moved({ rollbackWindow: HOUR });
    await inTime.pass(20 * MINUTE);
    await inTime.say({ name: 'rollback' }, { channel: 'deploys' });
    expect(await status(inTime)).toBe('rolling-back');
  });

  it('is not taken for the right one because something else fails than the look-up', async () => {
    let isBroken = false;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        people: {
          ...deps.people,
          isFrom: (origin, channel) =>
            isBroken ? Promise.reject(new TypeError('not a channel')) : deps.people.isFrom(origin, channel),
        },
      }),
    });
    await world.say({ name: 'start' });
    isBroken = true;
    await expect(world.say({ name: 'rollback' }, { channel: 'random' })).rejects.toThrow('not a channel');
    expect(answer(world)).toContain('not-yet');
    expect(await status(world)).toBe('baking');
  });
});

/** A world whose configuration can become unreadable, and that counts how it was asked for. */
function withConfig(service: Partial<Service> = {}) {
  const config = { isAway: false, isGone: false, fresh: [] as boolean[] };
  const world = aWorld({
    service: { plan: SHORT, ...service },
    wrap: (deps: Deps): Deps => ({
      ...deps,
      services: {
        ...deps.services,
        get: async (name, fresh) => {
          config.fresh.push(fresh);
          if (config.isAway) throw new ConfigUnreadable(name);
          return config.isGone && fresh ? null : deps.services.get(name, fresh);
        },
      },
    }),
  });
  return { world, config };
}

describe('a configuration that cannot be read', () => {
  it('keeps nobody from a rollout that runs: the copy that it began with says who may speak', async () => {
    const { world, config } = withConfig();
    await world.say({ name: 'start' });
    config.isAway = true;
    await world.say({ name: 'pause' }, { channel: 'random' });
    expect(answer(world)).toContain('other-channel');
    await world.say({ name: 'pause' });
    expect(await status(world)).toBe('paused');
  });

  it('keeps nobody from rolling back a completed one within its window', async () => {
    const { world, config } = withConfig();
    await world.say({ name: 'start' });
    await world.pass(20 * MINUTE);
    expect(await status(world)).toBe('completed');
    config.isAway = true;
    await world.say({ name: 'rollback' });
    expect(await status(world)).toBe('rolling-back');
  });

  it('refuses what is said once the window is over: an old copy does not say who may speak now', async () => {
    const { world, config } = withConfig();
    await world.say({ name: 'start' });
    await world.pass(25 * HOUR);
    config.isAway = true;
    await world.say({ name: 'rollback' });
    expect(answer(world)).toContain('config-unreadable');
    expect(await status(world)).toBe('completed');
  });

  it('is said to be away where the fault is another than of the configuration, and the command is tried again', async () => {
    const world = aWorld();
    world.config.live = 'unreadable';
    await expect(world.say({ name: 'start' })).rejects.toThrow('SSM is away');
    expect(answer(world)).toContain('not-yet');
  });
});

describe('the configuration', () => {
  it('is read anew for a start only; everything else goes by the copy of up to 30 s', async () => {
    const { world, config } = withConfig();
    await world.say({ name: 'status' });
    await world.say({ name: 'pause' });
    expect(config.fresh).not.toContain(true);
    await world.say({ name: 'start' });
    expect(config.fresh.filter((fresh) => fresh)).toHaveLength(1);
  });

  it('of a service that was just removed starts nothing, although the copy still has it', async () => {
    const { world, config } = withConfig();
    config.isGone = true;
    await world.say({ name: 'start' });
    expect(answer(world)).toContain('unknown-service');
    expect(await world.store.load('checkout')).toBeNull();
  });
});

describe('a text that somebody gives', () => {
  it.each([
    ['rollback', 'Rolls back from'],
    ['reject', 'rejected'],
  ] as const)('is kept to 300 characters: %s', async (name, told) => {
    const world = aWorld({ service: { plan: [shift(5), ...PLAN.slice(2)] } });
    await world.say({ name: 'start' });
    const body = { name, text: 'x'.repeat(400) } as Partial<CommandBody> & { name: typeof name };
    await world.say(body, { as: 'U0BOB' });
    const texts = (await world.rollout()).timeline.map(({ text }) => text).join('\n');
    expect(texts).toContain(told);
    expect(texts).toContain('x'.repeat(300));
    expect(texts).not.toContain('x'.repeat(301));
  });
});

describe('while Slack has not taken the card yet', () => {
  it('a second start and a status are answered, without a link', async () => {
    const world = aWorld();
    world.slack.down = true;
    await world.say({ name: 'start' });
    expect((await world.rollout()).card).toBeNull();
    world.slack.down = false;
    await world.say({ name: 'status' });
    expect(world.replies.at(-1)).toMatchObject({ link: null, text: expect.stringContaining('baking at 5%') });
    await world.say({ name: 'start', label: 'v55' } as Partial<CommandBody> & { name: 'start' });
    expect(answer(world)).toContain('running');
  });
});

describe('a question', () => {
  it('about where a rollout stands links to its card', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.say({ name: 'status' });
    expect(world.replies.at(-1)?.link).toBe(`https://slack.example/${(await world.rollout()).id}`);
  });

  it('about a service that nobody configured says which there are', async () => {
    const world = aWorld();
    await world.say({ name: 'status', service: 'chekout' } as Partial<CommandBody> & { name: 'status' });
    expect(answer(world)).toContain('Did you mean checkout?');
  });

  it('for the list of an installation without services says how to configure one', async () => {
    const world = aWorld({
      wrap: (deps) => ({ ...deps, services: { ...deps.services, names: async () => [] } }),
    });
    await world.say({ name: 'list' });
    expect(answer(world)).toContain('run `serin apply serin.yml`');
  });
});
