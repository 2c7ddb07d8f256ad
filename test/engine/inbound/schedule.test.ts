import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/domain/service.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';
import {
  complete,
  fire,
  giveRoles,
  hotfix,
  lastReply,
  leave,
  queueNotices,
  running,
  ungated,
  waits,
} from './queue-world.ts';

// Every world begins on Monday, 2026-01-05, at 09:00 in UTC.
const schedule = (world: World, label: string, startAt: string, as = 'U0BOB', more = {}) =>
  world.say({ name: 'start', label, startAt, ...more }, { as });
const scheduled = async (world: World) => ((await world.record()).scheduled ?? []).map(({ label }) => label);
const waitNotices = ({ told }: World) => told.filter(({ key }) => key.startsWith('scheduled#')).map(({ text }) => text);
const idle = (service: Partial<Service> = {}) => aWorld({ service: { ...ungated, ...service } });

describe('a scheduled start', () => {
  it('starts at its moment on a service that was never rolled out, and not before', async () => {
    const world = idle();
    await schedule(world, 'v54', 'tomorrow 09:00');
    expect(lastReply(world)).toMatchObject({
      tone: 'done',
      text: 'v54 of checkout is scheduled for Tue 2026-01-06 09:00 UTC. It starts then if nothing is in the way. To take it out: /canary queue checkout leave v54.',
    });
    await world.pass(24 * 60 * MINUTE - 1000);
    expect((await world.record()).rollout).toBeNull();
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v54', by: { id: 'U0BOB' } });
    expect((await world.rollout()).timeline[0]?.text).toBe(
      'bob started v54 as scheduled for Tue 2026-01-06 09:00 UTC.',
    );
    expect((await world.record()).scheduled).toBeUndefined();
    expect((await world.record()).queue).toBeUndefined();
  });

  it('costs no timer before its moment, and begins once however often that fires', async () => {
    const world = idle();
    await schedule(world, 'v54', 'Wed 09:00');
    expect(world.timers).toHaveLength(1);
    const [timer] = world.timers;
    await world.pass(48 * 60 * MINUTE);
    const { id } = await world.rollout();
    if (timer !== undefined) await world.engine.wake(timer);
    expect((await world.rollout()).id).toBe(id);
    expect(await world.history.list('checkout', 10)).toEqual([]);
  });

  it('keeps nobody from starting before, and leaves when its version starts', async () => {
    const world = idle();
    await schedule(world, 'v55', 'tomorrow 09:00');
    await schedule(world, 'v54', '12:00');
    expect(await scheduled(world)).toEqual(['v54', 'v55']);
    await world.say({ name: 'where' });
    expect(lastReply(world)?.text).toBe('You can start checkout now. Nothing is in the way.');
    await world.say({ name: 'start', label: 'v54' });
    expect((await world.rollout()).canary).toBe('v54');
    expect(await scheduled(world)).toEqual(['v55']);
  });

  it('is shown in queue, status, where, list and the Home', async () => {
    const world = idle();
    await schedule(world, 'v54', 'tomorrow 09:00 Europe/Berlin', 'U0BOB', { explicit: { api: '17' } });
    const line = '⏰ v54 (bob) api=17 of checkout is scheduled for Tue 2026-01-06 09:00 Europe/Berlin.';
    await world.say({ name: 'queue' });
    expect(lastReply(world)).toMatchObject({ text: 'Nothing waits in the queue of checkout.', lines: [line] });
    await world.say({ name: 'status' });
    expect(lastReply(world)?.lines).toEqual([line]);
    await world.say({ name: 'where' });
    expect(lastReply(world)?.lines).toEqual([line]);
    await world.say({ name: 'list' });
    expect(lastReply(world)?.lines[0]).toMatch(/, 1 scheduled$/);
    await world.say({ name: 'home' }, { isHome: true });
    expect(world.homes.at(-1)?.home?.restrictions).toEqual([line]);
    const answer = await world.engine.answer(
      {
        v: 1,
        installation: 'x',
        key: 'k',
        issuedAt: world.now(),
        body: { name: 'status', service: 'checkout', rollout: null },
      },
      { arn: 'arn:aws:iam::1:role/ci' },
    );
    expect(answer.scheduled).toEqual([
      {
        ...{ canary: 'v54', by: 'bob', askedAt: Date.UTC(2026, 0, 5, 9) },
        ...{ startsAt: Date.UTC(2026, 0, 6, 8), timezone: 'Europe/Berlin' },
      },
    ]);
  });

  it('means the clocks of the release hours where no time zone is named', async () => {
    const hours = { kind: 'weekly', from: 0, to: 60, timezone: 'Europe/Berlin', reason: 'Office hours' } as const;
    const world = idle({ freezes: [hours] });
    await schedule(world, 'v54', 'tomorrow 09:00');
    expect((await world.record()).scheduled?.[0]?.scheduled).toEqual({
      at: Date.UTC(2026, 0, 6, 8),
      timezone: 'Europe/Berlin',
    });
  });

  it('says where serin.yml freezes the service at that moment, and starts at the end of that', async () => {
    const window = {
      ...({ kind: 'once', reason: 'Stocktaking' } as const),
      ...{ from: Date.UTC(2026, 0, 6, 8), to: Date.UTC(2026, 0, 6, 12) },
    };
    const world = idle({ freezes: [window] });
    await schedule(world, 'v54', 'tomorrow 09:00');
    expect(lastReply(world)?.text).toContain(
      'checkout is frozen until 2026-01-06 12:00 UTC by serin.yml: Stocktaking: it starts at the end of that.',
    );
    await world.pass(26 * 60 * MINUTE);
    expect((await world.record()).rollout).toBeNull();
    await world.pass(62 * MINUTE);
    expect((await world.rollout()).startedAt).toBeGreaterThanOrEqual(window.to);
  });

  it.each([
    ['soon', 'bad-time'],
    ['08:00', 'bad-time'],
    ['tomorrow 09:00 Mars/Base', 'bad-time'],
  ])('is refused at %j', async (startAt, code) => {
    const world = idle();
    await schedule(world, 'v54', startAt);
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code });
    expect(await scheduled(world)).toEqual([]);
  });

  it.each([{ force: true }, { fix: true }, { adopt: true }, { hotfix: 'the cart is empty' }])(
    'is refused with %j',
    async (option) => {
      const world = idle();
      await schedule(world, 'v54', '12:00', 'U0BOB', option);
      expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'schedule-options' });
    },
  );

  it('is one of ten, each version once, whether it waits for a moment or in the queue', async () => {
    const world = await running();
    await world.say({ name: 'start', label: 'v55', queue: true });
    await schedule(world, 'v55', '12:00');
    expect(lastReply(world)).toMatchObject({ code: 'queued-already' });
    for (let i = 0; i < 10; i++) await schedule(world, `v6${i}`, '12:00');
    await schedule(world, 'v70', '12:00');
    expect(lastReply(world)).toMatchObject({ code: 'queue-full' });
    await schedule(world, 'v61', '13:00');
    expect(lastReply(world)?.text).toBe(
      'v61 (bob) of checkout is scheduled already, for Mon 2026-01-05 12:00 UTC. Take it out first: /canary queue checkout leave v61.',
    );
    await world.say({ name: 'start', label: 'v61', queue: true });
    expect(lastReply(world)).toMatchObject({ code: 'scheduled-already' });
    expect(await scheduled(world)).toHaveLength(10);
  });

  it('is taken out by who scheduled it and by those who may roll back, and never starts then', async () => {
    const world = idle({ roles: { rollback: ['U0CAROL'] } });
    await schedule(world, 'v54', '12:00');
    await schedule(world, 'v55', '12:00');
    await leave(world, 'v54', 'U0MALLORY');
    expect(lastReply(world)).toMatchObject({
      code: 'not-in-role',
      text: 'bob scheduled v54 of checkout. Only they or U0CAROL can take it out.',
    });
    await leave(world, 'v54', 'U0BOB');
    expect(lastReply(world)?.text).toBe('bob took v54 out: it was scheduled for Mon 2026-01-05 12:00 UTC.');
    await leave(world, 'v55', 'U0CAROL');
    expect(lastReply(world)?.text).toMatch(/^carol took v55 \(bob\) out/);
    await leave(world, 'v55', 'U0CAROL');
    expect(lastReply(world)).toMatchObject({ code: 'not-queued' });
    await world.pass(24 * 60 * MINUTE);
    expect((await world.record()).rollout).toBeNull();
  });

  it('counts once, and one that arrives late is refused', async () => {
    const world = idle();
    const body = { name: 'start', label: 'v54', startAt: '12:00' } as const;
    await world.say(body, { key: 'once' });
    await leave(world, 'v54', 'U0ALICE');
    await world.say(body, { key: 'once' });
    expect(await scheduled(world)).toEqual([]);
    await world.say(body, { issuedAt: world.now() - 6 * MINUTE });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'expired' });
    await world.pass(2 * 60 * MINUTE);
    await world.say({ ...body, startAt: '10:59' }, { issuedAt: world.now() - 2 * MINUTE });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'bad-time' });
    expect(lastReply(world)?.text).toBe(
      'v54 of checkout was not scheduled: Mon 2026-01-05 10:59 UTC has passed by now. Leave at=… out to start it now.',
    );
  });
});

describe('at the moment of a scheduled start', () => {
  it('it waits behind a rollout that runs, and the channel is told', async () => {
    const world = await running();
    await schedule(world, 'v55', '09:30');
    expect(world.told.filter(({ kind }) => kind === 'thread').at(-1)?.text).toBe(
      'bob scheduled v55 for Mon 2026-01-05 09:30 UTC.',
    );
    await world.pass(32 * MINUTE);
    expect(await waits(world)).toEqual(['v55']);
    expect(waitNotices(world)).toEqual([
      'baking: The moment of v55 (bob) has come. v55 starts when v54 has completed (U0BOB)',
    ]);
    await complete(world);
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).timeline[0]?.text).toBe(
      'bob started v55 as scheduled for Mon 2026-01-05 09:30 UTC.',
    );
  });

  it('it waits behind a queue that has stopped', async () => {
    const world = await running();
    await world.say({ name: 'start', label: 'v56', queue: true });
    await schedule(world, 'v55', '11:00');
    await world.say({ name: 'rollback' });
    await world.pass(3 * 60 * MINUTE);
    expect(await waits(world)).toEqual(['v56', 'v55']);
    expect(waitNotices(world)[0]).toContain(
      'The moment of v55 (bob) has come. The queue has stopped: v54 was rolled back.',
    );
  });

  it('it stops where a rollout was rolled back since it was scheduled', async () => {
    const world = await running();
    await schedule(world, 'v55', '11:00');
    await world.say({ name: 'rollback' });
    await world.pass(3 * 60 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
    expect(queueNotices(world)[0]).toMatch(/v54 was rolled back\. In it: v55 \(bob\)\..*\(U0BOB\)$/);
    await schedule(world, 'v57', '14:00');
    await leave(world, 'v55', 'U0BOB');
    await world.pass(3 * 60 * MINUTE);
    expect((await world.rollout()).canary).toBe('v57');
  });

  it('its requester is authorised again, and alarms count', async () => {
    const world = await running();
    await complete(world);
    await schedule(world, 'v55', '11:00');
    await giveRoles(world);
    await world.pass(2 * 60 * MINUTE);
    expect(queueNotices(world)[0]).toContain('v55 cannot start: Only U0CAROL can start');
    await leave(world, 'v55', 'U0BOB');
    await schedule(world, 'v56', '15:00', 'U0CAROL');
    await fire(world);
    await world.pass(4 * 60 * MINUTE);
    expect(queueNotices(world)[1]).toContain('v56 cannot start: The alarm checkout-5xx fires already');
    expect((await world.rollout()).canary).toBe('v54');
  });

  it('its requester is told where the service was never rolled out and it cannot start', async () => {
    const world = idle();
    await schedule(world, 'v54', '12:00');
    await fire(world);
    await world.pass(4 * 60 * MINUTE);
    expect(world.replies.map(({ code }) => code)).toEqual(['', 'queue-stopped']);
    expect(lastReply(world)?.text).toMatch(
      /^The queue has stopped: v54 cannot start: The alarm checkout-5xx fires already\..*\/canary queue checkout resume/,
    );
    expect(world.told.at(-1)?.key).toBe('U0BOB');
    expect((await world.record()).wake.at).toBeNull();
  });

  it('a version that waits already as a hotfix waits once', async () => {
    const world = await running();
    await schedule(world, 'v55', '09:30');
    await hotfix(world, 'v55');
    await world.pass(32 * MINUTE);
    expect(await waits(world)).toEqual(['v55']);
    expect((await world.record()).scheduled).toBeUndefined();
  });
});

describe('what a scheduled start shows', () => {
  const asks = { confirmed: undefined };
  const shown = (world: World) => {
    const { offer } = lastReply(world) ?? {};
    if (offer?.kind !== 'start') throw new Error('nothing was shown');
    return offer;
  };
  const click = (world: World) => {
    const { kind: _kind, ...start } = shown(world);
    return world.say({ name: 'start', ...start }, { as: 'U0BOB' });
  };

  it('is the preview of a start, with a button that schedules for the same moment after midnight too', async () => {
    const world = idle();
    await schedule(world, 'v54', 'tomorrow 09:00', 'U0BOB', asks);
    expect(lastReply(world)?.text).toBe(
      'Schedule v54 of checkout for 2026-01-06 09:00 UTC? This is what it would do now.',
    );
    expect(shown(world).startAt).toBe('2026-01-06 09:00 UTC');
    expect(await world.store.load('checkout')).toBeNull();
    await world.pass(16 * 60 * MINUTE);
    await click(world);
    expect(await scheduled(world)).toEqual(['v54']);
    await world.pass(9 * 60 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
  });

  it('is shown anew where it changed before the click', async () => {
    const world = idle();
    await schedule(world, 'v54', '12:00', 'U0BOB', asks);
    world.config.live = { ...(world.config.live as Service), onAlarm: 'hold' };
    await click(world);
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'start-changed' });
    expect(lastReply(world)?.text).toBe(
      'v54 of checkout was not scheduled: the configuration changed since you were shown it. Look again.',
    );
    await click(world);
    expect(await scheduled(world)).toEqual(['v54']);
  });

  it('holds at its moment for the versions and the plan, and not for the rest', async () => {
    const world = await running();
    await complete(world);
    await schedule(world, 'v55', '11:00', 'U0BOB', asks);
    await click(world);
    world.config.live = { ...(world.config.live as Service), onAlarm: 'hold' };
    await world.pass(2 * 60 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v55', config: { onAlarm: 'hold' } });
    await complete(world);
    await schedule(world, 'v56', 'tomorrow 10:00', 'U0BOB', asks);
    await click(world);
    const live = world.config.live as Service;
    world.config.live = { ...live, plan: live.plan.slice(0, -1) };
    await world.pass(26 * 60 * MINUTE);
    expect(queueNotices(world)[0]).toContain(
      'v56 cannot start: the plan changed since bob was shown it: /canary start checkout v56 shows it and starts it',
    );
  });

  it('is what is in the way now, unless it is scheduled with yes', async () => {
    const world = idle();
    await world.say({ name: 'freeze', ms: 30 * MINUTE, text: 'incident' });
    await schedule(world, 'v54', '12:00', 'U0BOB', asks);
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'preflight' });
    expect(lastReply(world)?.text).toBe(
      'checkout v54 cannot start. Nothing was moved. Add `yes` to schedule it all the same.',
    );
    await schedule(world, 'v54', '12:00');
    await world.pass(4 * 60 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
  });

  it('is nothing where the service never asks, as long as it could start now', async () => {
    const world = idle({ confirm: 'never' });
    await schedule(world, 'v54', '12:00', 'U0BOB', asks);
    expect(await scheduled(world)).toEqual(['v54']);
    await fire(world);
    await schedule(world, 'v55', '12:00', 'U0BOB', asks);
    expect(lastReply(world)).toMatchObject({ code: 'preflight' });
    expect(await scheduled(world)).toEqual(['v54']);
  });
});
