import { describe, expect, it } from 'vitest';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';
import {
  complete,
  fire,
  giveRoles,
  hotfix,
  hotfixNotices,
  lastReply,
  leave,
  notStarted,
  queue,
  queueNotices,
  running,
  ungated,
  waits,
} from './queue-world.ts';

describe('a start behind a running rollout', () => {
  it('is refused without the word, and the refusal tells of the queue', async () => {
    const world = await running();
    await world.say({ name: 'start', label: 'v55' }, { as: 'U0BOB' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'running' });
    expect(lastReply(world)?.text).toMatch(/Add `queue` to the start, and it begins after that by itself\.$/);
  });

  it('waits, and the thread and the answer say so', async () => {
    const world = await running();
    await queue(world, 'v55');
    expect(lastReply(world)).toMatchObject({
      tone: 'done',
      text: 'v55 waits in the queue of checkout as number 1. v55 starts when v54 has completed.',
    });
    expect(world.told.filter(({ kind }) => kind === 'thread').at(-1)?.text).toBe(
      'bob put v55 into the queue, as number 1.',
    );
    expect((await world.rollout()).canary).toBe('v54');
  });

  it('starts within two minutes after the rollout has completed, in the order of the queue', async () => {
    const world = await running();
    await queue(world, 'v55');
    await queue(world, 'v56', 'U0CAROL');
    await world.pass(62 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v55', by: { id: 'U0BOB' } });
    expect((await world.rollout()).timeline[0]?.text).toBe('bob started v55 from the queue.');
    expect(await waits(world)).toEqual(['v56']);
    await world.pass(62 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v56', by: { id: 'U0CAROL' } });
    expect((await world.record()).queue).toBeUndefined();
    await world.pass(62 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('completed');
    expect((await world.history.list('checkout', 10)).map(({ canary }) => canary)).toEqual(['v56', 'v55', 'v54']);
  });

  it('starts at once when nothing is in front of it', async () => {
    const world = aWorld({ service: ungated });
    await queue(world, 'v55');
    expect(await world.rollout()).toMatchObject({ canary: 'v55' });
    expect((await world.record()).queue).toBeUndefined();
  });

  it('counts once, and one that is five minutes old is refused', async () => {
    const world = await running();
    const once = { as: 'U0BOB', key: 'once' };
    await world.say({ name: 'start', label: 'v55', queue: true }, once);
    await leave(world, 'v55', 'U0BOB');
    await world.say({ name: 'start', label: 'v55', queue: true }, once);
    expect(await waits(world)).toEqual([]);
    const issuedAt = world.now() - 6 * MINUTE;
    await world.say({ name: 'start', label: 'v55', queue: true }, { issuedAt });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'expired' });
  });

  it('is not passed by another start while it is next', async () => {
    const world = await running();
    await queue(world, 'v55');
    await complete(world);
    await world.say({ name: 'start', label: 'v57' }, { as: 'U0CAROL' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'queue-first' });
    expect(lastReply(world)?.text).toContain('v55 (bob) is next in the queue of checkout.');
    await queue(world, 'v57', 'U0CAROL');
    expect(await waits(world)).toEqual(['v55', 'v57']);
  });

  it('begins once, however often the timer fires', async () => {
    const world = await running();
    await queue(world, 'v55');
    await complete(world);
    const timer = world.timers.at(-1);
    await world.pass(2 * MINUTE);
    const before = await world.rollout();
    expect(before.canary).toBe('v55');
    if (timer !== undefined) await world.engine.wake(timer);
    expect((await world.rollout()).id).toBe(before.id);
    expect(await world.history.list('checkout', 10)).toHaveLength(1);
  });

  it.each([{ force: true }, { fix: true }, { adopt: true }])('does not wait with %j', async (option) => {
    const world = await running();
    await queue(world, 'v55', 'U0BOB', option);
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'queue-options' });
  });

  it('is one of ten at most, and each version waits once', async () => {
    const world = await running();
    for (let i = 0; i < 10; i++) await queue(world, `v6${i}`);
    await queue(world, 'v70');
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'queue-full' });
    await queue(world, 'v61', 'U0CAROL');
    expect(lastReply(world)?.text).toBe('v61 of checkout waits already, as number 2.');
    await queue(world, 'v54');
    expect(lastReply(world)?.text).toBe('v54 of checkout is being rolled out already.');
    expect(await waits(world)).toHaveLength(10);
  });
});

describe('the queue', () => {
  it('is shown with its order, in status, where, list and the Home too', async () => {
    const world = await running();
    await world.say({ name: 'queue' });
    expect(lastReply(world)?.text).toBe('Nothing waits in the queue of checkout.');
    await queue(world, 'v55', 'U0BOB', { explicit: { api: '17' } });
    await queue(world, 'v56', 'U0CAROL');
    await world.say({ name: 'queue' });
    expect(lastReply(world)).toMatchObject({
      text: '2 starts wait in the queue of checkout. v55 starts when v54 has completed.',
      lines: ['1. v55 api=17, bob, since 2026-01-05 09:00 UTC', '2. v56, carol, since 2026-01-05 09:00 UTC'],
    });
    const line = '🚶 In the queue of checkout: v55 (bob), v56 (carol). v55 starts when v54 has completed.';
    await world.say({ name: 'status' });
    expect(lastReply(world)?.lines).toEqual([line]);
    await world.say({ name: 'where' });
    expect(lastReply(world)?.lines).toContain(line);
    await world.say({ name: 'list' });
    expect(lastReply(world)?.lines[0]).toMatch(/, 2 in the queue$/);
    await world.say({ name: 'home' }, { isHome: true });
    expect(world.homes.at(-1)?.home?.restrictions).toEqual([line]);
    await world.say({ name: 'queue', service: 'chekout' });
    expect(lastReply(world)).toMatchObject({ code: 'unknown-service' });
  });

  it('is left by who waits, and by those who may roll back or promote', async () => {
    const world = await running({ roles: { rollback: ['U0CAROL'], promote: ['U0DAVE'] } });
    for (const label of ['v55', 'v56', 'v57']) await queue(world, label);
    await leave(world, 'v55', 'U0MALLORY');
    expect(lastReply(world)).toMatchObject({
      code: 'not-in-role',
      text: 'bob put v55 into the queue of checkout. Only they or U0CAROL or U0DAVE can take it out.',
    });
    await leave(world, 'v55', 'U0BOB');
    expect(lastReply(world)).toMatchObject({ tone: 'done', text: 'bob took v55 out of the queue.' });
    await leave(world, 'v56', 'U0CAROL');
    expect(lastReply(world)?.text).toBe('carol took v56 (bob) out of the queue.');
    await leave(world, 'v57', 'U0DAVE');
    await leave(world, 'v57', 'U0DAVE');
    expect(lastReply(world)).toMatchObject({ code: 'not-queued' });
    expect((await world.record()).queue).toBeUndefined();
  });

  it('stops after a rollback, calls who waits, and goes on when somebody says so', async () => {
    const world = await running();
    await queue(world, 'v55');
    await world.say({ name: 'rollback' });
    await world.pass(30 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(queueNotices(world)).toEqual([
      'rolled-back: v54 was rolled back. In it: v55 (bob). None of it starts until somebody resumes the queue (U0BOB)',
    ]);
    expect((await world.record()).wake.at).toBeNull();
    await world.say({ name: 'resume-queue' }, { as: 'U0CAROL' });
    expect(lastReply(world)?.text).toBe('The queue of checkout goes on. v55 starts within a minute.');
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });

  it('that has stopped lets people start what they choose, and goes on behind that', async () => {
    const world = await running();
    await queue(world, 'v55');
    await world.say({ name: 'rollback' });
    await world.pass(30 * MINUTE);
    await world.say({ name: 'where' });
    expect(lastReply(world)?.text).toBe('You can start checkout now. Nothing is in the way.');
    expect(lastReply(world)?.lines[0]).toContain('The queue has stopped: v54 was rolled back.');
    await world.say({ name: 'start', label: 'v58' });
    expect(await waits(world)).toEqual(['v55']);
    await world.pass(62 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });

  it('waits behind a rollout that is held', async () => {
    const world = await running({ onAlarm: 'hold' });
    await queue(world, 'v55');
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(120 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v54', phase: { status: 'holding' } });
    expect(await waits(world)).toEqual(['v55']);
  });

  it('has nothing to let go on while it moves by itself', async () => {
    const world = await running();
    await world.say({ name: 'resume-queue' });
    expect(lastReply(world)?.text).toBe('Nothing waits in the queue of checkout.');
    await queue(world, 'v55');
    await world.say({ name: 'resume-queue' });
    expect(lastReply(world)?.text).toMatch(/^The queue has not stopped\./);
  });
});

describe('the next in the queue', () => {
  it('waits for the end of a freeze, and starts then', async () => {
    const world = await running();
    await queue(world, 'v55');
    await complete(world);
    await world.say({ name: 'freeze', ms: 120 * MINUTE, text: 'incident 42' }, { as: 'U0CAROL' });
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
    await world.say({ name: 'queue' });
    expect(lastReply(world)?.text).toMatch(
      /v55 waits: checkout is frozen until .* by carol: incident 42\. Wait until it ends/,
    );
    expect(queueNotices(world)).toEqual([]);
    await world.pass(120 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });

  it('starts some minutes after the freeze was lifted early', async () => {
    const world = await running();
    await queue(world, 'v55');
    await complete(world);
    await world.say({ name: 'freeze', ms: 600 * MINUTE, text: '' });
    await world.pass(3 * MINUTE);
    await world.say({ name: 'unfreeze' });
    await world.pass(16 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });

  it.each<[string, (world: World) => Promise<void>, RegExp]>([
    ['is locked by somebody else', (world) => world.say({ name: 'lock', text: 'mine' }), /checkout is locked by alice/],
    ['has an alarm that fires', (world) => fire(world), /alarm checkout-5xx fires/],
    ['gives the role to others', (world) => giveRoles(world), /Only U0CAROL can start checkout/],
  ])('stops the queue when its service %s', async (_what, happens, why) => {
    const world = await running();
    await queue(world, 'v55');
    await queue(world, 'v56', 'U0CAROL');
    await complete(world);
    await happens(world);
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
    expect(queueNotices(world)).toEqual([notStarted('v55')]);
    expect(queueNotices(world)[0]).toMatch(why);
    expect(queueNotices(world)[0]).toMatch(/\(U0BOB\)$/);
    expect(await waits(world)).toEqual(['v55', 'v56']);
    await leave(world, 'v55', 'U0BOB');
    expect((await world.record()).queue?.stop).toBeUndefined();
  });

  it('that leaves a stopped queue makes room for the one behind it', async () => {
    const world = await running();
    await queue(world, 'v55');
    await queue(world, 'v56', 'U0ALICE');
    await complete(world);
    await world.say({ name: 'lock', text: '' });
    await world.pass(5 * MINUTE);
    await leave(world, 'v55', 'U0BOB');
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v56', by: { id: 'U0ALICE' } });
  });

  it('is shown to its person first, where it would be without a queue', async () => {
    const world = await running({ plan: ungated.plan });
    await queue(world, 'v55', 'U0BOB', { confirmed: undefined });
    await world.pass(70 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
    expect(queueNotices(world)[0]).toContain(
      'bob has to look at it first: /canary start checkout v55 shows it and starts it',
    );
    await world.say({ name: 'start', label: 'v55' }, { as: 'U0BOB' });
    expect((await world.rollout()).canary).toBe('v55');
    expect((await world.record()).queue).toBeUndefined();
  });

  it('is tried again for an hour while Slack cannot say who its person is', async () => {
    let isAway = false;
    const world = await running({ roles: { start: ['U0ALICE', 'U0BOB'] } }, (deps) => ({
      ...deps,
      people: {
        ...deps.people,
        isAmong: (person, from) =>
          isAway ? Promise.reject(new LookupFailed('who is in a group')) : deps.people.isAmong(person, from),
      },
    }));
    await queue(world, 'v55');
    await complete(world);
    isAway = true;
    await world.pass(50 * MINUTE);
    expect(queueNotices(world)).toEqual([]);
    await world.pass(20 * MINUTE);
    expect(queueNotices(world)).toEqual([notStarted('v55')]);
    isAway = false;
    await world.say({ name: 'resume-queue' });
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });
});

describe('a hotfix', () => {
  it('goes in front of all that wait, and the channel is told who has it and why', async () => {
    const world = await running();
    await queue(world, 'v55');
    await hotfix(world, 'v56');
    expect(lastReply(world)?.text).toBe(
      'v56 goes first in the queue of checkout, and the channel is told. v56 starts when v54 has completed or is rolled back. Roll back to start it now.',
    );
    expect(await waits(world)).toEqual(['v56', 'v55']);
    expect(hotfixNotices(world)).toEqual([
      'baking: dave has v56 start next, after v54: the cart is empty. It goes before v55 (bob) (U0ALICE, U0BOB)',
    ]);
    expect((await world.rollout()).timeline.at(-1)?.text).toBe(
      'dave put v56 in front of the queue as a hotfix: the cart is empty.',
    );
    await world.say({ name: 'queue' });
    expect(lastReply(world)?.lines[0]).toMatch(/^1\. v56, dave, since .*, hotfix: the cart is empty$/);
  });

  it('starts after the rollback of the rollout in front, and the queue goes on behind it', async () => {
    const world = await running();
    await queue(world, 'v55');
    await hotfix(world, 'v56');
    await world.say({ name: 'rollback' });
    await world.pass(10 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v56', by: { id: 'U0DAVE' } });
    expect((await world.rollout()).timeline[0]?.text).toBe(
      'dave started v56 from the queue as a hotfix: the cart is empty.',
    );
    expect(queueNotices(world)).toEqual([]);
    expect(hotfixNotices(world)).toHaveLength(1);
    await world.pass(62 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });

  it('starts at once where nothing runs, past those who wait, and the channel is told', async () => {
    const world = await running();
    await queue(world, 'v55');
    await complete(world);
    await hotfix(world, 'v56', 'U0DAVE', { confirmed: undefined });
    expect((await world.rollout()).canary).toBe('v56');
    expect(await waits(world)).toEqual(['v55']);
    expect(hotfixNotices(world)).toEqual([
      expect.stringContaining('dave has v56 start now: the cart is empty. It goes before v55 (bob) (U0BOB)'),
    ]);
  });

  it('goes behind an earlier hotfix, and takes the place of the same version', async () => {
    const world = await running();
    for (const label of ['v55', 'v56']) await queue(world, label);
    await hotfix(world, 'v57');
    await hotfix(world, 'v56');
    expect(await waits(world)).toEqual(['v57', 'v56', 'v55']);
    await hotfix(world, 'v57', 'U0CAROL');
    expect(lastReply(world)?.text).toBe('v57 of checkout waits already, as number 1.');
  });

  it('may be a fix that starts while an alarm fires, and goes by the gates of a start for all else', async () => {
    const world = await running({ roles: { start: ['U0ALICE', 'U0DAVE'] } });
    await hotfix(world, 'v56', 'U0MALLORY');
    expect(lastReply(world)).toMatchObject({ code: 'not-in-role' });
    await hotfix(world, 'v56', 'U0DAVE', { force: true });
    await fire(world);
    await world.say({ name: 'rollback' });
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).canary).toBe('v56');
  });

  it('is not kept out by a queue that is full', async () => {
    const world = await running();
    for (let i = 0; i < 10; i++) await queue(world, `v6${i}`);
    await hotfix(world, 'v70');
    expect((await waits(world))[0]).toBe('v70');
  });

  it('waits for the end of a freeze like every start', async () => {
    const world = await running();
    await hotfix(world, 'v56');
    await complete(world);
    await world.say({ name: 'freeze', ms: 60 * MINUTE, text: '' });
    await world.pass(30 * MINUTE);
    expect((await world.rollout()).canary).toBe('v54');
  });
});
