import { describe, expect, it } from 'vitest';
import { displayName } from '../../src/domain/wording.ts';
import { aWorld, MINUTE, PLAN, type World } from './world/world.ts';

const weights = (world: World): number[] => [...world.targets.places.values()].map((place) => place.weight);

async function status(world: World): Promise<string> {
  return (await world.rollout()).phase.status;
}

async function started(options: Parameters<typeof aWorld>[0] = {}): Promise<World> {
  const world = aWorld(options);
  await world.say({ name: 'start' });
  return world;
}

describe('a whole rollout', () => {
  it('moves through its plan, is approved, promoted and kept', async () => {
    const world = await started();
    expect(await status(world)).toBe('baking');
    expect(weights(world)).toEqual([5, 5]);
    await world.pass(10 * MINUTE);
    expect(await status(world)).toBe('awaiting-approval');
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(weights(world)).toEqual([25, 25]);
    await world.pass(15 * MINUTE);
    expect(weights(world)).toEqual([100, 100]);
    await world.pass(30 * MINUTE);
    const done = await world.rollout();
    expect(done.phase.status).toBe('completed');
    expect([...world.targets.places.values()].every((place) => place.promoted)).toBe(true);
    expect(await world.history.find('checkout', done.id)).toMatchObject({ phase: { status: 'completed' } });
  });

  it('sets no timer and keeps no effect once it is over without a rollback window', async () => {
    const world = await started({ service: { plan: [{ kind: 'shift', weight: 100 }], rollbackWindow: 0 } });
    expect(await status(world)).toBe('completed');
    const record = await world.record();
    expect(record.wake.at).toBeNull();
    expect(record.outbox).toEqual([]);
    await world.pass(60 * MINUTE);
    expect(world.timers).toEqual([]);
  });

  it('tells every timeline entry exactly once, in order, when nothing fails', async () => {
    const world = await started();
    await world.pass(10 * MINUTE);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await world.pass(60 * MINUTE);
    const rollout = await world.rollout();
    const texts = world.told
      .filter((told) => told.kind === 'thread' && told.text !== 'baseline')
      .flatMap((told) => told.text.split('\n'));
    expect(texts).toEqual(rollout.timeline.map((entry) => entry.text));
  });

  it('waits until a shift has reached everybody before the bake counts', async () => {
    const world = await started({ spreadMs: 100_000 });
    expect(await status(world)).toBe('shifting');
    await world.pass(2 * MINUTE);
    const { phase, targets } = await world.rollout();
    expect(phase.status).toBe('baking');
    const effectiveAt = Math.max(...targets.map((target) => target.observed?.effectiveAt ?? 0));
    expect(phase.status === 'baking' && phase.until).toBeGreaterThanOrEqual(effectiveAt + 10 * MINUTE);
  });
});

describe('an alarm', () => {
  it('brings every target to 0 at once, and to its baseline after the last writer is dead', async () => {
    const world = await started();
    await world.alarm('checkout-5xx', 'ALARM');
    expect(weights(world)).toEqual([0, 0]);
    expect(await status(world)).toBe('rolling-back');
    expect([...world.targets.places.values()].map((place) => place.exact)).toEqual([false, false]);
    await world.pass(3 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
    expect([...world.targets.places.values()].map((place) => place.exact)).toEqual([true, true]);
  });

  it('posts the breach once, with what was done, however often the event comes', async () => {
    const world = await started();
    const since = world.now();
    await world.alarm('checkout-5xx', 'ALARM', { key: 'e1', since });
    await world.alarm('checkout-5xx', 'ALARM', { key: 'e1', since });
    await world.alarm('checkout-5xx', 'ALARM', { key: 'e2', since });
    const breaches = world.told.filter((told) => told.kind === 'breach');
    expect(breaches.map((told) => told.text)).toEqual(['checkout-5xx: Serin rolls back. (U0ALICE)']);
  });

  it.each(['paused', 'awaiting approval', 'holding'])('rolls back while the rollout is %s', async (when) => {
    const world = await started();
    if (when === 'paused') await world.say({ name: 'pause' });
    if (when === 'awaiting approval') await world.pass(10 * MINUTE);
    if (when === 'holding') await world.pass(10 * MINUTE + 241 * MINUTE);
    expect(await status(world)).toBe(when.replace(' ', '-'));
    await world.alarm('checkout-5xx', 'ALARM');
    expect(weights(world)).toEqual([0, 0]);
  });

  it('is noticed by the next evaluation when its event never came, and posted', async () => {
    const world = await started();
    world.alarms.set('checkout-5xx', {
      name: 'checkout-5xx',
      value: 'ALARM',
      since: world.now(),
      suppressed: false,
      reason: '9 is over 1',
    });
    await world.pass(MINUTE);
    expect(weights(world)).toEqual([0, 0]);
    expect(world.told.filter((told) => told.kind === 'breach')).toHaveLength(1);
  });

  it('is posted for a configured service that is not being rolled out, once', async () => {
    const world = aWorld();
    await world.alarm('checkout-5xx', 'ALARM', { key: 'e1' });
    await world.alarm('checkout-5xx', 'ALARM', { key: 'e1' });
    expect(world.told.map((told) => told.text)).toEqual(['checkout-5xx: No rollout is running: nothing was moved.']);
    await world.pass(60 * MINUTE);
    expect(world.timers).toEqual([]);
  });

  it('that fires already refuses a start, and a forced start is guarded again once it was quiet', async () => {
    const world = aWorld();
    await world.alarm('checkout-5xx', 'ALARM');
    await world.say({ name: 'start' });
    expect(world.told.at(-1)?.text).toContain('alarm-firing');
    expect((await world.record()).rollout).toBeNull();
    await world.say({ name: 'start', force: true });
    expect(weights(world)).toEqual([5, 5]);
    await world.pass(MINUTE);
    expect(weights(world)).toEqual([5, 5]);
    await world.alarm('checkout-5xx', 'OK');
    await world.pass(MINUTE);
    await world.alarm('checkout-5xx', 'ALARM');
    expect(weights(world)).toEqual([0, 0]);
  });

  it('that was deleted holds', async () => {
    const world = await started();
    world.alarms.delete('checkout-5xx');
    await world.pass(MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'alarm-unclear' } });
  });

  it('with onAlarm ask goes on baking, asks, and does not raise the weight', async () => {
    const world = await started({ service: { onAlarm: 'ask', plan: PLAN.filter((step) => step.kind !== 'approve') } });
    await world.alarm('checkout-5xx', 'ALARM');
    expect(await status(world)).toBe('baking');
    await world.pass(11 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'alarm' } });
    expect(weights(world)).toEqual([5, 5]);
  });
});

describe('two of anything', () => {
  it('starts one of two rollouts that are started at the same moment, and tells the other who has it', async () => {
    const world = aWorld();
    await Promise.all([world.say({ name: 'start' }), world.say({ name: 'start' }, { as: 'U0BOB' })]);
    const rollout = await world.rollout();
    const refused = world.told.filter((told) => told.kind === 'reply' && told.text.startsWith('running'));
    expect(refused).toHaveLength(1);
    expect(refused[0]?.text).toContain(displayName(rollout.by));
    await world.say({ name: 'start' }, { as: 'U0CAROL' });
    expect(world.told.at(-1)?.text).toContain(`https://slack.example/${rollout.id}`);
  });

  it('takes a command that is delivered twice once', async () => {
    const world = await started();
    await world.pass(10 * MINUTE);
    const wanted = { as: 'U0BOB', key: 'approve-1', issuedAt: world.now() };
    await world.say({ name: 'approve' }, wanted);
    const after = await world.rollout();
    await world.say({ name: 'approve' }, wanted);
    expect(await world.rollout()).toEqual(after);
  });

  it('does not start again when a start is delivered again after its rollout has ended', async () => {
    const world = aWorld({ service: { plan: [{ kind: 'shift', weight: 100 }] } });
    const issuedAt = world.now();
    await world.say({ name: 'start' }, { key: 's', issuedAt });
    const first = await world.rollout();
    await world.say({ name: 'start' }, { key: 's', issuedAt });
    expect(await world.rollout()).toEqual(first);
  });
});

describe('all or none', () => {
  it('brings the others back to where all agreed when one target cannot be moved, asks, and goes on when told to', async () => {
    const world = await started({ service: { plan: PLAN.filter((step) => step.kind !== 'approve') } });
    world.targets.fail('events', 'shift', { times: 4 });
    await world.pass(12 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'partial', target: 'events' },
    });
    expect(weights(world)).toEqual([5, 5]);
    await world.say({ name: 'resume' });
    expect(weights(world)).toEqual([25, 25]);
    expect(await status(world)).toBe('baking');
  });

  it('tries a throttled target again before it gives up', async () => {
    const world = aWorld();
    world.targets.fail('events', 'shift', { times: 2 });
    await world.say({ name: 'start' });
    expect(weights(world)).toEqual([5, 5]);
  });

  it('notices a shift that took effect although its call failed', async () => {
    const world = aWorld();
    world.targets.fail('api', 'shift', { times: 1, afterEffect: true });
    await world.say({ name: 'start' });
    expect(weights(world)).toEqual([5, 5]);
    expect(world.targets.writes.filter((write) => write.target === 'api')).toHaveLength(1);
  });
});

describe('the way back', () => {
  it('brings the others back at once when one API does not answer, and that one as soon as it does', async () => {
    const world = await started();
    world.targets.fail('events', 'back', { times: 5 });
    await world.say({ name: 'rollback' });
    expect(weights(world)).toEqual([0, 5]);
    expect((await world.rollout()).timeline.at(-1)?.text).toContain('Not back yet: events');
    await world.pass(10 * MINUTE);
    expect(weights(world)).toEqual([0, 0]);
    expect(await status(world)).toBe('rolled-back');
  });

  it('is stuck, says so, tries on and recovers when the old version is missing for a while', async () => {
    const world = await started();
    world.targets.fail('events', 'back', { times: 3, permanent: true });
    await world.say({ name: 'rollback' });
    expect(await status(world)).toBe('stuck');
    expect((await world.rollout()).timeline.at(-1)?.text).toContain('STUCK');
    await world.pass(10 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
  });

  it('stops trying after its limit, and a person can ask again', async () => {
    const world = await started();
    world.targets.fail('events', 'back', { times: 1000, permanent: true });
    await world.say({ name: 'rollback' });
    await world.pass(120 * MINUTE);
    expect(world.timers).toEqual([]);
    world.targets.fail('events', 'back', { times: 0 });
    await world.say({ name: 'rollback' });
    await world.pass(10 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
  });

  it('asks instead of overwriting what somebody changed meanwhile, and keeps it when told to', async () => {
    const world = await started();
    const place = world.targets.places.get('api');
    await world.say({ name: 'rollback' });
    if (place) place.address = '9.9.9.9';
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'rolling-back',
      question: expect.stringContaining('9.9.9.9'),
    });
    await world.say({ name: 'resume' });
    expect(await status(world)).toBe('rolled-back');
    expect(place?.address).toBe('9.9.9.9');
  });

  it('finishes by itself when somebody puts the foreign change back', async () => {
    const world = await started();
    const place = world.targets.places.get('api');
    await world.say({ name: 'rollback' });
    if (place) place.address = '9.9.9.9';
    await world.pass(5 * MINUTE);
    if (place) place.address = '1.2.3.4';
    await world.pass(2 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
  });

  it('is not kept waiting by a configuration that cannot be read', async () => {
    const world = await started();
    world.config.live = 'unreadable';
    await world.say({ name: 'rollback' });
    expect(weights(world)).toEqual([0, 0]);
  });
});

describe('drift', () => {
  it('holds when somebody changes a target in mid-rollout', async () => {
    const world = await started();
    const place = world.targets.places.get('events');
    if (place) place.address = '9.9.9.9';
    await world.pass(MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'drift', target: 'events' },
    });
  });

  it('holds when somebody moves the weight by hand, once no worker can have been it', async () => {
    const world = await started();
    await world.pass(3 * MINUTE);
    const place = world.targets.places.get('events');
    if (place) place.weight = 60;
    await world.pass(MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'drift', detail: expect.stringContaining('60%') },
    });
  });
});

describe('Slack away', () => {
  it('keeps no traffic waiting, and the messages follow in order when it is back', async () => {
    const world = aWorld();
    world.slack.down = true;
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    expect(weights(world)).toEqual([0, 0]);
    await world.pass(3 * MINUTE);
    expect(await status(world)).toBe('rolled-back');
    expect(world.told).toEqual([]);
    world.slack.down = false;
    await world.pass(20 * MINUTE);
    const texts = world.told
      .filter((told) => told.kind === 'thread' && told.text !== 'baseline')
      .flatMap((told) => told.text.split('\n'));
    expect(texts).toEqual((await world.rollout()).timeline.map((entry) => entry.text));
    expect(world.told.filter((told) => told.kind === 'breach')).toHaveLength(1);
    expect((await world.record()).outbox).toEqual([]);
  });
});

describe('who may', () => {
  it('refuses a command from another channel', async () => {
    const world = aWorld();
    await world.say({ name: 'start' }, { channel: 'random' });
    expect(world.told.at(-1)?.text).toContain('other-channel');
    expect((await world.record()).rollout).toBeNull();
  });

  it('takes approvers from the live configuration, and from the frozen copy only when that cannot be read', async () => {
    const world = await started();
    await world.pass(10 * MINUTE);
    const live = (await world.rollout()).config;
    world.config.live = {
      ...live,
      plan: live.plan.map((step) => (step.kind === 'approve' ? { ...step, from: ['U0DAVE'] } : step)),
    };
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(world.told.at(-1)?.text).toContain('not-approver');
    world.config.live = 'unreadable';
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(weights(world)).toEqual([25, 25]);
  });
});

describe('a start that was forced although an alarm fires', () => {
  it('goes on by its steps, but can be neither skipped nor promoted until the alarm is quiet', async () => {
    const world = aWorld({ service: { plan: PLAN.filter((step) => step.kind !== 'approve') } });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.say({ name: 'start', force: true });
    for (const name of ['skip', 'promote'] as const) {
      await world.say({ name });
      expect(world.told.at(-1)?.text).toContain('alarm-firing');
    }
    expect(weights(world)).toEqual([5, 5]);
    await world.pass(10 * MINUTE);
    expect(weights(world)).toEqual([25, 25]);
    await world.alarm('checkout-5xx', 'OK');
    await world.say({ name: 'promote' });
    expect(await status(world)).toBe('completed');
  });
});
