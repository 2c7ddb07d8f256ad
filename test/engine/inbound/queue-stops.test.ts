import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../src/engine/deps.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { TargetFault } from '../../../src/ports/target.ts';
import { MINUTE, type World } from '../world/world.ts';
import {
  complete,
  hotfix,
  hotfixNotices,
  lastReply,
  leave,
  notStarted,
  queue,
  queueNotices,
  running,
  waits,
} from './queue-world.ts';

/** Lets time pass until the rollout has been rolled back, and not until the next one begins. */
async function rollBack(world: World): Promise<void> {
  await world.say({ name: 'rollback' });
  while ((await world.rollout()).phase.status !== 'rolled-back') await world.pass(10_000);
}

describe('a hotfix that leaves after a rollback', () => {
  it('leaves a queue that has stopped, and its people are called', async () => {
    const world = await running();
    await queue(world, 'v55');
    await hotfix(world, 'v56');
    await rollBack(world);
    await leave(world, 'v56', 'U0DAVE');
    expect((await world.record()).queue?.stop).toMatchObject({ key: null, why: 'v54 was rolled back' });
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
    expect(queueNotices(world)).toEqual([
      'rolled-back: v54 was rolled back. In it: v55 (bob). None of it starts until somebody resumes the queue (U0BOB)',
    ]);
  });

  it('leaves it stopped too where the hotfix could not start', async () => {
    const world = await running();
    await queue(world, 'v55');
    await hotfix(world, 'v56');
    await world.say({ name: 'lock', text: '' }, { as: 'U0CAROL' });
    await rollBack(world);
    await world.pass(3 * MINUTE);
    expect(queueNotices(world)).toEqual([notStarted('v56')]);
    await leave(world, 'v56', 'U0DAVE');
    await world.say({ name: 'unlock' }, { as: 'U0CAROL' });
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
  });

  it('makes room for the hotfix behind it', async () => {
    const world = await running();
    await queue(world, 'v55');
    for (const label of ['v56', 'v57']) await hotfix(world, label);
    await rollBack(world);
    await leave(world, 'v56', 'U0DAVE');
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).canary).toBe('v57');
  });
});

describe('a hotfix behind another', () => {
  it('starts at once where the other one cannot, and the queue has stopped', async () => {
    const world = await running();
    await hotfix(world, 'v56');
    await complete(world);
    await world.say({ name: 'lock', text: '' }, { as: 'U0CAROL' });
    await world.pass(3 * MINUTE);
    expect(queueNotices(world)).toEqual([notStarted('v56')]);
    await hotfix(world, 'v57', 'U0CAROL');
    expect((await world.rollout()).canary).toBe('v57');
    expect(await waits(world)).toEqual(['v56']);
  });

  it('is told its place, and neither it nor the channel hears of a rollback that would not help', async () => {
    const world = await running();
    await hotfix(world, 'v56');
    await hotfix(world, 'v57');
    expect(lastReply(world)?.text).toBe(
      'v57 goes into the queue of checkout as number 2, and the channel is told. v56 starts when v54 has completed or is rolled back.',
    );
    expect(hotfixNotices(world)[1]).toContain('dave has v57 start after v56: the cart is empty');
  });

  it('waits behind one that is about to start, and nothing is said of a rollout that has ended', async () => {
    const world = await running();
    await hotfix(world, 'v56');
    await complete(world);
    await hotfix(world, 'v57');
    expect(lastReply(world)?.text).toBe(
      'v57 goes into the queue of checkout as number 2, and the channel is told. v56 starts within a minute.',
    );
  });
});

describe('a hotfix during a rollback', () => {
  it('is not told to roll back', async () => {
    const world = await running();
    await queue(world, 'v55');
    await world.pass(5 * MINUTE);
    await world.say({ name: 'rollback' });
    expect((await world.rollout()).phase.status).toBe('rolling-back');
    await world.say({ name: 'queue' });
    expect(lastReply(world)?.text).toContain('The queue stops when v54 is rolled back.');
    await hotfix(world, 'v56');
    expect(lastReply(world)?.text).toBe(
      'v56 goes first in the queue of checkout, and the channel is told. v56 starts when v54 is rolled back.',
    );
  });
});

describe('what passes by itself', () => {
  it('is waited for anew after a freeze', async () => {
    const away = { is: false };
    const world = await running({ roles: { start: ['U0ALICE', 'U0BOB'] } }, (deps) => withAbsentSlack(deps, away));
    await queue(world, 'v55');
    await complete(world);
    await world.say({ name: 'freeze', ms: 120 * MINUTE, text: '' });
    await world.pass(119 * MINUTE);
    away.is = true;
    await world.pass(5 * MINUTE);
    expect(queueNotices(world)).toEqual([]);
    away.is = false;
    await world.pass(3 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });

  it('is a read of the alarms that fails', async () => {
    const away = { is: false };
    const world = await running({}, (deps) => withAbsentCloudWatch(deps, away));
    await queue(world, 'v55');
    await complete(world);
    away.is = true;
    await world.pass(3 * MINUTE);
    expect(queueNotices(world)).toEqual([]);
    away.is = false;
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });

  it.each([false, true])('is a read of a target that fails, unless for good (%s)', async (permanent) => {
    const throttled = { is: false, permanent };
    const world = await running({}, (deps) => withThrottledTargets(deps, throttled));
    await queue(world, 'v55');
    await complete(world);
    throttled.is = true;
    await world.pass(3 * MINUTE);
    expect(queueNotices(world)).toEqual(permanent ? [notStarted('v55')] : []);
    throttled.is = false;
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).canary).toBe(permanent ? 'v54' : 'v55');
  });
});

function withAbsentSlack(deps: Deps, away: { readonly is: boolean }): Deps {
  const isAmong: Deps['people']['isAmong'] = (person, from) =>
    away.is ? Promise.reject(new LookupFailed('who is in a group')) : deps.people.isAmong(person, from);
  return { ...deps, people: { ...deps.people, isAmong } };
}

function withThrottledTargets(deps: Deps, throttled: { readonly is: boolean; readonly permanent: boolean }): Deps {
  return {
    ...deps,
    kind: (name) => {
      const kind = deps.kind(name);
      const inspect: typeof kind.target.inspect = (ask) =>
        throttled.is
          ? Promise.reject(new TargetFault('throttled', 'AWS is throttling.', throttled.permanent))
          : kind.target.inspect(ask);
      return { ...kind, target: { ...kind.target, inspect } };
    },
  };
}

function withAbsentCloudWatch(deps: Deps, away: { readonly is: boolean }): Deps {
  const readings: Deps['health']['readings'] = (names) =>
    away.is ? Promise.reject(new Error('CloudWatch is throttling')) : deps.health.readings(names);
  return { ...deps, health: { ...deps.health, readings } };
}
