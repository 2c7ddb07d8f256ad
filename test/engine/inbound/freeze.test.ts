import { describe, expect, it } from 'vitest';
import type { CallerBody } from '../../../src/ports/inbound/caller.ts';
import type { Place } from '../world/simulated-target.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

const HOUR = 60 * MINUTE;
const withoutGate = PLAN.filter(({ kind }) => kind !== 'approve');
const PIPELINE = 'arn:aws:sts::123456789012:assumed-role/deploy/run-';

const freeze = (world: World, as = 'U0ALICE', ms = HOUR) =>
  world.say({ name: 'freeze', ms, text: 'incident 42' }, { as });
const freezeAll = (world: World, as = 'U0ALICE', ms = HOUR) =>
  world.say({ name: 'freeze-all', ms, text: 'incident 42' }, { as });
const lastReply = ({ replies }: World) => replies.at(-1);
const threads = ({ told }: World) => told.flatMap(({ kind, text }) => (kind === 'thread' ? text.split('\n') : []));

const shares = ({ targets }: World) => ['api', 'events'].map((name) => targets.places.get(name)?.weight);

/** Somebody else changes the first target. */
function edit({ targets }: World, change: Partial<Place>): void {
  const place = targets.places.get('api');
  if (place === undefined) throw new Error('no target api');
  Object.assign(place, change, { token: place.token + 1 });
}

let keys = 0;
function call(world: World, body: CallerBody, run = 7) {
  keys += 1;
  const sent = { v: 1, installation: 'serin', key: `call-${keys}`, issuedAt: world.now(), body } as const;
  return world.engine.answer(sent, { arn: `${PIPELINE}${run}` });
}

describe('a freeze of a service', () => {
  it('keeps the plan where it is, visibly, and lets it go on by itself when it is over', async () => {
    const world = aWorld({ service: { plan: withoutGate } });
    await world.say({ name: 'start' });
    await world.pass(5 * MINUTE);
    await freeze(world);
    expect(lastReply(world)).toMatchObject({ tone: 'done', text: expect.stringContaining('alice froze checkout.') });
    await world.pass(30 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 5, freeze: { waits: true } });
    expect(threads(world)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^alice froze checkout\. It is frozen until 2026-01-05 10:05 UTC by alice: incident 42\./,
        ),
        expect.stringMatching(/^Waits: frozen until 2026-01-05 10:05 UTC by alice: incident 42\./),
      ]),
    );
    await world.pass(30 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 25 });
    expect((await world.rollout()).freeze).toBeUndefined();
  });

  it('refuses a start, and says until when, by whom and why', async () => {
    const world = aWorld();
    await freeze(world, 'U0BOB');
    await world.say({ name: 'start' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'preflight' });
    expect(lastReply(world)?.findings[0]?.message).toBe(
      'checkout is frozen until 2026-01-05 10:00 UTC by bob: incident 42.',
    );
    expect((await world.record()).rollout).toBeNull();
  });

  it('does not keep an alarm from rolling back, and the rollback reads no freeze', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.pass(2 * MINUTE);
    await freeze(world);
    const { reads } = world.restrictions;
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(world.restrictions.reads).toBe(reads);
  });

  it('is read only where a step would raise: once for each, and once for the start', async () => {
    const world = aWorld({ service: { plan: withoutGate } });
    await world.say({ name: 'start' });
    await world.pass(3 * HOUR);
    expect((await world.rollout()).phase.status).toBe('completed');
    // The start, the shifts to 25% and 100%, and the promotion.
    expect(world.restrictions.reads).toBe(4);
  });

  it('that comes while a worker decides makes it decide anew', async () => {
    let isFrozen = false;
    const world: World = aWorld({
      service: { plan: withoutGate },
      wrap: (deps) => ({
        ...deps,
        timers: {
          arm: async (wake) => {
            await deps.timers.arm(wake);
            const { rollout } = (await deps.store.load('checkout')) ?? {};
            const isDue = rollout?.step === 1 && rollout.phase.status === 'baking' && wake.step === 2;
            if (!isDue || isFrozen) return;
            isFrozen = true;
            await freeze(world);
          },
        },
      }),
    });
    await world.say({ name: 'start' });
    await world.pass(20 * MINUTE);
    expect(isFrozen).toBe(true);
    expect(await world.rollout()).toMatchObject({ weight: 5, step: 1, freeze: { waits: true } });
  });

  it('counts once, however often it is delivered, also after it was lifted', async () => {
    const world = aWorld();
    const same = { key: 'said-twice', issuedAt: world.now() };
    const body = { name: 'freeze', ms: HOUR, text: '' } as const;
    await world.say(body, same);
    await world.say({ name: 'unfreeze' });
    await world.say(body, same);
    await world.say({ name: 'start' });
    expect(await world.rollout()).toMatchObject({ weight: 5 });
  });

  it('that would be over already is refused, and so is a lift of ten minutes ago', async () => {
    const world = aWorld();
    const issuedAt = world.now() - 10 * MINUTE;
    await world.say({ name: 'freeze', ms: 5 * MINUTE }, { issuedAt });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'expired' });
    await freeze(world);
    await world.say({ name: 'unfreeze' }, { issuedAt });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'expired' });
  });

  it('is refused from another channel', async () => {
    const world = aWorld();
    for (const name of ['freeze', 'unfreeze', 'freeze-all', 'unfreeze-all'] as const) {
      await world.say({ name }, { channel: 'random' });
      expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'other-channel' });
    }
  });

  it('keeps a share that somebody lowered from being put back, and not one that somebody raised', async () => {
    const plan = [
      { kind: 'shift', weight: 25 },
      { kind: 'bake', ms: 30 * MINUTE },
      { kind: 'shift', weight: 100 },
    ] as const;
    const world = aWorld({ service: { plan } });
    await world.say({ name: 'start' });
    await world.pass(4 * MINUTE);
    expect(shares(world)).toEqual([25, 25]);
    await freeze(world, 'U0BOB', 5 * HOUR);
    edit(world, { weight: 0 });
    await world.pass(MINUTE);
    await world.say({ name: 'put-back' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'frozen' });
    expect(shares(world)).toEqual([0, 25]);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding' });
    edit(world, { weight: 40 });
    await world.say({ name: 'put-back' });
    expect(shares(world)).toEqual([25, 25]);
  });

  it('keeps the users that something took back after the end where they are, until it is lifted', async () => {
    const world = aWorld({ service: { plan: withoutGate } });
    await world.say({ name: 'start' });
    await world.pass(3 * HOUR);
    edit(world, { weight: 0, promoted: false, exact: true });
    await freeze(world, 'U0ALICE', 5 * HOUR);
    await world.say({ name: 'put-back' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'frozen' });
    expect(shares(world)).toEqual([0, 100]);
    expect((await world.rollout()).phase).toMatchObject({ status: 'completed' });
    await world.say({ name: 'unfreeze', text: '' });
    await world.say({ name: 'put-back' });
    expect(shares(world)).toEqual([100, 100]);
  });
});

describe('a freeze is lifted', () => {
  it('by its owner and by who may promote, which the thread says; by nobody else', async () => {
    const world = aWorld();
    await world.say({ name: 'start' }, { as: 'U0DAVE' });
    await world.pass(MINUTE);
    await freeze(world, 'U0ALICE');
    await world.say({ name: 'unfreeze' }, { as: 'U0DAVE' });
    expect(lastReply(world)).toMatchObject({
      ...{ tone: 'refused', code: 'not-freezer' },
      text: 'checkout is frozen until 2026-01-05 10:01 UTC by alice: incident 42. Only its owner, U0BOB or U0CAROL can lift it.',
    });
    expect((await world.rollout()).freeze).toBeDefined();
    await world.say({ name: 'unfreeze', text: 'all is well' }, { as: 'U0BOB' });
    expect((await world.rollout()).freeze).toBeUndefined();
    expect(threads(world)).toContain('bob lifted the freeze: all is well.');
  });

  it('by anybody who may start where the plan asks nobody and nothing runs, and then by who started', async () => {
    const world = aWorld({ service: { plan: withoutGate } });
    await freeze(world, 'U0BOB');
    await world.say({ name: 'unfreeze' }, { as: 'U0DAVE' });
    expect(lastReply(world)).toMatchObject({ tone: 'done' });
    await world.say({ name: 'start' }, { as: 'U0DAVE' });
    await freeze(world, 'U0BOB');
    await world.say({ name: 'unfreeze' }, { as: 'U0CAROL' });
    expect(lastReply(world)?.text).toContain('Only its owner, dave can lift it.');
    await world.say({ name: 'unfreeze' }, { as: 'U0DAVE' });
    expect((await world.rollout()).freeze).toBeUndefined();
  });

  it('where there is none, nothing happens', async () => {
    const world = aWorld();
    await world.say({ name: 'unfreeze' });
    expect(lastReply(world)).toMatchObject({ tone: 'info', text: 'checkout is not frozen.' });
  });
});

describe('a freeze of all services', () => {
  it('holds for each of them; who may promote one lifts it for that one', async () => {
    const world = aWorld();
    await freezeAll(world);
    expect(lastReply(world)?.text).toContain('alice froze all services. It is frozen until 2026-01-05 10:00 UTC');
    await world.say({ name: 'start' });
    expect(lastReply(world)).toMatchObject({ code: 'preflight' });
    await world.say({ name: 'unfreeze-all' }, { as: 'U0BOB' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'not-freezer' });
    await world.say({ name: 'unfreeze' }, { as: 'U0BOB' });
    await world.say({ name: 'start' });
    expect(await world.rollout()).toMatchObject({ weight: 5 });
  });

  it('is lifted by its owner, and a running rollout is told both', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await freezeAll(world);
    expect((await world.rollout()).freeze).toMatchObject({ by: { id: 'U0ALICE' } });
    await world.say({ name: 'unfreeze-all' });
    expect((await world.rollout()).freeze).toBeUndefined();
    expect(threads(world)).toContain('alice lifted the freeze.');
  });
});

describe('a window of serin.yml', () => {
  const from = Date.UTC(2026, 0, 5, 9, 5);
  const freezes = [{ kind: 'once', from, to: from + HOUR, reason: 'Christmas' }] as const;

  it('keeps the plan where it is until its end', async () => {
    const world = aWorld({ service: { plan: withoutGate, freezes } });
    await world.say({ name: 'start' });
    await world.pass(59 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 5, freeze: { by: null, reason: 'Christmas', waits: true } });
    await world.pass(10 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 25 });
  });

  it('counts as it is by now, and as it was at the start where that cannot be read', async () => {
    const world = aWorld({ service: { plan: withoutGate } });
    await world.say({ name: 'start' });
    if (world.config.live === 'unreadable') throw new Error('It can be read.');
    world.config.live = { ...world.config.live, freezes };
    await world.pass(20 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 5 });
    world.config.live = 'unreadable';
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 25 });
  });
});

describe('an IAM identity', () => {
  it('freezes, and lifts its own freeze from another session', async () => {
    const world = aWorld();
    const body = { name: 'freeze', service: 'checkout', ms: HOUR, text: 'migration' } as const;
    expect(await call(world, body)).toMatchObject({ tone: 'done', text: expect.stringContaining('froze checkout') });
    await world.say({ name: 'start' });
    expect(lastReply(world)?.findings[0]?.message).toContain('by role/deploy (run-7): migration');
    const lift = { name: 'unfreeze', service: 'checkout', text: '' } as const;
    expect(await call(world, lift, 8)).toMatchObject({ tone: 'done' });
    await world.say({ name: 'start' });
    expect(await world.rollout()).toMatchObject({ weight: 5 });
  });

  it('lifts nothing that a person froze', async () => {
    const world = aWorld();
    await freezeAll(world);
    expect(await call(world, { name: 'unfreeze', service: 'checkout', text: '' })).toMatchObject({
      code: 'not-freezer',
    });
    expect(await call(world, { name: 'unfreeze-all', text: '' })).toMatchObject({ code: 'not-freezer' });
  });
});
