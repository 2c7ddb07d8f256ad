import { beforeEach, describe, expect, it } from 'vitest';
import type { Environments } from '../../../src/domain/environment/environment.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import { ComponentFault } from '../../../src/ports/component.ts';
import { checkTold, watch } from '../world/invariants.ts';
import { PAGES, PARTS } from '../world/simulated-component.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const HOUR = 60 * MINUTE;
const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const environments: Environments = { stable: 'a', a: aSide('prod-a'), b: aSide('prod-b') };
const plan: Service['plan'] = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
];

let world: World;
let unbroken: () => void;

async function completed(options: Parameters<typeof aWorld>[0] = {}): Promise<World> {
  world = aWorld({ ...options, service: { plan, ...options.service } });
  unbroken = watch(world);
  await world.say({ name: 'start' });
  await world.pass(15 * MINUTE);
  expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
  return world;
}

const places = () => [...world.targets.places.values()];
const isBack = () => places().every(({ exact, weight, promoted }) => exact && weight === 0 && !promoted);
const answer = () => world.told.filter(({ kind }) => kind === 'reply').at(-1)?.text ?? '';
const cards = () => world.told.filter(({ kind }) => kind === 'card').map(({ text }) => text);
const thread = () => world.told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
const status = async () => (await world.rollout()).phase.status;

describe('a completed rollout within its window', () => {
  beforeEach(async () => {
    await completed();
  });

  it('goes back on a word: the baseline to the letter, the same thread, and the history says rolled back', async () => {
    const { id } = await world.rollout();
    await world.say({ name: 'rollback', text: 'orders are lost' }, { as: 'U0BOB' });
    expect(places().map(({ weight }) => weight)).toEqual([0, 0]);
    expect(await status()).toBe('rolling-back');
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ id, agreed: 0, phase: { status: 'rolled-back' } });
    expect(isBack()).toBe(true);
    expect(await world.history.find('checkout', id)).toMatchObject({ phase: { status: 'rolled-back' } });
    expect(await world.history.list('checkout', 10)).toHaveLength(1);
    expect(thread()).toContain('Rolls back from 100%, because bob asked for it: orders are lost.');
    checkTold(world, await world.rollout());
    unbroken();
  });

  it('costs one timer and one look while nobody says it, at the end of the window', async () => {
    const { phase } = await world.rollout();
    expect((await world.record()).wake.at).toBe(phase.status === 'completed' ? phase.windowUntil : 0);
    const { revision } = await world.record();
    await world.pass(23 * HOUR);
    expect((await world.record()).revision).toBe(revision);
    const told = world.told.length;
    await world.pass(25 * HOUR);
    expect((await world.record()).wake.at).toBeNull();
    expect(world.told).toHaveLength(told);
  });

  it('is looked at with one read of each target before anything is saved or moved', async () => {
    const { revision } = await world.record();
    const place = world.targets.places.get('events');
    if (place !== undefined) place.address = '9.9.9.9';
    const before = world.targets.writes.length;
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/changed-since .*Nothing was moved\.\ntarget-changed/);
    expect(world.targets.writes).toHaveLength(before);
    expect(await status()).toBe('completed');
    expect((await world.record()).rollout?.generation).toBe((await world.rollout()).generation);
    expect((await world.record()).revision).toBeGreaterThan(revision);
    expect(place).toMatchObject({ address: '9.9.9.9', promoted: true });
  });

  it('is refused while a target cannot be read, and goes back once it can', async () => {
    world.targets.fail('api', 'read', { times: 1 });
    await world.say({ name: 'rollback' });
    expect(answer()).toContain('aftermath-unknown');
    expect(answer()).toContain('target-unreadable');
    await world.say({ name: 'rollback' });
    expect(await status()).toBe('rolling-back');
  });

  it('is refused where the old version cannot serve any more, and says why', async () => {
    const place = world.targets.places.get('events');
    if (place !== undefined) place.noWayBack = 'Version 53 of events does not exist any more.';
    const before = world.targets.writes.length;
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/no-way-back checkout cannot roll back to the old version v54\. Nothing was moved\./);
    expect(answer()).toContain('no-way-back');
    expect([await status(), world.targets.writes.length]).toEqual(['completed', before]);
  });

  it('is refused when the window is over, and its card is drawn without the button then', async () => {
    await world.pass(25 * HOUR);
    const drawn = cards().length;
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/window-over .*start the old version/);
    expect(cards()).toHaveLength(drawn + 1);
    expect(await status()).toBe('completed');
  });

  it('goes back once when two people say it at the same moment', async () => {
    await Promise.all([
      world.say({ name: 'rollback' }, { as: 'U0ALICE' }),
      world.say({ name: 'rollback' }, { as: 'U0BOB' }),
    ]);
    const rollout = await world.rollout();
    expect(rollout.reversals).toBe(1);
    expect(world.told.filter(({ text }) => text.includes('It is rolling back already.'))).toHaveLength(1);
    await world.pass(5 * MINUTE);
    expect([await status(), isBack()]).toEqual(['rolled-back', true]);
    unbroken();
  });

  it('counts once when it is delivered twice', async () => {
    await world.say({ name: 'rollback' }, { key: 'once' });
    await world.say({ name: 'rollback' }, { key: 'once' });
    await world.pass(5 * MINUTE);
    await world.say({ name: 'rollback' }, { key: 'once' });
    expect((await world.rollout()).reversals).toBe(1);
    unbroken();
  });

  it('is rolled back no second time', async () => {
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    await world.say({ name: 'rollback' });
    expect(answer()).toContain('finished It was rolled back already.');
  });

  it('is posted with what Serin asks when an alarm fires, and goes back by a word only', async () => {
    await world.pass(2 * HOUR);
    await world.alarm('checkout-5xx', 'ALARM');
    const breaches = world.told.filter(({ kind }) => kind === 'breach').map(({ text }) => text);
    expect(breaches.at(-1)).toMatch(/Serin does not roll back by itself\. Roll back\?/);
    expect(await status()).toBe('completed');
    await world.say({ name: 'rollback', rollout: (await world.rollout()).id });
    expect(await status()).toBe('rolling-back');
  });

  it('is stuck, and said so, where the old version is gone', async () => {
    world.targets.fail('api', 'back', { times: 99, permanent: true });
    await world.say({ name: 'rollback' });
    expect(await status()).toBe('stuck');
    expect(places().map(({ weight }) => weight)).toEqual([100, 0]);
    world.targets.fail('api', 'back', { times: 0 });
    await world.pass(5 * MINUTE);
    expect([await status(), isBack()]).toEqual(['rolled-back', true]);
    unbroken();
  });

  it('goes back on the word of a pipeline, too', async () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/deploy/run-7';
    const body = { name: 'rollback', service: 'checkout', text: 'smoke test' } as const;
    const told = await world.engine.answer({ v: 1, installation: 'serin', key: 'c1', body } as never, { arn });
    expect(told).toMatchObject({ tone: 'done', rollout: { status: 'rolling-back' } });
    await world.pass(5 * MINUTE);
    expect([await status(), isBack()]).toEqual(['rolled-back', true]);
  });
});

describe('a target that belongs to another service by now', () => {
  it.each(['api', 'events'])('%s keeps a completed rollout from going back', async (moved) => {
    let owners: Record<string, string> = {};
    await completed({
      wrap: (deps) => ({ ...deps, registry: { owner: async (name) => owners[name] ?? 'checkout' } }),
    });
    owners = { [moved]: 'orders' };
    const before = world.targets.writes.length;
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/changed-since [\s\S]*target-claimed/);
    expect([await status(), world.targets.writes.length]).toEqual(['completed', before]);
    owners = {};
    await world.say({ name: 'rollback' });
    expect(await status()).toBe('rolling-back');
  });
});

describe('the window', () => {
  it('is closed by the next rollout, and the old card is drawn once more', async () => {
    await completed();
    const { id } = await world.rollout();
    for (const place of places()) Object.assign(place, { weight: 0, exact: true, promoted: false });
    const drawn = cards().length;
    await world.say({ name: 'start', label: 'v55' });
    expect(cards().slice(drawn)).toContain('completed 100');
    expect(await world.history.find('checkout', id)).toMatchObject({ phase: { status: 'completed' } });
    expect((await world.history.find('checkout', id))?.phase).not.toHaveProperty('windowUntil');
    await world.say({ name: 'rollback', rollout: id });
    expect(answer()).toContain('other-rollout');
    expect(await world.rollout()).toMatchObject({ canary: 'v55', weight: 5 });
    unbroken();
  });

  it('is there for none where the service has none', async () => {
    await completed({ service: { rollbackWindow: 0 } });
    await world.say({ name: 'rollback' });
    expect(answer()).toContain('finished');
    expect(await status()).toBe('completed');
  });

  it.each([
    ['start', 'rollback'],
    ['rollback', 'start'],
  ] as const)('has one winner where %s and %s are said at the same moment', async (first, second) => {
    await completed();
    const { id } = await world.rollout();
    const button = { rollout: id } as const;
    const say = (name: 'start' | 'rollback') =>
      world.say(name === 'start' ? { name, label: 'v55', adopt: true } : { name, ...button });
    await Promise.all([say(first), say(second)]);
    const after = await world.rollout();
    const refusals = world.told.filter(({ text }) => /^(running|other-rollout|preflight) /.test(text));
    expect(refusals).toHaveLength(1);
    if (after.id === id) expect(after).toMatchObject({ phase: { status: 'rolling-back' } });
    else expect(after).toMatchObject({ canary: 'v55', phase: { status: 'shifting' } });
    unbroken();
  });
});

/** Lets a number of calls of the world go through, and none after that: the worker is dead. */
function mortal() {
  let left = Number.POSITIVE_INFINITY;
  const count = <T>(call: () => Promise<T>): Promise<T> => {
    left -= 1;
    return left < 0 ? Promise.reject(new Error('killed')) : call();
  };
  const wrap = (deps: Deps): Deps => ({
    ...deps,
    store: {
      ...deps.store,
      load: (service) => count(() => deps.store.load(service)),
      save: (record) => count(() => deps.store.save(record)),
    },
    controlCenters: {
      read: (service) => count(() => deps.controlCenters.read(service)),
      write: (value, expected) => count(() => deps.controlCenters.write(value, expected)),
    },
    timers: { arm: (wake) => count(() => deps.timers.arm(wake)) },
    history: { ...deps.history, keep: (rollout) => count(() => deps.history.keep(rollout)) },
    kind: (name) => {
      const kind = deps.kind(name);
      const { target } = kind;
      return {
        ...kind,
        target: {
          inspect: target.inspect,
          read: (state, asks) => count(() => target.read(state, asks)),
          shift: (state, goal, expected) => count(() => target.shift(state, goal, expected)),
          back: (states, way) => count(() => target.back(states, way)),
        },
      };
    },
  });
  return {
    wrap,
    /** Gives it so many calls to live. */
    live: (calls: number) => {
      left = calls;
    },
  };
}

describe('a worker that dies on the way back after the end', () => {
  it.each(Array.from({ length: 40 }, (_, n) => n))(
    'after %i calls leaves what another brings to its end',
    async (n) => {
      const life = mortal();
      await completed({ wrap: life.wrap, service: { environments } });
      life.live(n);
      await world.say({ name: 'rollback' }, { key: 'said' }).catch(() => undefined);
      life.live(Number.POSITIVE_INFINITY);
      const taken = (await status()) !== 'completed';
      if (!taken) await world.say({ name: 'rollback' }, { key: 'said' });
      await world.pass(15 * MINUTE);
      expect([await status(), isBack()]).toEqual(['rolled-back', true]);
      expect((await world.rollout()).reversals).toBe(1);
      expect(world.centers.now()).toMatchObject({ active: 'b', fallback: 'a', share: 0, deployments: 'open' });
      const { id } = await world.rollout();
      expect(await world.history.find('checkout', id)).toMatchObject({ phase: { status: 'rolled-back' } });
      unbroken();
    },
  );
});

describe('with environments', () => {
  const center = () => world.centers.now();

  it('the roles are those of before, closed before anything moves, and open again at the end', async () => {
    await completed({ service: { environments } });
    const { id } = await world.rollout();
    expect(center()).toMatchObject({ active: 'a', fallback: 'b', share: 0, deployments: 'open' });
    const said: object[] = [];
    world.targets.onWrite(() => said.push(center()));
    await world.pass(HOUR);
    const at = world.now();
    await world.say({ name: 'rollback' });
    const closed = { active: 'b', fallback: 'a', share: 100, deployments: 'closed', rollout: id, since: at };
    expect(said).toEqual([expect.objectContaining(closed), expect.objectContaining(closed)]);
    expect(center()).toMatchObject(closed);
    await world.pass(5 * MINUTE);
    expect(await status()).toBe('rolled-back');
    expect(center()).toMatchObject({ active: 'b', fallback: 'a', share: 0, deployments: 'open', rollout: null });
    expect(world.told.filter(({ text }) => text.includes('the control center'))).toEqual([]);
    unbroken();
  });

  const parts = { components: [PARTS, PAGES] };
  const deploy = (name: string, there: { a: number; b: number }) => world.components.there.set(name, there);
  const withParts = async () => {
    world = aWorld({ service: { plan, environments, ...parts } });
    unbroken = watch(world);
    for (const name of ['api', 'orders', 'web']) deploy(name, { a: 53, b: 54 });
    await world.say({ name: 'start' });
    await world.pass(15 * MINUTE);
    expect(await status()).toBe('completed');
  };

  it('the first deployment to the other side closes the window, and one to the side of the users does not', async () => {
    await withParts();
    deploy('web', { a: 55, b: 54 });
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/changed-since [\s\S]*side-deployed/);
    expect([await status(), center().deployments]).toEqual(['completed', 'open']);
    deploy('web', { a: 53, b: 56 });
    await world.say({ name: 'rollback' });
    expect(await status()).toBe('rolling-back');
  });

  it('components that cannot be read refuse it: nobody knows what the other side has', async () => {
    await withParts();
    world.components.fail('all', new ComponentFault('S3', 'S3 is away.', false));
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/aftermath-unknown [\s\S]*component-unreadable/);
  });

  it('a sync that runs refuses it, and what that brought to the other side closes the window', async () => {
    await withParts();
    await world.say({ name: 'sync', plan: null });
    const offer = world.replies.at(-1)?.offer;
    await world.say({ name: 'sync', plan: offer?.kind === 'sync' ? offer.plan : '' });
    expect((await world.record()).sync?.status).toBe('running');
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/syncing .*Roll back when that is done/);
    await world.say({ name: 'stop-sync', sync: (await world.record()).sync?.id ?? '' });
    await world.say({ name: 'rollback' });
    expect(answer()).toMatch(/changed-since [\s\S]*side-deployed/);
    unbroken();
  });

  it('the way back holds the lock: a sync and a start are refused meanwhile', async () => {
    await withParts();
    await world.say({ name: 'sync', plan: null });
    const offer = world.replies.at(-1)?.offer;
    await world.say({ name: 'rollback' });
    await world.say({ name: 'sync', plan: offer?.kind === 'sync' ? offer.plan : '' });
    expect(answer()).toContain('deployments-closed');
    await world.say({ name: 'start', label: 'v55' });
    expect(answer()).toContain('running');
    expect((await world.record()).sync).toBeNull();
  });

  it('a sync and a rollback at the same moment: one of them has the lock', async () => {
    await withParts();
    await world.say({ name: 'sync', plan: null });
    const offer = world.replies.at(-1)?.offer;
    const sync = { name: 'sync', plan: offer?.kind === 'sync' ? offer.plan : '' } as const;
    await Promise.all([world.say(sync), world.say({ name: 'rollback' })]);
    const { rollout, sync: begun } = await world.record();
    expect([rollout?.phase.status === 'rolling-back', begun?.status === 'running'].filter(Boolean)).toHaveLength(1);
    unbroken();
  });

  it('the next start goes from the same side to the same side', async () => {
    await completed({ service: { environments } });
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    await world.say({ name: 'start', label: 'v55' });
    expect(await world.rollout()).toMatchObject({ canary: 'v55', environments: { stable: 'a', canary: 'b' } });
  });

  it('what somebody wrote into the control center is said and kept, and nothing waits for it', async () => {
    await completed({ service: { environments } });
    const theirs = { ...center(), deployments: 'closed' as const, since: world.now() };
    world.centers.put(theirs);
    await world.pass(2 * MINUTE);
    await world.say({ name: 'rollback' });
    expect(places().map(({ weight }) => weight)).toEqual([0, 0]);
    await world.pass(5 * MINUTE);
    expect([await status(), isBack()]).toEqual(['rolled-back', true]);
    expect(center()).toMatchObject(theirs);
    expect(thread().join('\n')).toMatch(/Somebody changed the control center: deployments is closed, it was open/);
  });

  it('users go back although SSM is away, and the control center follows', async () => {
    await completed({ service: { environments } });
    world.centers.fail('read', { times: 99, afterEffect: false });
    await world.say({ name: 'rollback' });
    expect(places().map(({ weight }) => weight)).toEqual([0, 0]);
    await world.pass(5 * MINUTE);
    expect([await status(), isBack()]).toEqual(['rolled-back', true]);
    world.centers.fail('read', { times: 0, afterEffect: false });
    await world.pass(6 * MINUTE);
    expect(center()).toMatchObject({ active: 'b', fallback: 'a', share: 0, deployments: 'open' });
  });
});
