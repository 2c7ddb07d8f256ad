import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { DrainStep } from '../../src/domain/steps/drain.ts';
import type { InspectRequest } from '../../src/ports/target.ts';
import { aWorld, MINUTE } from './world/world.ts';

const DRAIN: DrainStep = {
  kind: 'drain',
  metric: { namespace: 'Calls', name: 'Sessions', dimensions: { Version: '{stable}' }, statistic: 'Maximum' },
  atOrUnder: 0,
  atMost: 60 * MINUTE,
};
const PLAN: Plan = [{ kind: 'shift', weight: 100 }, DRAIN];

/** A world whose targets say what metrics call their stable arm. */
const draining = (stableId: string | undefined = '53') =>
  aWorld({
    service: { plan: PLAN },
    wrap: (deps) => ({
      ...deps,
      kind: (name) => {
        const kind = deps.kind(name);
        const inspect = async (ask: InspectRequest) => ({
          ...(await kind.target.inspect(ask)),
          ...(stableId === undefined || stableId === '' ? {} : { ids: { stable: stableId, canary: '54' } }),
        });
        return { ...kind, target: { ...kind.target, inspect } };
      },
    }),
  });

describe('a drain', () => {
  it('waits while the old version is in use, then lets the canary be promoted', async () => {
    const world = draining();
    world.gauge.left = 3;
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'draining', seen: { value: 3 } });
    expect([...world.targets.places.values()].some(({ promoted }) => promoted)).toBe(false);
    world.gauge.left = 0;
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('completed');
  });

  it('reads the metric of the arm that was stable at the start, once an evaluation', async () => {
    const world = draining();
    world.gauge.left = 1;
    await world.say({ name: 'start' });
    expect(world.gauge.asked).toEqual([]);
    await world.pass(5 * MINUTE);
    expect(world.gauge.asked).toHaveLength(5);
    expect(world.gauge.asked[0]).toEqual({ ...DRAIN.metric, dimensions: { Version: '53' } });
  });

  it.each(['unreadable', null] as const)(
    'is not over because the metric is %s, only because its time is',
    async (left) => {
      const world = draining();
      world.gauge.left = left;
      await world.say({ name: 'start' });
      await world.pass(58 * MINUTE);
      expect((await world.rollout()).phase.status).toBe('draining');
      await world.pass(5 * MINUTE);
      const rollout = await world.rollout();
      expect(rollout.phase.status).toBe('completed');
      expect(rollout.timeline.map(({ text }) => text)).toContain(
        'The old version is not drained after 1 h: Sessions was never read. The plan goes on.',
      );
    },
  );

  it('keeps the way back open, exactly', async () => {
    const world = draining();
    world.gauge.left = 7;
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    expect([...world.targets.places.values()].every(({ exact, weight }) => exact && weight === 0)).toBe(true);
  });

  it('says after a rollback how many are still on the canary, until they are gone', async () => {
    const world = draining();
    world.gauge.left = 7;
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    world.gauge.asked.splice(0);
    await world.say({ name: 'rollback' });
    expect(world.gauge.asked).toEqual([]);
    await world.pass(10 * MINUTE);
    expect(world.gauge.asked).toContainEqual({ ...DRAIN.metric, dimensions: { Version: '54' } });
    const looks = world.gauge.asked.length;
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back' }, leaving: { seen: { value: 7 } } });
    world.gauge.left = 0;
    await world.pass(MINUTE);
    expect((await world.rollout()).leaving).toBeNull();
    const told = world.told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
    expect(told.filter((text) => text.includes('Still on v54: Sessions is 7.'))).toHaveLength(1);
    expect(told).toContain('Gone from v54: Sessions is 0.');
    await world.pass(60 * MINUTE);
    expect(world.gauge.asked).toHaveLength(looks + 1);
    expect((await world.record()).wake.at).toBeNull();
  });

  it('says after a rollback when the metric cannot be read, once, and goes on looking until they are gone', async () => {
    const world = draining();
    world.gauge.left = 7;
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    world.gauge.left = 'unreadable';
    await world.say({ name: 'rollback' });
    await world.pass(10 * MINUTE);
    const thread = () => world.told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
    const unread = 'How many are still on v54 could not be read (Sessions).';
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back' }, leaving: { isUnread: true } });
    expect(thread().filter((text) => text.includes(unread))).toHaveLength(1);
    world.gauge.left = 7;
    await world.pass(MINUTE);
    expect(thread().at(-1)).toBe('Still on v54: Sessions is 7.');
    world.gauge.left = 0;
    await world.pass(MINUTE);
    expect((await world.rollout()).leaving).toBeNull();
  });

  it('stops looking after its longest time, also where the metric is never read again', async () => {
    const world = draining();
    world.gauge.left = 7;
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    world.gauge.left = 'unreadable';
    await world.say({ name: 'rollback' });
    await world.pass(70 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back' }, leaving: null });
    expect((await world.record()).wake.at).toBeNull();
  });

  it('looks who is on the canary only when the targets have been written', async () => {
    const world = draining();
    world.gauge.left = 7;
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    const order: string[] = [];
    world.gauge.asked.push = (...metrics) => {
      order.push('reads the metric');
      return metrics.length;
    };
    world.targets.onWrite(({ verb }) => order.push(verb));
    for (const target of ['api', 'events']) world.targets.fail(target, 'back', { times: 1 });
    await world.alarm('checkout-5xx', 'ALARM');
    expect(order).toEqual([]);
    await world.pass(MINUTE);
    expect(order.slice(0, 3)).toEqual(['back', 'back', 'reads the metric']);
  });

  it('cannot start where the target does not say what metrics call its stable arm', async () => {
    const world = draining('');
    await world.say({ name: 'start' });
    expect((await world.record()).rollout).toBeNull();
    expect(world.told.find(({ kind }) => kind === 'reply')?.text).toContain('drain-arm');
  });
});
