import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { CallerBody } from '../../../src/ports/inbound/caller.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';
import { complete, hotfix, lastReply, queue, running, ungated } from './queue-world.ts';

const FAST: Plan = [
  { kind: 'shift', weight: 50 },
  { kind: 'bake', ms: 2 * MINUTE },
  { kind: 'shift', weight: 100 },
];
const plans = { fast: { plan: FAST }, hotfix: { plan: FAST, start: ['U0BOB'] } };
const pipelines = ['arn:aws:iam::123456789012:role/deploy'];
const withPlans = (service: Partial<Service> = {}): World => aWorld({ service: { plans, ...service } });
const start = (world: World, plan: string, as = 'U0ALICE', more = {}) =>
  world.say({ name: 'start', plan, ...more }, { as });

describe('a start with a named plan', () => {
  it('goes by that plan, which its record, its thread and its facts name, and keeps no other', async () => {
    const world = withPlans();
    await start(world, 'fast');
    const rollout = await world.rollout();
    expect(rollout).toMatchObject({ planName: 'fast', weight: 50, config: { plan: FAST } });
    expect(rollout.config).not.toHaveProperty('plans');
    expect(rollout.timeline[0]?.text).toBe('alice started v54 with the plan fast.');
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('completed');
  });

  it('leaves the plan of the service to starts that name none', async () => {
    const world = withPlans();
    await world.say({ name: 'start' });
    const rollout = await world.rollout();
    expect(rollout).toMatchObject({ weight: 5 });
    expect(rollout).not.toHaveProperty('planName');
    expect(rollout.config).not.toHaveProperty('plans');
  });

  it.each<[string, Partial<Service>, string]>([
    [
      'that there is not',
      {},
      'checkout has no plan named slow. Name fast or hotfix, or leave out plan=… for its own plan.',
    ],
    [
      'where there are none',
      { plans: {} },
      'checkout has no plan named slow. Leave out plan=…, or add it under `plans` in serin.yml and apply that.',
    ],
  ])('%s is refused', async (_, service, text) => {
    const world = withPlans(service);
    await start(world, 'slow');
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'unknown-plan', text });
    expect((await world.record()).rollout).toBeNull();
  });

  it('is only for those whom the plan names', async () => {
    const world = withPlans();
    await start(world, 'hotfix');
    expect(lastReply(world)).toMatchObject({
      code: 'not-in-role',
      text: 'Only U0BOB can start checkout with the plan hotfix. Ask one of them, or leave out plan=… for its own plan.',
    });
    await start(world, 'hotfix', 'U0BOB');
    expect(await world.rollout()).toMatchObject({ planName: 'hotfix', by: { id: 'U0BOB' } });
  });

  it('needs the role to start all the same', async () => {
    const world = withPlans({ roles: { start: ['U0CAROL'] } });
    await start(world, 'hotfix', 'U0BOB');
    expect(lastReply(world)).toMatchObject({
      code: 'not-in-role',
      text: 'Only U0CAROL can start checkout. Ask one of them.',
    });
  });

  it('is refused while Slack does not say who is named', async () => {
    const isAmong = () => Promise.reject(new LookupFailed('who is in U0BOB'));
    const world = aWorld({ service: { plans }, wrap: (deps) => ({ ...deps, people: { ...deps.people, isAmong } }) });
    await start(world, 'hotfix', 'U0BOB');
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'lookup-failed' });
    expect((await world.record()).rollout).toBeNull();
  });

  it('is shown with that plan, and the button starts it', async () => {
    const world = withPlans({ ...ungated });
    await start(world, 'fast', 'U0ALICE', { confirmed: undefined });
    const offer = lastReply(world)?.offer;
    if (offer?.kind !== 'start') throw new Error('nothing is offered');
    expect(offer).toMatchObject({ plan: 'fast' });
    expect(await world.store.load('checkout')).toBeNull();
    await world.say({ ...offer, name: 'start' } as never);
    expect(await world.rollout()).toMatchObject({ planName: 'fast' });
  });
});

describe('a named plan behind a running rollout', () => {
  const waiting = () => running({ plans });

  it('waits with the start, is shown in the queue, and is checked again at its turn', async () => {
    const world = await waiting();
    await queue(world, 'v55', 'U0BOB', { plan: 'hotfix' });
    expect((await world.record()).queue?.starts).toMatchObject([{ label: 'v55', plan: 'hotfix' }]);
    await world.say({ name: 'queue' } as never);
    expect(lastReply(world)?.lines[0]).toMatch(/^1\. v55 plan=hotfix, bob, since /);
    await complete(world);
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v55', planName: 'hotfix', weight: 50 });
  });

  it('does not start when it is gone by then', async () => {
    let given: Partial<Service> = { plans };
    const world = await running({}, (deps) => ({
      ...deps,
      services: {
        ...deps.services,
        get: async (name, fresh) => {
          const service = await deps.services.get(name, fresh);
          return service === null ? null : { ...service, ...given };
        },
      },
    }));
    await queue(world, 'v55', 'U0BOB', { plan: 'hotfix' });
    given = {};
    await complete(world);
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ canary: 'v54' });
    expect((await world.record()).queue?.stop?.why).toMatch(/no plan named hotfix/);
  });

  it('stays with a start that becomes a hotfix', async () => {
    const world = await waiting();
    await queue(world, 'v55', 'U0BOB', { plan: 'hotfix' });
    await hotfix(world, 'v55', 'U0BOB');
    expect((await world.record()).queue?.starts).toMatchObject([{ hotfix: 'the cart is empty', plan: 'hotfix' }]);
  });
});

describe('a named plan of a pipeline', () => {
  const ask = (world: World, body: Partial<CallerBody>) => {
    const wanted = {
      name: 'start',
      service: 'checkout',
      label: 'v54',
      explicit: {},
      force: false,
      adopt: false,
      ...body,
    };
    const sent = {
      v: 1,
      installation: 'serin',
      key: `k${JSON.stringify(body).length}`,
      issuedAt: world.now(),
      body: wanted,
    };
    return world.engine.answer(sent as never, { arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' });
  };

  it('starts where it is open to all, and the answer names it', async () => {
    const world = withPlans({ pipelines });
    expect(await ask(world, { plan: 'fast' } as never)).toMatchObject({ tone: 'done', rollout: { planName: 'fast' } });
  });

  it.each(['start', 'dry-run'])('is refused where it names people: %s', async (name) => {
    const world = withPlans({ pipelines });
    expect(await ask(world, { name, plan: 'hotfix' } as never)).toMatchObject({ tone: 'refused', code: 'not-in-role' });
    expect((await world.store.load('checkout'))?.rollout ?? null).toBeNull();
  });
});

describe('the approvers of a named plan', () => {
  const approve = (from: string): Plan => [{ kind: 'approve', from: [from], count: 1, within: 60 * MINUTE }, ...FAST];

  it('are those that the live configuration has for it by now', async () => {
    let given: Partial<Service> = { plans: { careful: { plan: approve('U0BOB') } } };
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        services: {
          ...deps.services,
          get: async (name, fresh) => {
            const service = await deps.services.get(name, fresh);
            return service === null ? null : { ...service, ...given };
          },
        },
      }),
    });
    await start(world, 'careful');
    given = { plans: { careful: { plan: approve('U0CAROL') } } };
    await world.say({ name: 'approve' } as never, { as: 'U0BOB' });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'not-approver' });
    await world.say({ name: 'approve' } as never, { as: 'U0CAROL' });
    expect(await world.rollout()).toMatchObject({ weight: 50 });
  });
});
