import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const HOUR = 60 * MINUTE;

/** A world that keeps every rollout whose card was drawn, in that order. */
function drawing(service: Parameters<typeof aWorld>[0] = {}): { readonly world: World; readonly drawn: Rollout[] } {
  const drawn: Rollout[] = [];
  const world = aWorld({
    ...service,
    wrap: (deps) => ({
      ...deps,
      notifier: {
        ...deps.notifier,
        card: async (rollout, once) => {
          drawn.push(rollout);
          return deps.notifier.card(rollout, once);
        },
      },
    }),
  });
  return { world, drawn };
}

const messagesOf = (rollout: Rollout | undefined) => rollout?.alarmMessages?.map(({ channel, ts }) => [channel, ts]);

describe('the message about an alarm', () => {
  it('is kept with its rollout, with where it stands', async () => {
    const { world } = drawing();
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    const [message, ...others] = (await world.rollout()).alarmMessages ?? [];
    const posted = world.told.find(({ kind }) => kind === 'breach');
    expect(others).toEqual([]);
    expect(message).toMatchObject({ key: posted?.key, channel: 'C0DEPLOYS', ts: `ts of ${posted?.key}` });
  });

  it('is known to the drawing of the end, so that it can say how the rollout ended', async () => {
    const { world, drawn } = drawing();
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(5 * MINUTE);
    const last = drawn.at(-1);
    expect(last?.phase.status).toBe('rolled-back');
    expect(messagesOf(last)).toEqual([['C0DEPLOYS', expect.stringContaining('ts of breach#checkout#checkout-5xx')]]);
  });

  it('is one for a rollback, however many alarms fire: the thread tells of the others', async () => {
    const { world, drawn } = drawing({ service: { alarms: ['checkout-5xx', 'checkout-p99'] } });
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.alarm('checkout-p99', 'ALARM');
    await world.alarm('checkout-5xx', 'OK');
    await world.pass(1000);
    await world.alarm('checkout-5xx', 'ALARM');
    expect(world.told.filter(({ kind }) => kind === 'breach').map(({ key }) => key.split('#')[2])).toEqual([
      'checkout-5xx',
    ]);
    expect((await world.rollout()).timeline.map(({ text }) => text).join('\n')).toContain(
      'The alarm checkout-p99 fires too',
    );
    expect(drawn.at(-1)?.alarms['checkout-p99']).toMatchObject({ value: 'ALARM' });
  });

  it('that begins when all traffic is back has a message of its own: it is not about the canary', async () => {
    const { world } = drawing({ service: { alarms: ['checkout-5xx', 'checkout-p99'] } });
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(30_000);
    expect((await world.rollout()).phase.status).toBe('rolling-back');
    await world.alarm('checkout-p99', 'ALARM');
    expect(world.told.filter(({ kind }) => kind === 'breach').map(({ key }) => key.split('#')[2])).toEqual([
      'checkout-5xx',
      'checkout-p99',
    ]);
  });

  it('of a rollback by a person is posted all the same: nobody has told that an alarm fires', async () => {
    const { world } = drawing();
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback', text: 'calls drop' });
    await world.alarm('checkout-5xx', 'ALARM');
    expect(world.told.filter(({ kind }) => kind === 'breach')).toHaveLength(1);
  });

  it('of a completed rollout is drawn without its button once another one begins', async () => {
    const { world, drawn } = drawing({ service: { onAlarm: 'ask', plan: [{ kind: 'shift', weight: 100 }] } });
    await world.say({ name: 'start' });
    await world.pass(2 * MINUTE);
    const first = await world.rollout();
    expect(first.phase.status).toBe('completed');
    await world.alarm('checkout-5xx', 'ALARM');
    expect(messagesOf(await world.rollout())).toHaveLength(2);
    await world.alarm('checkout-5xx', 'OK', { since: world.now() + 1 });
    for (const there of world.targets.places.values())
      Object.assign(there, { weight: 0, exact: true, promoted: false });
    await world.pass(HOUR);
    await world.say({ name: 'start', label: 'v55' } as Parameters<World['say']>[0]);
    expect((await world.rollout()).id).not.toBe(first.id);
    const last = drawn.filter(({ id }) => id === first.id).at(-1);
    expect(last?.phase).not.toHaveProperty('windowUntil');
    expect(messagesOf(last)).toHaveLength(2);
  });

  it('that was posted while its rollout ended is drawn after that', async () => {
    let open: () => void = () => undefined;
    let posting = 0;
    const blocked = new Promise<void>((resolve) => {
      open = resolve;
    });
    const order: string[] = [];
    const world = aWorld({
      service: { onAlarm: 'ask' },
      wrap: (deps) => ({
        ...deps,
        notifier: {
          ...deps.notifier,
          card: async (rollout, once) => {
            order.push(`card ${rollout.phase.status}`);
            return deps.notifier.card(rollout, once);
          },
          alarm: async (...args) => {
            posting += 1;
            await blocked;
            order.push('breach');
            return deps.notifier.alarm(...args);
          },
        },
      }),
    });
    await world.say({ name: 'start' });
    const telling = world.alarm('checkout-5xx', 'ALARM');
    await expect.poll(() => posting).toBe(1);
    await world.say({ name: 'rollback' });
    await world.pass(MINUTE);
    open();
    await telling;
    await world.pass(5 * MINUTE);
    expect(order.slice(order.indexOf('breach') + 1)).toContain('card rolled-back');
    expect((await world.rollout()).alarmMessages?.[0]).toMatchObject({ channel: 'C0DEPLOYS' });
  });
});

describe('two drawings of one card', () => {
  it('are made one after the other, and the newer comes last', async () => {
    let open: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => {
      open = resolve;
    });
    const began: string[] = [];
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        notifier: {
          ...deps.notifier,
          card: async (rollout, once) => {
            began.push(rollout.phase.status);
            if (began.length === 1) await blocked;
            return deps.notifier.card(rollout, once);
          },
        },
      }),
    });
    const first = world.say({ name: 'start' });
    await expect.poll(() => began.length).toBe(1);
    await world.say({ name: 'pause' });
    expect(began).toHaveLength(1);
    open();
    await first;
    await world.pass(MINUTE);
    expect(began.at(-1)).toBe('paused');
    expect(world.told.filter(({ kind }) => kind === 'card').at(-1)?.text).toContain('paused');
  });

  it('are kept apart where the older failed, since its request may still arrive', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    world.slack.down = true;
    await world.say({ name: 'pause' });
    world.slack.down = false;
    await world.say({ name: 'resume' });
    const [waiting] = (await world.record()).outbox.filter(({ body }) => body.kind === 'card');
    expect(waiting?.retryAt).toBe(world.now() + 20_000);
    await world.pass(MINUTE);
    expect((await world.record()).outbox).toEqual([]);
    expect(world.told.filter(({ kind }) => kind === 'card').at(-1)?.text).not.toContain('paused');
  });
});
