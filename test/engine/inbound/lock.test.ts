import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/domain/service.ts';
import type { CallerBody } from '../../../src/ports/inbound/caller.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

const ROLE = 'arn:aws:sts::123456789012:assumed-role/deploy/run-';
const lock = (world: World, as = 'U0ALICE', text = 'load test') => world.say({ name: 'lock', text }, { as });
const unlock = (world: World, as: string) => world.say({ name: 'unlock', text: '' }, { as });
const lastReply = ({ replies }: World) => replies.at(-1);
const started = async (world: World) => (await world.store.load('checkout'))?.rollout?.id ?? null;
const locks = async (world: World) => (await world.restrictions.load()).locks ?? [];
const ungated = { service: { plan: PLAN.filter(({ kind }) => kind !== 'approve') } };

let calls = 0;
function call(world: World, body: CallerBody, run = 1) {
  calls += 1;
  const sent = { v: 1, installation: 'serin', key: `call-${calls}`, issuedAt: world.now(), body } as const;
  return world.engine.answer(sent, { arn: `${ROLE}${run}` });
}

describe('a lock', () => {
  it('keeps others from starting, and says who has it, since when and why', async () => {
    const world = aWorld();
    await lock(world);
    expect(lastReply(world)).toMatchObject({
      tone: 'done',
      text: 'alice locked checkout: load test. Only alice can start it; rollbacks work as always.',
    });
    await world.say({ name: 'start' }, { as: 'U0BOB' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'preflight' });
    expect(lastReply(world)?.findings[0]).toMatchObject({
      ...{ code: 'locked', message: 'checkout is locked by alice since 2026-01-05 09:00 UTC: load test.' },
    });
    expect(await started(world)).toBeNull();
  });

  it('lets its owner start, and the card says so', async () => {
    const world = aWorld();
    await lock(world);
    await world.say({ name: 'start' });
    expect(await world.rollout()).toMatchObject({ weight: 5, lock: { by: { id: 'U0ALICE' }, reason: 'load test' } });
  });

  it('has one owner: somebody else is refused, and the owner may change the reason', async () => {
    const world = aWorld();
    await lock(world);
    await lock(world, 'U0BOB', 'mine');
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'locked' });
    expect(lastReply(world)?.text).toMatch(
      /^checkout is locked by alice since .*: load test\. Only its owner, or .*U0BOB/,
    );
    await lock(world, 'U0ALICE', 'still the load test');
    expect(await locks(world)).toMatchObject([{ by: { id: 'U0ALICE' }, reason: 'still the load test' }]);
  });

  it('is unlocked by its owner and by who may promote, and by nobody else', async () => {
    const world = aWorld();
    await lock(world);
    await unlock(world, 'U0MALLORY');
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'locked' });
    await unlock(world, 'U0BOB');
    expect(lastReply(world)?.text).toMatch(/^bob unlocked checkout, which was locked by alice since .*: load test\.$/);
    expect(await locks(world)).toEqual([]);
    await unlock(world, 'U0BOB');
    expect(lastReply(world)).toMatchObject({ tone: 'info', text: 'checkout is not locked.' });
  });

  it('during a rollout is told in its thread, and stops neither the plan nor a rollback', async () => {
    const world = aWorld(ungated);
    await world.say({ name: 'start' });
    await lock(world, 'U0BOB');
    expect(world.told.filter(({ kind }) => kind === 'thread').at(-1)?.text).toContain('bob locked checkout');
    await world.pass(11 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 25 });
    const { reads } = world.restrictions;
    await world.say({ name: 'rollback' }, { as: 'U0CAROL' });
    expect((await world.rollout()).phase.status).toBe('rolling-back');
    expect(world.restrictions.reads).toBe(reads);
  });

  it('that is set while a start is prepared counts for that start', async () => {
    let isLate = true;
    const world: World = aWorld({
      wrap: (deps) => ({
        ...deps,
        health: {
          readings: async (names) => {
            const found = await deps.health.readings(names);
            if (isLate) {
              isLate = false;
              await lock(world, 'U0BOB');
            }
            return found;
          },
        },
      }),
    });
    await world.say({ name: 'start' });
    expect(await started(world)).toBeNull();
    expect(world.replies.at(-1)?.findings[0]).toMatchObject({ code: 'locked' });
  });

  it('counts once, and one that is five minutes old is refused', async () => {
    const world = aWorld();
    const issuedAt = world.now() - 6 * MINUTE;
    await world.say({ name: 'lock', text: '' }, { issuedAt });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'expired' });
    await world.say({ name: 'lock', text: '' }, { key: 'once' });
    await unlock(world, 'U0ALICE');
    await world.say({ name: 'lock', text: '' }, { key: 'once' });
    expect(await locks(world)).toEqual([]);
  });

  it('of a pipeline is its role’s, and only people unlock for others', async () => {
    const world = aWorld({ service: { pipelines: ['arn:aws:iam::123456789012:role/deploy'] } });
    expect(await call(world, { name: 'lock', service: 'checkout', text: 'release train' })).toMatchObject({
      tone: 'done',
    });
    await world.say({ name: 'start' });
    expect(lastReply(world)?.findings[0]).toMatchObject({ code: 'locked' });
    expect(await call(world, { name: 'unlock', service: 'checkout', text: '' }, 2)).toMatchObject({ tone: 'done' });
    await lock(world);
    const refused = await call(world, { name: 'unlock', service: 'checkout', text: '' });
    expect(refused).toMatchObject({ tone: 'refused', code: 'locked' });
  });
});

describe('where', () => {
  it('says that nothing is in the way', async () => {
    const world = aWorld();
    await world.say({ name: 'where' });
    expect(lastReply(world)).toMatchObject({ text: 'You can start checkout now. Nothing is in the way.', lines: [] });
  });

  it('names a lock, a freeze and an alarm, each with what to do', async () => {
    const world = aWorld();
    await lock(world, 'U0BOB');
    await world.say({ name: 'freeze', ms: 60 * MINUTE, text: 'incident 42' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.say({ name: 'where' });
    expect(lastReply(world)?.text).toBe('You cannot start checkout now. In the way: 3 things.');
    expect(lastReply(world)?.lines).toEqual([
      '🔒 checkout is locked by bob since 2026-01-05 09:00 UTC: load test. Ask its owner, or who may promote, to unlock it: /canary unlock checkout.',
      expect.stringMatching(/^🧊 checkout is frozen until .* by alice: incident 42\. .*\/canary unfreeze checkout\.$/),
      expect.stringMatching(/^🔴 The alarm checkout-5xx fires already.*\. Wait until it is OK\./),
    ]);
  });

  it.each([
    [{ evaluation: 'EVALUATION_FAILURE' }, /^🔴 CloudWatch does not evaluate the alarm checkout-5xx .*Wait until/],
    [{ value: 'MISSING' }, /^🔴 The alarm checkout-5xx does not exist\. Create it/],
  ])('names an alarm for which a start would be refused: %j', async (change, line) => {
    const world = aWorld();
    const reading = world.alarms.get('checkout-5xx');
    world.alarms.set('checkout-5xx', { ...reading, ...change } as never);
    await world.say({ name: 'where' });
    expect(lastReply(world)?.lines).toEqual([expect.stringMatching(line)]);
    await world.say({ name: 'start' });
    expect(lastReply(world)?.code).toBe('preflight');
  });

  it('names who may start, where the service gives a role for it that the person lacks', async () => {
    const world = aWorld();
    world.config.live = { ...(world.config.live as Service), roles: { start: ['U0BOB'] } };
    await world.say({ name: 'where' });
    expect(lastReply(world)?.lines).toEqual(['🚷 Only U0BOB can start checkout. Ask one of them.']);
    await world.say({ name: 'where' }, { as: 'U0BOB' });
    expect(lastReply(world)?.text).toBe('You can start checkout now. Nothing is in the way.');
  });

  it('says that Slack could not be asked for a role', async () => {
    const isAmong = () => Promise.reject(new LookupFailed('who is in a group'));
    const world = aWorld({ wrap: (deps) => ({ ...deps, people: { ...deps.people, isAmong } }) });
    world.config.live = { ...(world.config.live as Service), roles: { start: ['S0ONCALL'] } };
    await world.say({ name: 'where' });
    expect(lastReply(world)?.lines).toEqual([expect.stringMatching(/^⚪ Slack could not be asked who is in a group/)]);
  });

  it('does not count an alarm that only warns', async () => {
    const world = aWorld();
    await world.alarm('checkout-5xx', 'INSUFFICIENT_DATA');
    await world.say({ name: 'where' });
    expect(lastReply(world)?.lines).toEqual([]);
  });

  it('names the rollout that runs, and after its end the version that is live', async () => {
    const world = aWorld(ungated);
    await world.say({ name: 'start' });
    await world.say({ name: 'where' }, { as: 'U0BOB' });
    expect(lastReply(world)?.lines[0]).toMatch(/^🐤 checkout is being rolled out already: v54, started by alice/);
    await world.pass(120 * MINUTE);
    await world.say({ name: 'where' }, { as: 'U0BOB' });
    expect(lastReply(world)).toMatchObject({
      text: 'You can start checkout now. Nothing is in the way.',
      lines: ['Live: v54, completed, by alice.'],
    });
  });

  it('tells the owner of a lock that it is theirs, and changes nothing', async () => {
    const world = aWorld();
    await lock(world);
    const before = await world.record();
    await world.say({ name: 'where' });
    expect(lastReply(world)?.lines[0]).toContain('only you can start it');
    expect(await world.record()).toEqual(before);
  });

  it('answers a pipeline in its text', async () => {
    const world = aWorld();
    await lock(world);
    const { text } = await call(world, { name: 'where', service: 'checkout' });
    expect(text).toMatch(/^You cannot start checkout now\. In the way: one thing\.\n🔒 checkout is locked by alice/);
  });

  it('knows no service of another name', async () => {
    const world = aWorld();
    await world.say({ name: 'where', service: 'chekout' });
    expect(lastReply(world)).toMatchObject({ code: 'unknown-service' });
  });
});
