import { describe, expect, it } from 'vitest';
import { deliver } from '../../../src/engine/outbox/deliver.ts';
import type { DeliveryAttempt, Notifier } from '../../../src/ports/notifier.ts';
import { SaveConflict } from '../../../src/ports/store.ts';
import { aWorld, MINUTE } from '../world/world.ts';

/** Slack that takes a message and then does not answer: it cannot be known whether it is there. */
function answeringLate(notifier: Notifier, seen: DeliveryAttempt[], lost: { left: number }): Notifier {
  return {
    ...notifier,
    alarm: async (channel, breach, outcome, rollout, once) => {
      seen.push(once);
      const at = await notifier.alarm(channel, breach, outcome, rollout, once);
      lost.left -= 1;
      if (lost.left >= 0) throw new Error('no answer');
      return at;
    },
  };
}

describe('the outbox', () => {
  it('says that there may have been an earlier try, with the same key, when it tries again', async () => {
    const seen: DeliveryAttempt[] = [];
    const world = aWorld({
      wrap: (deps) => ({ ...deps, notifier: answeringLate(deps.notifier, seen, { left: 1 }) }),
    });
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(5 * MINUTE);
    expect(seen.map((once) => once.again)).toEqual([false, true]);
    expect(new Set(seen.map((once) => once.key)).size).toBe(1);
  });

  it('leaves an effect to the worker that has claimed it', async () => {
    let open: () => void = () => undefined;
    let calls = 0;
    const blocked = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = aWorld({
      wrap: (deps) => ({
        ...deps,
        notifier: {
          ...deps.notifier,
          alarm: async (channel, breach, outcome, rollout, once) => {
            calls += 1;
            await blocked;
            return deps.notifier.alarm(channel, breach, outcome, rollout, once);
          },
        },
      }),
    });
    const first = slow.alarm('checkout-5xx', 'ALARM', { key: 'e' });
    await expect.poll(() => calls).toBe(1);
    await slow.alarm('checkout-5xx', 'ALARM', { key: 'e' });
    open();
    await first;
    expect(calls).toBe(1);
    expect(slow.told).toHaveLength(1);
  });

  it('forgets no try because the save that gives claims back took effect and seemed to fail', async () => {
    const world = aWorld();
    world.slack.down = true;
    await world.say({ name: 'start' });
    world.slack.down = false;
    const tried = (await world.record()).outbox.map(({ key, attempts }) => ({ key, attempts }));
    expect(tried.length).toBeGreaterThan(1);
    let [now, saves] = [world.now() + MINUTE, 0];
    const deps = {
      ...world.deps,
      clock: { ...world.deps.clock, now: () => now },
      notifier: {
        ...world.deps.notifier,
        card: (...given: Parameters<Notifier['card']>) => {
          // So long that nothing else is begun in this round.
          now += MINUTE;
          return world.deps.notifier.card(...given);
        },
      },
      store: {
        ...world.deps.store,
        save: async (record: Parameters<typeof world.deps.store.save>[0]) => {
          const saved = await world.deps.store.save(record);
          saves += 1;
          if (saves === 2) throw new SaveConflict(record.service);
          return saved;
        },
      },
    };
    const { outbox } = await deliver(deps, await world.record(), ({ body }) => body.kind !== 'archive');
    expect(saves).toBe(3);
    const left = tried.filter(({ key }) => outbox.some((effect) => effect.key === key));
    expect(left.length).toBeGreaterThan(0);
    expect(
      outbox.filter(({ key }) => left.some((each) => each.key === key)).map(({ key, attempts }) => ({ key, attempts })),
    ).toEqual(left);
  });

  it('finishes what a worker left when it died in the middle of telling', async () => {
    let dead = false;
    let deaths = 1;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          save: (record) => (dead ? Promise.reject(new Error('killed')) : deps.store.save(record)),
        },
        notifier: {
          ...deps.notifier,
          alarm: async (...args) => {
            const at = await deps.notifier.alarm(...args);
            dead = deaths > 0;
            deaths -= 1;
            return at;
          },
        },
      }),
    });
    await expect(world.alarm('checkout-5xx', 'ALARM', { key: 'e' })).rejects.toThrow('it is tried again');
    dead = false;
    expect((await world.record()).outbox).toHaveLength(1);
    await world.pass(5 * MINUTE);
    expect((await world.record()).outbox).toEqual([]);
  });

  it('gives up after a day and stops waking for it', async () => {
    const world = aWorld({ service: { plan: [{ kind: 'shift', weight: 100 }] } });
    world.slack.down = true;
    await world.say({ name: 'start' });
    await world.pass(26 * 60 * MINUTE);
    expect((await world.record()).outbox).toEqual([]);
    expect(world.timers).toEqual([]);
  });

  it('keeps a finished rollout although the next one starts at once', async () => {
    const world = aWorld({ service: { plan: [{ kind: 'shift', weight: 100 }] } });
    world.slack.down = true;
    await world.say({ name: 'start' });
    const first = await world.rollout();
    for (const there of world.targets.places.values())
      Object.assign(there, { weight: 0, exact: true, promoted: false });
    await world.say({ name: 'start' });
    expect(await world.history.find('checkout', first.id)).toMatchObject({ phase: { status: 'completed' } });
    world.slack.down = false;
    await world.pass(20 * MINUTE);
    expect(world.told.filter((told) => told.kind === 'card').map((told) => told.key)).toContain(`card#${first.id}`);
  });

  it.each([
    ['what is refused', 'deploys'],
    ['who may not speak', 'random'],
  ])('is left to another try where neither Slack nor the Scheduler answers: %s', async (_, channel) => {
    let away = true;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        timers: { arm: (wake) => (away ? Promise.reject(new Error('throttled')) : deps.timers.arm(wake)) },
      }),
    });
    world.slack.down = true;
    const skip = () => world.say({ name: 'skip' }, { channel, key: 'skip-1' });
    await expect(skip()).rejects.toThrow('No timer could be set for checkout.');
    away = false;
    await skip();
    world.slack.down = false;
    await world.pass(5 * MINUTE);
    expect((await world.record()).outbox).toEqual([]);
    expect(world.replies).toHaveLength(1);
  });
});
