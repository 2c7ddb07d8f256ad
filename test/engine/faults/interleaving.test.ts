import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environments } from '../../../src/domain/environment/environment.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { isFinished, type Rollout } from '../../../src/domain/rollout/record.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import type { CommandBody } from '../../../src/ports/inbound/command.ts';
import { checkCalls, checkTold, checkWrites, watch } from '../world/invariants.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

type Doing =
  | {
      readonly do: 'say';
      readonly name: Exclude<CommandBody['name'], 'home' | 'history' | 'queue' | 'env' | 'list' | 'where'>;
      readonly as: string;
      readonly repeat: boolean;
      readonly force: boolean;
    }
  | { readonly do: 'alarm'; readonly value: 'ALARM' | 'OK'; readonly repeat: boolean; readonly late: number }
  | { readonly do: 'pass'; readonly minutes: number }
  | { readonly do: 'early-wake' }
  | {
      readonly do: 'fault';
      readonly target: string;
      readonly verb: 'read' | 'shift' | 'back';
      readonly times: number;
      readonly afterEffect: boolean;
    }
  | { readonly do: 'slack'; readonly down: boolean }
  | {
      readonly do: 'center';
      readonly verb: 'read' | 'write';
      readonly times: number;
      readonly afterEffect: boolean;
    }
  | { readonly do: 'hook'; readonly answer: 'at once' | 'later' | 'not at all' | 'busy'; readonly ok: boolean };

const people = fc.constantFrom('U0ALICE', 'U0BOB', 'U0CAROL', 'U0MALLORY');
const names = fc.constantFrom<Exclude<CommandBody['name'], 'home' | 'history' | 'queue' | 'env' | 'list' | 'where'>[]>(
  'start',
  'approve',
  'withdraw',
  'reject',
  'pause',
  'resume',
  'promote',
  'skip',
  'rollback',
);

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      name: names,
      as: people,
      repeat: fc.boolean(),
      force: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('alarm' as const),
      value: fc.constantFrom('ALARM' as const, 'OK' as const),
      repeat: fc.boolean(),
      late: fc.nat(90),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'early-wake' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      target: fc.constantFrom('api', 'events'),
      verb: fc.constantFrom('read' as const, 'shift' as const, 'back' as const),
      times: fc.integer({ min: 1, max: 6 }),
      afterEffect: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('slack' as const), down: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('center' as const),
      verb: fc.constantFrom('read' as const, 'write' as const),
      times: fc.integer({ min: 1, max: 6 }),
      afterEffect: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hook' as const),
      answer: fc.constantFrom('at once' as const, 'later' as const, 'not at all' as const, 'busy' as const),
      ok: fc.boolean(),
    }),
  },
);

const rollbacks = people.chain((as) =>
  fc.boolean().map((repeat): Doing => ({ do: 'say', name: 'rollback', as, repeat, force: false })),
);

async function act(world: World, what: Doing, n: number): Promise<void> {
  switch (what.do) {
    case 'say': {
      const options = { as: what.as, key: `k${n}`, issuedAt: world.now() };
      await world.say({ name: what.name, ...(what.name === 'start' ? { force: what.force } : {}) }, options);
      if (what.repeat) await world.say({ name: what.name }, options);
      return;
    }
    case 'alarm': {
      const options = { key: `a${n}`, since: world.now() - what.late * 1000 };
      await world.alarm('checkout-5xx', what.value, options);
      if (what.repeat) await world.alarm('checkout-5xx', what.value, options);
      return;
    }
    case 'pass':
      return world.pass(what.minutes * MINUTE);
    case 'early-wake': {
      const timer = world.timers[0];
      return timer === undefined ? undefined : world.engine.wake(timer);
    }
    case 'fault':
      return world.targets.fail(what.target, what.verb, what);
    case 'center':
      return world.centers.fail(what.verb, what);
    case 'slack':
      world.slack.down = what.down;
      return;
    case 'hook':
      return hook(world, what);
  }
}

/** The last call that was made is answered by an event, twice; and what the next one comes to is decided. */
async function hook(world: World, { answer, ok }: Extract<Doing, { do: 'hook' }>): Promise<void> {
  const made = world.hooks.calls.at(-1);
  if (made !== undefined) {
    const { service, rollout, step, call } = made;
    const event = { service, rollout, step, call, ok, text: 'by event' };
    await Promise.all([world.engine.hook(event), world.engine.hook(event)]);
  }
  const results = {
    'at once': { kind: 'answered', ok, text: 'at once' },
    later: { kind: 'taken' },
    'not at all': { kind: 'unknown', text: 'no answer' },
    busy: { kind: 'refused', again: true, text: 'Rate exceeded.' },
  } as const;
  world.hooks.next(results[answer]);
}

/** Runs a rollout through, so that what happens comes after its end; a hold or a gate on the way is answered. */
async function complete(world: World): Promise<void> {
  world.hooks.next({ kind: 'answered', ok: true, text: 'at once' });
  await world.pass(20 * MINUTE);
  await world.say({ name: 'approve' }, { as: 'U0BOB' });
  await world.say({ name: 'approve' }, { as: 'U0CAROL' });
  world.hooks.next({ kind: 'answered', ok: true, text: 'at once' });
  await world.pass(70 * MINUTE);
}

/** Faults end, alarms are quiet, Slack is back, and somebody ends the rollout if it does not end by itself. */
async function comeToRest(world: World): Promise<void> {
  for (const target of ['api', 'events'])
    for (const verb of ['read', 'shift', 'back'] as const) world.targets.fail(target, verb, { times: 0 });
  world.slack.down = false;
  for (const verb of ['read', 'write'] as const) world.centers.fail(verb, { times: 0 });
  await world.pass(60 * MINUTE);
  const record = await world.store.load('checkout');
  if (record?.rollout && !isFinished(record.rollout)) await world.say({ name: 'rollback' }, { key: 'the-end' });
  // The end of the rollback window is looked at too.
  await world.pass(25 * 60 * MINUTE);
}

async function checkRest(world: World): Promise<void> {
  const record = await world.store.load('checkout');
  if (!record?.rollout) return;
  expect(isFinished(record.rollout), JSON.stringify(record.rollout.phase)).toBe(true);
  expect(record.outbox).toEqual([]);
  expect(record.wake.at).toBeNull();
  checkWrites(world, record.rollout);
  checkTold(world, record.rollout);
  checkCalls(world);
  const places = [...world.targets.places.values()];
  expect(places.flatMap(({ cohorts }) => cohorts)).toEqual([]);
  if (record.rollout.phase.status === 'rolled-back')
    expect(places.every((place) => place.exact && place.weight === 0)).toBe(true);
  if (record.rollout.phase.status === 'completed') expect(places.every((place) => place.promoted)).toBe(true);
  if (record.rollout.environments !== null) checkCenter(world, record.rollout);
}

/** The control center says how it ended, and nobody took a worker for somebody else. */
function checkCenter(world: World, { phase, environments }: Rollout): void {
  const [active, fallback] = [environments?.canary, environments?.stable];
  const sides = phase.status === 'completed' ? { active: fallback, fallback: active } : { active, fallback };
  expect(world.centers.now()).toMatchObject({ ...sides, share: 0, deployments: 'open', rollout: null });
  expect(world.told.filter(({ text }) => text.includes('the control center'))).toEqual([]);
}

/** Watches every write of a target: whatever it gives the active side, the control center has said before. */
function watchShare(world: World): () => void {
  const understated: string[] = [];
  world.targets.onWrite(({ target, after }) => {
    const { share } = world.centers.now();
    if (after > share) understated.push(`${target} at ${after}%, ${share}% said`);
  });
  return () => expect(understated).toEqual([]);
}

const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const ENVIRONMENTS: Environments = { stable: 'a', a: aSide('a'), b: aSide('b') };

const TWO = PLAN.map((step) => (step.kind === 'approve' ? { ...step, count: 2 } : step));
const HOOK = {
  kind: 'hook',
  function: 'shop-smoke',
  qualifier: null,
  within: 15 * MINUTE,
  onFailure: 'rollback',
  pointOfNoReturn: false,
} as const;
const HOOKED: Plan = [
  HOOK,
  ...PLAN.map((step) => (step.kind === 'approve' ? { ...HOOK, onFailure: 'hold' as const } : step)),
];
/** Cohorts are opened before the first share, and between a hook and a shift. */
const COHORTS: Plan = [
  { kind: 'cohort', names: ['staff'] },
  { kind: 'bake', ms: 5 * MINUTE },
  ...HOOKED.flatMap((step) =>
    step.kind === 'hook' && step.onFailure === 'hold' ? [step, { kind: 'cohort', names: ['beta'] } as const] : [step],
  ),
];
const PLANS = [PLAN, TWO, PLAN.filter((step) => step.kind !== 'approve'), HOOKED, COHORTS];
/** One target knows cohorts, the other does not. */
const targets = [
  { kind: 'simulated', name: 'api', cohorts: ['staff', 'beta'] },
  { kind: 'simulated', name: 'events' },
];

describe('whatever happens, in whatever order', () => {
  it('keeps the invariants at every save and comes to an exact end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(doing, { minLength: 1, maxLength: 14 }),
        fc.record({
          plan: fc.constantFrom(...PLANS),
          onAlarm: fc.constantFrom('rollback' as const, 'hold' as const, 'ask' as const),
          environments: fc.constantFrom(null, ENVIRONMENTS),
        }),
        fc.constantFrom(0, 95_000),
        fc.constantFrom(0, 13, 'to the end' as const),
        async (doings, service, spreadMs, minutes) => {
          const world = aWorld({ service: { ...service, targets }, spreadMs });
          const unbroken = watch(world);
          const isWritten = service.environments !== null && doings.every((what) => what.do !== 'center');
          const isSaid = isWritten ? watchShare(world) : () => undefined;
          await world.say({ name: 'start' }, { key: 'first' });
          await (minutes === 'to the end' ? complete(world) : world.pass(minutes * MINUTE));
          for (const [n, what] of doings.entries()) await act(world, what, n);
          await comeToRest(world);
          unbroken();
          isSaid();
          await checkRest(world);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('keeps them when workers meet after the end, interleaved at every call', async () => {
    let returned = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(
          fc.oneof(
            { weight: 3, arbitrary: rollbacks },
            { weight: 2, arbitrary: doing.filter((what) => what.do !== 'pass') },
          ),
          { minLength: 2, maxLength: 5 },
        ),
        fc.constantFrom(null, ENVIRONMENTS),
        async (scheduler, doings, environments) => {
          let free = true;
          const gate = <T>(call: () => Promise<T>): Promise<T> =>
            free ? call() : scheduler.schedule(Promise.resolve()).then(call);
          const plan = PLAN.filter((step) => step.kind !== 'approve');
          const world = aWorld({ service: { environments, plan, targets }, wrap: (deps) => interleaved(deps, gate) });
          const unbroken = watch(world);
          await world.say({ name: 'start' }, { key: 'first' });
          await world.pass(70 * MINUTE);
          expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
          free = false;
          await scheduler.waitFor(Promise.all(doings.map((what, n) => act(world, what, n))));
          free = true;
          await comeToRest(world);
          unbroken();
          await checkRest(world);
          if ((await world.rollout()).reopenedAt !== undefined) returned += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(returned).toBeGreaterThan(60);
  });

  it('keeps them when workers are interleaved at every call', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(
          doing.filter((what) => what.do !== 'pass'),
          { minLength: 2, maxLength: 5 },
        ),
        fc.nat(3),
        fc.constantFrom(null, ENVIRONMENTS),
        fc.constantFrom(PLAN, HOOKED, COHORTS),
        async (scheduler, doings, passed, environments, plan) => {
          let free = false;
          const gate = <T>(call: () => Promise<T>): Promise<T> =>
            free ? call() : scheduler.schedule(Promise.resolve()).then(call);
          const world = aWorld({ service: { environments, plan, targets }, wrap: (deps) => interleaved(deps, gate) });
          const unbroken = watch(world);
          free = true;
          await world.say({ name: 'start' }, { key: 'first' });
          for (let i = 0; i < passed; i++) await world.pass(10 * MINUTE);
          free = false;
          const workers = doings.map((what, n) => act(world, what, n));
          await scheduler.waitFor(Promise.all(workers));
          free = true;
          await comeToRest(world);
          unbroken();
          await checkRest(world);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** Puts a place to be overtaken before every call of the store, the control center, the targets and the timers. */
function interleaved(deps: Deps, gate: <T>(call: () => Promise<T>) => Promise<T>): Deps {
  return {
    ...deps,
    store: {
      ...deps.store,
      load: (service) => gate(() => deps.store.load(service)),
      save: (record) => gate(() => deps.store.save(record)),
    },
    controlCenters: {
      read: (service) => gate(() => deps.controlCenters.read(service)),
      write: (value, expected) => gate(() => deps.controlCenters.write(value, expected)),
    },
    timers: { arm: (wake) => gate(() => deps.timers.arm(wake)) },
    hooks: { ...deps.hooks, call: (request) => gate(() => deps.hooks.call(request)) },
    kind: (name) => {
      const kind = deps.kind(name);
      const { target } = kind;
      return {
        ...kind,
        target: {
          inspect: target.inspect,
          read: (state, asks) => gate(() => target.read(state, asks)),
          shift: (state, goal, expected) => gate(() => target.shift(state, goal, expected)),
          back: (states, way) => gate(() => target.back(states, way)),
        },
      };
    },
  };
}
