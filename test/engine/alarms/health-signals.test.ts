import { describe, expect, it } from 'vitest';
import type { HeardSignal, SignalHealth } from '../../../src/domain/alarm/health-signal.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { Log } from '../../../src/ports/log.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const SIGNAL = 'signal:datadog';
const LISTENS: Partial<Service> = {
  alarms: ['checkout-5xx', SIGNAL],
  signals: [{ name: 'datadog', expires: 5 * MINUTE }],
};

const hear = (world: World, health: SignalHealth, over: Partial<HeardSignal> = {}): Promise<void> =>
  world.engine.healthSignal('checkout', {
    ...{ name: 'datadog', health, at: world.now(), value: '', link: null },
    ...over,
  });

/** Lets minutes pass in which the sender says every minute that all is well. */
async function passHealthy(world: World, minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i++) {
    await hear(world, 'healthy');
    await world.pass(MINUTE);
  }
}

/** A rollout that bakes at 5%, of a service whose signal is healthy. */
async function baking(service: Partial<Service> = {}): Promise<World> {
  const world = aWorld({ service: { ...LISTENS, ...service } });
  await hear(world, 'healthy');
  await world.say({ name: 'start' });
  await passHealthy(world, 2);
  expect(await world.rollout()).toMatchObject({ weight: 5, phase: { status: 'baking' } });
  return world;
}

const breaches = ({ told }: World) => told.filter(({ kind }) => kind === 'breach');
const texts = async (world: World) => (await world.rollout()).timeline.map(({ text }) => text);

describe('an unhealthy signal', () => {
  it('rolls back as an alarm does, with its value as the reason, and is told once', async () => {
    const world = await baking();
    await hear(world, 'unhealthy', { value: '7% errors' });
    const { weight, phase } = await world.rollout();
    expect([weight, phase]).toMatchObject([
      0,
      { status: 'rolling-back', reason: { kind: 'alarm', name: SIGNAL, detail: '7% errors' } },
    ]);
    await world.pass(MINUTE);
    await hear(world, 'unhealthy', { value: '8% errors' });
    expect(breaches(world)).toHaveLength(1);
  });

  it('holds where alarms hold, and a person who resumes while it is unhealthy is refused', async () => {
    const world = await baking({ onAlarm: 'hold' });
    await hear(world, 'unhealthy');
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'alarm', name: SIGNAL } });
    await world.say({ name: 'resume' });
    expect((await world.rollout()).phase.status).toBe('holding');
    await world.pass(MINUTE);
    await passHealthy(world, 1);
    await world.say({ name: 'resume' });
    expect((await world.rollout()).phase.status).toBe('baking');
  });

  it('that is older than what is known does nothing', async () => {
    const world = await baking();
    await hear(world, 'unhealthy', { at: world.now() - 3 * MINUTE });
    expect((await world.rollout()).phase.status).toBe('baking');
    expect(breaches(world)).toEqual([]);
  });

  it('acts when it comes late, after the silence before it was noticed', async () => {
    const world = await baking({ missingData: 'ignore' });
    await world.pass(7 * MINUTE);
    expect((await world.rollout()).alarms[SIGNAL]?.value).toBe('INSUFFICIENT_DATA');
    await hear(world, 'unhealthy', { at: world.now() - 4 * MINUTE });
    expect((await world.rollout()).phase.status).toBe('rolling-back');
  });

  it.each([
    ['acts when its event comes again', (world: World) => hear(world, 'unhealthy')],
    ['is found by the next timer', (world: World) => world.pass(2 * MINUTE)],
  ])('whose worker died before it acted %s', async (_what, next) => {
    const world = await baking();
    const { store } = world.deps;
    const { load } = store;
    store.load = () => Promise.reject(new Error('the table is away'));
    await expect(hear(world, 'unhealthy')).rejects.toThrow('away');
    store.load = load;
    expect((await world.rollout()).phase.status).toBe('baking');
    await next(world);
    expect((await world.rollout()).phase.status).toBe('rolling-back');
    expect(breaches(world)).toHaveLength(1);
  });

  it('that stopped saying anything waits for an answer, also where missing data is ignored', async () => {
    const world = await baking({ onAlarm: 'hold', missingData: 'ignore' });
    await hear(world, 'unhealthy');
    await world.pass(7 * MINUTE);
    const { phase } = await world.rollout();
    expect(phase).toMatchObject({ why: { kind: 'alarm-unclear', alarms: [{ name: SIGNAL, is: 'fired' }] } });
    expect(await texts(world)).toContainEqual(expect.stringContaining(`${SIGNAL} fired and is silent or unknown`));
  });

  it('is told where no rollout runs, and moves nothing', async () => {
    const world = aWorld({ service: LISTENS });
    await hear(world, 'unhealthy');
    await hear(world, 'unhealthy', { at: world.now() + 1 });
    expect(breaches(world)).toMatchObject([{ text: `${SIGNAL}: No rollout is running: nothing was moved.` }]);
  });
});

describe('a silent signal', () => {
  it('raises nothing: Serin holds and asks, and goes on when it is healthy and somebody resumes', async () => {
    const world = await baking({
      plan: [
        { kind: 'shift', weight: 5 },
        { kind: 'bake', ms: 8 * MINUTE },
        { kind: 'shift', weight: 100 },
      ],
    });
    await world.pass(10 * MINUTE);
    const { phase, weight } = await world.rollout();
    expect([weight, phase]).toMatchObject([
      5,
      { status: 'holding', why: { kind: 'alarm-unclear', alarms: [{ name: SIGNAL, is: 'no-data' }] } },
    ]);
    await hear(world, 'healthy');
    await world.say({ name: 'resume' });
    await passHealthy(world, 2);
    expect((await world.rollout()).weight).toBe(100);
  });

  it('holds nothing where missing data is ignored', async () => {
    const plan = [
      { kind: 'shift', weight: 5 },
      { kind: 'bake', ms: 8 * MINUTE },
      { kind: 'shift', weight: 100 },
    ] as const;
    const world = await baking({ missingData: 'ignore', plan });
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).weight).toBe(100);
  });

  it('is one whose sender says that it does not know', async () => {
    const world = await baking();
    await hear(world, 'unknown');
    expect(await texts(world)).toContainEqual(expect.stringContaining(`The alarm ${SIGNAL} is silent or unknown.`));
  });

  it('prevents a start, which force allows; then the first raise after it holds', async () => {
    const world = aWorld({ service: LISTENS });
    await world.say({ name: 'start' });
    expect((await world.record()).rollout).toBeNull();
    expect(world.told.at(-1)?.text).toContain('signal-silent');
    await world.say({ name: 'start', force: true });
    await world.pass(15 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 5, alarms: { [SIGNAL]: { hadData: true } } });
  });

  it('prevents no start where missing data is ignored', async () => {
    const world = aWorld({ service: { ...LISTENS, missingData: 'ignore' } });
    await world.say({ name: 'start' });
    expect((await world.record()).rollout).not.toBeNull();
  });
});

describe('a signal that nobody listens to', () => {
  it('is dropped and logged, by its name and its service', async () => {
    const logged: unknown[] = [];
    const log: Log = { info: () => undefined, warn: () => undefined, error: (fields) => logged.push(fields) };
    const world = aWorld({ service: LISTENS, wrap: (deps) => ({ ...deps, log }) });
    await hear(world, 'unhealthy', { name: 'newrelic' });
    await world.engine.healthSignal('search', { name: 'datadog', health: 'unhealthy', at: 1, value: '', link: null });
    expect(logged).toEqual([
      { code: 'undeclared-signal', service: 'checkout', signal: 'newrelic' },
      { code: 'undeclared-signal', service: 'search', signal: 'datadog' },
    ]);
    expect(await world.deps.healthSignals.load('checkout')).toEqual([]);
  });
});

describe('signals that say again that all is well', () => {
  it('cost no look at the record', async () => {
    const world = await baking();
    const { store } = world.deps;
    let loads = 0;
    const { load } = store;
    store.load = (service) => {
      loads += 1;
      return load(service);
    };
    await hear(world, 'healthy', { at: world.now() + 1 });
    expect(loads).toBe(0);
  });

  it('are stored one by one when two come at once, the newer one at last', async () => {
    const world = aWorld({ service: LISTENS });
    const at = world.now();
    await Promise.all([hear(world, 'healthy', { at: at + 2 }), hear(world, 'unhealthy', { at: at + 1 })]);
    expect(await world.deps.healthSignals.load('checkout')).toMatchObject([{ health: 'healthy', at: at + 2 }]);
  });
});
