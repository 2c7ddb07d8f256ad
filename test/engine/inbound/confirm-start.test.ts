import { describe, expect, it } from 'vitest';
import type { Offer } from '../../../src/domain/rollout/effect.ts';
import type { CommandBody } from '../../../src/ports/inbound/command.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

/** Types a start as people do: without `yes`. */
const ask = (world: World, change: Partial<CommandBody> = {}) =>
  world.say({ name: 'start', ...change, confirmed: undefined } as never);

/** The start that the newest answer offers. */
function offered(world: World): Extract<Offer, { kind: 'start' }> {
  const offer = world.replies.at(-1)?.offer;
  if (offer?.kind !== 'start') throw new Error(`no start is offered: ${world.replies.at(-1)?.text}`);
  return offer;
}

/** Clicks Start below a start that was shown. */
function clickStart(world: World, { kind: _, ...start }: Extract<Offer, { kind: 'start' }>, key?: string) {
  return world.say({ name: 'start', ...start }, key === undefined ? {} : { key });
}

const started = async (world: World) => (await world.store.load('checkout'))?.rollout?.id ?? null;

describe('a start that is typed', () => {
  it('is shown to its person, and moves nothing', async () => {
    const world = aWorld();
    await ask(world);
    expect(world.replies).toMatchObject([
      { tone: 'info', text: 'Start v54 of checkout? Nothing has moved yet.', shows: 'preview' },
    ]);
    expect(world.replies[0]?.checks.map(({ text }) => text)).toContain(
      'Every target is registered as one of this service.',
    );
    expect([await started(world), world.timers, world.told.map(({ kind }) => kind)]).toEqual([null, [], ['reply']]);
  });

  it('begins by the button as it was shown, and is answered without showing it again', async () => {
    const world = aWorld();
    await ask(world);
    await clickStart(world, offered(world));
    expect((await world.rollout()).phase.status).toBe('baking');
    expect(world.replies.at(-1)).toMatchObject({ tone: 'done', shows: null, checks: [], offer: null });
  });

  it('is not shown where an approval is the first step, where the service says so, or with yes', async () => {
    const approve = { kind: 'approve', from: ['U0BOB'], count: 1, within: 240 * MINUTE } as const;
    for (const service of [{ plan: [approve, ...PLAN] }, { confirm: 'never' as const }]) {
      const world = aWorld({ service });
      await ask(world);
      expect(await started(world)).not.toBeNull();
    }
    const world = aWorld();
    await world.say({ name: 'start', confirmed: 'yes' });
    expect(await started(world)).not.toBeNull();
  });

  it('is shown where an approval comes after the first shift only', async () => {
    const world = aWorld({ service: { plan: PLAN } });
    await ask(world);
    expect(await started(world)).toBeNull();
  });

  it('says when and why the version was rolled back before', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(20 * MINUTE);
    await world.alarm('checkout-5xx', 'OK');
    await ask(world);
    expect(offered(world).label).toBe('v54');
    const [check] = world.replies.at(-1)?.checks.filter(({ code }) => code === 'rolled-back-before') ?? [];
    expect(check?.text).toMatch(/^v54 was rolled back from 5% 19 min before this start: checkout-5xx: 7, limit 1\.$/);
  });

  it('is refused with the reason where it cannot start, without a button', async () => {
    const world = aWorld();
    await world.alarm('checkout-5xx', 'ALARM');
    await ask(world);
    expect(world.replies.at(-1)).toMatchObject({ tone: 'refused', code: 'preflight', offer: null, shows: null });
    expect(world.replies.at(-1)?.checks[0]).toMatchObject({ code: 'alarm-firing', ok: false });
  });

  it('is refused elsewhere, and while another one runs', async () => {
    const world = aWorld();
    await world.say({ name: 'start', confirmed: undefined } as never, { channel: 'random' });
    expect(world.replies.at(-1)).toMatchObject({ code: 'other-channel', offer: null });
    await world.say({ name: 'start' });
    await ask(world);
    expect(world.replies.at(-1)).toMatchObject({ code: 'running', offer: null });
  });

  it('is not shown any more when it arrives five minutes late', async () => {
    const world = aWorld();
    await world.say({ name: 'start', confirmed: undefined } as never, { issuedAt: world.now() - 6 * MINUTE });
    expect(world.replies.at(-1)).toMatchObject({ code: 'expired', offer: null });
  });

  it('of a pipeline is not shown first', async () => {
    const arn = 'arn:aws:iam::123456789012:role/deploy';
    const world = aWorld({ service: { pipelines: [arn] } });
    const body = {
      name: 'start',
      service: 'checkout',
      label: 'v54',
      explicit: {},
      force: false,
      adopt: false,
    } as const;
    const command = { v: 1, installation: 'serin', key: 'k'.repeat(16), issuedAt: world.now(), body } as const;
    expect(await world.engine.answer(command, { arn })).toMatchObject({ tone: 'done' });
    expect(await started(world)).not.toBeNull();
  });
});

describe('a button for a start that has changed since it was shown', () => {
  type Change = (world: World) => void | Promise<void>;
  const live = (world: World) => {
    if (world.config.live === 'unreadable') throw new Error('the configuration is unreadable');
    return world.config.live;
  };
  const changes: readonly (readonly [string, Change])[] = [
    [
      'the plan changed',
      (world) => {
        world.config.live = { ...live(world), plan: [{ kind: 'shift', weight: 10 }, ...PLAN.slice(1)] };
      },
    ],
    [
      'the configuration changed',
      (world) => {
        world.config.live = { ...live(world), onAlarm: 'ask' };
      },
    ],
    [
      'preflight finds something else',
      (world) => {
        world.alarms.set('checkout-5xx', {
          ...{ name: 'checkout-5xx', since: 0, suppressed: false, reason: '' },
          value: 'INSUFFICIENT_DATA',
        });
      },
    ],
    [
      'another rollout has run and preflight finds something else',
      async (world) => {
        await world.say({ name: 'start' });
        await world.say({ name: 'rollback' });
        await world.pass(20 * MINUTE);
      },
    ],
  ];

  it.each(changes)('starts nothing and shows it again: %s', async (words, change) => {
    const world = aWorld();
    await ask(world);
    const shown = offered(world);
    await change(world);
    const before = await started(world);
    await clickStart(world, shown);
    expect(await started(world)).toBe(before);
    expect(world.replies.at(-1)).toMatchObject({
      ...{ tone: 'refused', code: 'start-changed', shows: 'preview' },
      text: `v54 of checkout was not started: ${words} since you were shown it. Look again.`,
    });
    await clickStart(world, offered(world));
    expect(await started(world)).not.toBe(before);
  });

  it('names the versions where they differ', async () => {
    const world = aWorld();
    await ask(world);
    await clickStart(world, { ...offered(world), label: 'v55' });
    expect(world.replies.at(-1)?.text).toContain('not started: the versions changed since');
    expect(await started(world)).toBeNull();
  });

  it('starts nothing when it is delivered again after the change was taken back', async () => {
    const world = aWorld();
    await ask(world);
    const shown = offered(world);
    const before = live(world);
    world.config.live = { ...before, onAlarm: 'ask' };
    await clickStart(world, shown, 'click');
    world.config.live = before;
    await clickStart(world, shown, 'click');
    expect(await started(world)).toBeNull();
  });

  it('starts one rollout only when two of its clicks arrive', async () => {
    const world = aWorld();
    await ask(world);
    const shown = offered(world);
    await Promise.all([clickStart(world, shown, 'one'), clickStart(world, shown, 'two')]);
    expect(world.replies.filter(({ tone }) => tone === 'done')).toHaveLength(1);
    expect(world.replies.filter(({ tone }) => tone === 'refused')).toMatchObject([{ code: 'running' }]);
  });
});
