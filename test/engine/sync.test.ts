import { beforeEach, describe, expect, it } from 'vitest';
import type { AlarmReading } from '../../src/domain/alarm/state.ts';
import type { Service } from '../../src/domain/service.ts';
import type { Deps } from '../../src/engine/deps.ts';
import { ComponentFault } from '../../src/ports/component.ts';
import { PAGES, PARTS } from './world/simulated-component.ts';
import { aWorld, MINUTE, type World } from './world/world.ts';

const side = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const service: Partial<Service> = {
  environments: { stable: 'a', a: side('a'), b: side('b') },
  components: [PARTS, PAGES],
};

/** The fallback `a` has version 2 of everything; the active `b` still has version 1. */
function aWorldBehind(options: Parameters<typeof aWorld>[0] = {}): World {
  const world = aWorld({ ...options, service: { ...service, ...options.service } });
  for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 2, b: 1 });
  return world;
}

const throttled = new ComponentFault(
  'TooManyRequestsException',
  'Lambda did not answer. This can pass by itself.',
  false,
);
const gone = new ComponentFault('ResourceNotFoundException', 'Lambda refused api. Create the alias.', true);

/** Shows alice the table and returns the plan that its button carries. */
async function look(world: World): Promise<string> {
  await world.say({ name: 'sync', plan: null });
  const offer = world.replies.at(-1)?.offer;
  if (offer?.kind !== 'sync') throw new Error(`nothing was offered: ${world.replies.at(-1)?.text}`);
  return offer.plan;
}

async function confirm(world: World): Promise<void> {
  await world.say({ name: 'sync', plan: await look(world) });
}

let world: World;
beforeEach(() => {
  world = aWorldBehind();
});

describe('sync', () => {
  it('shows a table of what each environment has and what would happen, and changes nothing', async () => {
    await look(world);
    expect(world.replies.at(-1)?.text).toBe(
      'Environment b gets the next release of checkout and is behind in 3 of 3 components.',
    );
    expect(world.replies.at(-1)?.table).toEqual([
      ['component', 'a', 'b', 'newest in', 'sync'],
      ['api', '2 (v2)', '1 (v1)', 'a', 'is brought up in place'],
      ['orders', '2 (v2)', '1 (v1)', 'a', 'is brought up in place'],
      ['web', '2 (v2)', '1 (v1)', 'a', 'a build is asked for'],
    ]);
    expect(await world.store.load('checkout')).toBeNull();
    expect(world.components.writes).toEqual([]);
  });

  it('offers nothing when the environment that gets the next release has the newest of everything', async () => {
    for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 2, b: 3 });
    await world.say({ name: 'sync', plan: null });
    expect(world.replies.at(-1)).toMatchObject({ offer: null, text: expect.stringContaining('at the newest') });
  });

  it('brings up in place what can be, and asks for a build of the rest and waits for it', async () => {
    await confirm(world);
    expect(world.components.writes).toEqual(['api b 2', 'orders b 2']);
    expect(world.builds).toEqual([
      {
        v: 1,
        service: 'checkout',
        component: 'web',
        side: 'b',
        version: '2',
        token: expect.stringMatching(/^s-.*:2$/),
      },
    ]);
    expect((await world.record()).sync).toMatchObject({ status: 'running', side: 'b' });
    await world.pass(5 * MINUTE);
    world.components.there.set('web', { a: 2, b: 2 });
    await world.pass(2 * MINUTE);
    const { sync, wake } = await world.record();
    expect(sync).toMatchObject({ status: 'done', endedAt: expect.any(Number) });
    expect(wake.at).toBeNull();
    expect(world.syncs.at(-1)).toMatchObject({ status: 'done' });
    expect(world.builds).toHaveLength(1);
  });

  it('takes a newer build than the one it asked for', async () => {
    await confirm(world);
    world.components.there.set('web', { a: 2, b: 3 });
    await world.pass(2 * MINUTE);
    expect((await world.record()).sync?.status).toBe('done');
  });

  it('fails a build that does not come within an hour, names it, and lets go of the lock', async () => {
    await confirm(world);
    await world.pass(61 * MINUTE);
    const { sync } = await world.record();
    expect(sync?.status).toBe('failed');
    expect(sync?.parts.find(({ name }) => name === 'web')).toMatchObject({
      state: 'failed',
      fault: {
        code: 'took-too-long',
        message: expect.stringContaining('No build of 2 (v2) came to environment b within 1 h.'),
      },
    });
    expect(sync?.parts.filter(({ state }) => state === 'done')).toHaveLength(2);
  });

  it('tries what is throttled again until it gets through', async () => {
    world.components.fail('bring', throttled);
    await confirm(world);
    expect((await world.record()).sync?.parts[0]).toMatchObject({ state: 'waiting', fault: { permanent: false } });
    world.components.fail('bring', null);
    await world.pass(2 * MINUTE);
    expect(world.components.writes).toEqual(['api b 2', 'orders b 2']);
  });

  it('says for good what cannot be brought up, and brings up the rest', async () => {
    const plan = await look(world);
    let first = true;
    world.components.beforeWrite(async () => {
      world.components.fail('bring', first ? gone : null);
      first = false;
    });
    await world.say({ name: 'sync', plan });
    const { sync } = await world.record();
    expect(sync?.parts.map(({ state }) => state)).toEqual(['failed', 'done', 'waiting']);
    expect(sync?.parts[0]?.fault?.message).toContain('Create the alias');
  });

  it('does not do what the person was not shown', async () => {
    const plan = await look(world);
    world.components.there.set('api', { a: 7, b: 1 });
    await world.say({ name: 'sync', plan });
    expect(world.components.writes).toEqual([]);
    expect(world.replies.at(-1)).toMatchObject({ tone: 'refused', code: 'sync-changed' });
    expect(world.replies.at(-1)?.offer).toMatchObject({ kind: 'sync' });
  });

  it('refuses a confirmation that is older than five minutes', async () => {
    const plan = await look(world);
    await world.say({ name: 'sync', plan }, { issuedAt: world.now() - 6 * MINUTE });
    expect(world.replies.at(-1)).toMatchObject({ code: 'expired' });
    expect((await world.record()).sync).toBeNull();
  });

  it('is refused from another channel', async () => {
    const plan = await look(world);
    await world.say({ name: 'sync', plan }, { channel: 'random' });
    expect(world.replies.at(-1)?.code).toBe('other-channel');
    expect(world.components.writes).toEqual([]);
  });

  it('counts once when it is delivered twice', async () => {
    const plan = await look(world);
    await world.say({ name: 'sync', plan }, { key: 'twice' });
    const id = (await world.record()).sync?.id;
    await world.say({ name: 'sync', plan }, { key: 'twice' });
    expect((await world.record()).sync?.id).toBe(id);
    expect(world.builds).toHaveLength(1);
  });

  it('refuses a second one while it runs', async () => {
    await confirm(world);
    await confirm(world);
    expect(world.replies.at(-1)).toMatchObject({ code: 'syncing', text: expect.stringContaining('started by alice') });
    expect(world.builds).toHaveLength(1);
  });

  it('keeps a rollout from starting while it runs, and not afterwards', async () => {
    await confirm(world);
    world.components.there.set('web', { a: 2, b: 2 });
    await world.say({ name: 'start' });
    expect(world.replies.at(-1)?.code).toBe('syncing');
    await world.pass(2 * MINUTE);
    await world.say({ name: 'start' });
    expect((await world.rollout()).canary).toBe('v54');
  });

  it('is refused while a rollout runs', async () => {
    for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 2, b: 3 });
    await world.say({ name: 'start' });
    for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 4, b: 3 });
    await world.say({ name: 'sync', plan: 'p-any' });
    expect((await world.record()).sync).toBeNull();
    expect(world.components.writes).toEqual([]);
  });

  it('goes on after a worker died between the save and the writes', async () => {
    world.components.beforeWrite(async () => {
      throw new Error('killed');
    });
    await expect(confirm(world)).rejects.toThrow('killed');
    expect(world.components.writes).toEqual([]);
    world.components.beforeWrite(async () => undefined);
    await world.pass(2 * MINUTE);
    expect(world.components.writes).toEqual(['api b 2', 'orders b 2']);
    expect(world.builds).toHaveLength(1);
  });

  it('does not write for a sync that was stopped while it was about to', async () => {
    const plan = await look(world);
    world.components.beforeWrite(async () => {
      const { sync } = await world.record();
      world.components.beforeWrite(async () => undefined);
      await world.say({ name: 'stop-sync', sync: sync?.id ?? '' });
    });
    await world.say({ name: 'sync', plan });
    expect(world.components.writes).toEqual(['api b 2']);
    expect((await world.record()).sync).toMatchObject({ status: 'stopped', stoppedBy: { id: 'U0ALICE' } });
  });

  it('brings nothing up twice when two workers are at it', async () => {
    const plan = await look(world);
    let second: Promise<void> | null = null;
    world.components.beforeWrite(async () => {
      if (second !== null) return;
      const wake = world.timers.at(-1)!;
      second = world.engine.wake(wake);
      await second;
    });
    await world.say({ name: 'sync', plan });
    expect([...world.components.writes].sort()).toEqual(['api b 2', 'orders b 2']);
    expect((await world.record()).sync?.parts.map(({ state }) => state)).toEqual(['done', 'done', 'waiting']);
  });

  it('goes on with Slack down, and shows how far it is afterwards', async () => {
    const plan = await look(world);
    world.slack.down = true;
    await world.say({ name: 'sync', plan });
    expect(world.components.writes).toEqual(['api b 2', 'orders b 2']);
    world.slack.down = false;
    await world.pass(20 * MINUTE);
    expect(world.syncs.at(-1)?.parts.map(({ state }) => state)).toEqual(['done', 'done', 'waiting']);
    expect((await world.record()).sync?.card).toMatchObject({ ts: '2' });
  });

  it('keeps a start from beginning that was being prepared when it began', async () => {
    let isPrepared = false;
    const wrap = (deps: Deps): Deps => ({
      ...deps,
      registry: {
        // Asked last: the components were read and found in step.
        owner: async (target) => {
          if (!isPrepared) {
            isPrepared = true;
            world.components.there.set('web', { a: 3, b: 2 });
            await confirm(world);
          }
          return deps.registry.owner(target);
        },
      },
    });
    world = aWorldBehind({ wrap });
    for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 2, b: 2 });
    await world.say({ name: 'start' });
    const { rollout, sync } = await world.record();
    expect({ rollout, sync: sync?.status }).toEqual({ rollout: null, sync: 'running' });
    expect(world.replies.at(-1)?.code).toBe('syncing');
  });

  it('does not begin when a rollout started while it was read', async () => {
    const plan = await look(world);
    let isReading = true;
    const wrap = (deps: Deps): Deps => ({
      ...deps,
      controlCenters: {
        ...deps.controlCenters,
        read: async (service) => {
          const found = await deps.controlCenters.read(service);
          if (isReading) {
            isReading = false;
            const there = new Map(world.components.there);
            for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 2, b: 2 });
            await world.say({ name: 'start' });
            for (const [name, versions] of there) world.components.there.set(name, versions);
          }
          return found;
        },
      },
    });
    world = aWorldBehind({ wrap });
    await world.say({ name: 'sync', plan });
    const { rollout, sync } = await world.record();
    expect(rollout?.canary).toBe('v54');
    expect(sync).toBeNull();
    expect(world.components.writes).toEqual([]);
  });

  it('is refused for a service without components', async () => {
    world = aWorld({ service: { ...service, components: [] } });
    await world.say({ name: 'sync', plan: null });
    expect(world.replies.at(-1)?.code).toBe('no-components');
  });
});

describe('a start of a service with components', () => {
  it('refuses an environment that is behind, naming each component, and offers to look at a sync', async () => {
    world.components.there.set('orders', { a: 2, b: 2 });
    await world.say({ name: 'start' });
    const answer = world.replies.at(-1);
    expect(answer).toMatchObject({ code: 'preflight', offer: { kind: 'look-at-sync', service: 'checkout' } });
    expect(answer?.findings.filter(({ severity }) => severity === 'blocks')).toEqual([
      {
        severity: 'blocks',
        code: 'component-behind',
        about: 'api',
        message: 'Environment b is behind: it has 1 (v1), and a has 2 (v2).',
        remedy: expect.stringContaining('/canary sync checkout'),
      },
      expect.objectContaining({ about: 'web', code: 'component-behind' }),
    ]);
    expect(world.targets.places.get('api')?.weight ?? 0).toBe(0);
  });

  it('is refused by a label that nothing of the release is called by', async () => {
    for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 1, b: 2 });
    await world.say({ name: 'start', label: 'v54' });
    const found = world.replies.at(-1)?.findings.filter(({ severity }) => severity === 'blocks');
    expect(found).toEqual([
      expect.objectContaining({ code: 'component-label', remedy: expect.stringContaining('v2') }),
    ]);
  });

  it('is refused when the components cannot be read', async () => {
    world.components.fail('all', throttled);
    await world.say({ name: 'start' });
    expect(world.replies.at(-1)?.findings).toContainEqual(
      expect.objectContaining({ code: 'component-unreadable', severity: 'blocks' }),
    );
  });
});

describe('a component while a rollout runs', () => {
  beforeEach(async () => {
    for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 1, b: 2 });
    await world.say({ name: 'start', label: 'v2' });
  });

  it.each(['a', 'b'] as const)('holds the rollout when it changes in %s, at the next look', async (where) => {
    const before = world.components.there.get('orders')!;
    world.components.there.set('orders', { ...before, [where]: 9 });
    await world.pass(MINUTE);
    const { phase } = await world.rollout();
    expect(phase).toMatchObject({ status: 'holding', why: { kind: 'drift', target: 'orders' } });
    const told = world.told.map(({ text }) => text).join('\n');
    expect(told).toContain(`Somebody changed the component orders: ${where} has 9, it had ${before[where]}.`);
    const { entries } = await world.rollout();
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).entries).toBe(entries);
  });

  it('holds again after a resume as long as it is not put back, and goes on when it is', async () => {
    world.components.there.set('web', { a: 1, b: 9 });
    await world.pass(MINUTE);
    await world.say({ name: 'resume' });
    await world.pass(MINUTE);
    expect((await world.rollout()).phase.status).toBe('holding');
    world.components.there.set('web', { a: 1, b: 2 });
    await world.say({ name: 'resume' });
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('baking');
  });

  it('that cannot be read for minutes holds it and is said once, and that it can again once', async () => {
    world.components.fail('all', throttled);
    await world.pass(3 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('baking');
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'components-unread' } });
    world.components.fail('all', null);
    await world.pass(3 * MINUTE);
    const texts = (await world.rollout()).timeline.map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('The components could not be read'))).toHaveLength(1);
    expect(texts.filter((text) => text.startsWith('The components can be read again'))).toHaveLength(1);
    await world.say({ name: 'resume' });
    expect((await world.rollout()).phase.status).toBe('baking');
  });

  it('does not keep an alarm from rolling back while it cannot be read', async () => {
    world.components.fail('all', throttled);
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
  });

  it('keeps no rollback waiting that an evaluation finds due', async () => {
    const firing: AlarmReading = { ...world.alarms.get('checkout-5xx')!, value: 'ALARM', since: world.now() };
    world.alarms.set('checkout-5xx', firing);
    const before = world.components.reads();
    await world.pass(MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolling-back');
    expect(world.components.reads()).toBe(before);
  });

  it('is watched behind the point of no return while an alarm fires, since nothing goes back by itself there', async () => {
    const contract = {
      ...({ kind: 'hook', function: 'shop-contract', qualifier: null, within: 240 * MINUTE } as const),
      ...({ onFailure: 'hold', pointOfNoReturn: true } as const),
    };
    world = aWorldBehind({ service: { plan: [{ kind: 'shift', weight: 100 }, contract] } });
    for (const name of ['api', 'orders', 'web']) world.components.there.set(name, { a: 1, b: 2 });
    world.hooks.next({ kind: 'taken' });
    await world.say({ name: 'start', label: 'v2' });
    expect((await world.rollout()).noReturnAt).not.toBeNull();
    await world.alarm('checkout-5xx', 'ALARM');
    world.components.there.set('web', { a: 1, b: 9 });
    await world.pass(MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'drift', target: 'web' } });
  });

  it('is read once per configuration and evaluation, and not at all on the way back', async () => {
    const before = world.components.reads();
    await world.pass(3 * MINUTE);
    expect(world.components.reads() - before).toBe(6);
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(world.components.reads() - before).toBe(6);
  });
});
