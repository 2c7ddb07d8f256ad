import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { Deps } from '../../src/engine/deps.ts';
import type { CallerBody } from '../../src/ports/inbound/caller.ts';
import { LookupFailed } from '../../src/ports/inbound/people.ts';
import { PAGES } from './world/simulated-component.ts';
import { aWorld, MINUTE, PLAN, type World } from './world/world.ts';

const PIPELINE = 'arn:aws:sts::123456789012:assumed-role/deploy-checkout/run-7';
const STRANGER = 'arn:aws:sts::123456789012:assumed-role/somebody/me';
const side = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const environments = { stable: 'a', a: side('a'), b: side('b') } as const;
const pipelines = ['arn:aws:iam::123456789012:role/deploy-checkout'];

const slackIsAway = (deps: Deps): Deps => {
  const away = () => Promise.reject(new LookupFailed('anything'));
  return { ...deps, people: { isAmong: away, isFrom: away, belongsTo: away, whyNotIn: away } };
};

const aListedWorld = (wrap: (deps: Deps) => Deps = (deps) => deps) => aWorld({ service: { pipelines }, wrap });

const START = { name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false } as const;

function ask(
  world: World,
  body: CallerBody,
  { as = PIPELINE, key = String(randomUUID()), issuedAt = world.now() } = {},
) {
  return world.engine.answer({ v: 1, installation: 'serin', key, issuedAt, body }, { arn: as });
}

const rollback = (text = '') => ({ name: 'rollback', service: 'checkout', text }) as const;
const status = (rollout: string | null = null) => ({ name: 'status', service: 'checkout', rollout }) as const;

describe('a start by an IAM identity', () => {
  it('that the service lists runs, and the answer has the rollout', async () => {
    const world = aListedWorld();
    const answer = await ask(world, START);
    expect(answer).toMatchObject({
      tone: 'done',
      rollout: { canary: 'v54', by: 'role/deploy-checkout (run-7)', weight: 5 },
    });
    expect((await world.rollout()).by).toEqual({ arn: PIPELINE });
    expect(world.told.map(({ kind }) => kind)).toContain('card');
  });

  it('that the service does not list is refused, with the key to write', async () => {
    const world = aListedWorld();
    const answer = await ask(world, START, { as: STRANGER });
    expect(answer).toMatchObject({ tone: 'refused', code: 'not-listed', rollout: null });
    expect(answer.text).toMatch(
      /^role\/somebody \(me\) is not among the pipelines of checkout.*pipelines in serin\.yml/,
    );
    expect((await world.record()).rollout).toBe(null);
  });

  it('needs no look-up in Slack, of which a warning is left', async () => {
    const answer = await ask(aListedWorld(slackIsAway), START);
    expect(answer).toMatchObject({ tone: 'done' });
  });

  it('counts once, however often it arrives, and answers yes each time', async () => {
    const world = aListedWorld();
    const first = await ask(world, START, { key: 'one' });
    const again = await Promise.all([ask(world, START, { key: 'one' }), ask(world, START, { key: 'one' })]);
    expect(again.map(({ tone, rollout }) => [tone, rollout?.id])).toEqual([
      ['done', first.rollout?.id],
      ['done', first.rollout?.id],
    ]);
    expect((await world.rollout()).timeline.filter(({ text }) => text.includes('started'))).toHaveLength(1);
  });

  it('that was refused stays refused when it arrives again, also when nothing is in its way any more', async () => {
    const world = aListedWorld();
    world.config.live = { ...(world.config.live as object), pipelines: [] } as never;
    await ask(world, START, { key: 'one' });
    world.config.live = { ...(world.config.live as object), pipelines } as never;
    expect(await ask(world, START, { key: 'one' })).toMatchObject({ tone: 'refused', code: 'repeated' });
    expect((await world.record()).rollout).toBe(null);
    expect(await ask(world, START, { key: 'two' })).toMatchObject({ tone: 'done' });
  });

  it('that preflight stops has the findings, and stays refused too', async () => {
    const world = aListedWorld();
    await world.alarm('checkout-5xx', 'ALARM');
    expect(await ask(world, START, { key: 'one' })).toMatchObject({
      code: 'preflight',
      findings: expect.arrayContaining([expect.objectContaining({ code: 'alarm-firing' })]),
    });
    await world.alarm('checkout-5xx', 'OK', { since: world.now() + 1 });
    expect(await ask(world, START, { key: 'one' })).toMatchObject({ code: 'repeated' });
  });

  it('finds the rollout that a person started, and who holds it', async () => {
    const world = aListedWorld();
    const notes = { note: 'for the sale', change: 'https://example.com/7' };
    await world.say({ name: 'start', notes });
    expect(await ask(world, START)).toMatchObject({ code: 'running', rollout: { by: 'alice', notes } });
  });

  it('has keys of its own: none that it chooses is that of a person', async () => {
    const world = aListedWorld();
    await world.say({ name: 'start' }, { key: 'said-by-alice' });
    await ask(world, rollback(), { key: 'said-by-alice' });
    expect((await world.rollout()).phase.status).toBe('rolling-back');
  });

  it('of a service that is not there names the one that is meant', async () => {
    const answer = await ask(aListedWorld(), { ...START, service: 'chekout' });
    expect(answer).toMatchObject({
      code: 'unknown-service',
      text: 'There is no service chekout. Did you mean checkout?',
    });
  });

  it('is not lost when AWS is away: the same key brings it through later', async () => {
    let isAway = true;
    const world = aListedWorld((deps) => ({
      ...deps,
      timers: { arm: (wake) => (isAway ? Promise.reject(new Error('no schedules')) : deps.timers.arm(wake)) },
    }));
    expect(await ask(world, START, { key: 'one' })).toMatchObject({ tone: 'refused', code: 'not-yet' });
    isAway = false;
    expect(await ask(world, START, { key: 'one' })).toMatchObject({ tone: 'done', rollout: { canary: 'v54' } });
  });
});

describe('the gate of a rollout that a pipeline started', () => {
  it('takes the approval of a person, and goes on', async () => {
    const world = aListedWorld();
    await ask(world, START);
    await world.pass(11 * MINUTE);
    expect(await ask(world, status())).toMatchObject({
      rollout: { status: 'awaiting-approval', approvers: ['U0BOB', 'U0CAROL'] },
    });
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect((await world.rollout()).weight).toBe(25);
  });
});

describe('a rollback by an IAM identity', () => {
  it('goes through for whoever is proven, without a look-up in Slack and without a configuration', async () => {
    const world = aListedWorld(slackIsAway);
    await ask(world, START);
    world.config.live = 'unreadable';
    const answer = await ask(world, rollback('smoke test failed'), { as: STRANGER });
    expect(answer).toMatchObject({ tone: 'done', rollout: { status: 'rolling-back', weight: 0 } });
    expect(answer.rollout?.reason).toBe('role/somebody (me) asked for it: smoke test failed');
    expect((await world.rollout()).targets.map(({ observed }) => observed?.weight)).toEqual([0, 0]);
  });

  it('is not kept back by a clock of the caller that is wrong', async () => {
    const world = aListedWorld();
    await ask(world, START);
    expect(await ask(world, rollback(), { issuedAt: world.now() - 4 * MINUTE })).toMatchObject({ tone: 'done' });
  });

  it('that arrives again says how things stand', async () => {
    const world = aListedWorld();
    await ask(world, START);
    await ask(world, rollback(), { key: 'one' });
    expect(await ask(world, rollback(), { key: 'one' })).toMatchObject({
      tone: 'info',
      rollout: { status: 'rolling-back' },
    });
    expect((await world.rollout()).timeline.filter(({ text }) => text.includes('asked for it'))).toHaveLength(1);
  });

  it('that was saved by a worker which then died is finished by the next try', async () => {
    let saves = Number.POSITIVE_INFINITY;
    const world = aListedWorld((deps) => {
      const save: Deps['store']['save'] = async (record) => {
        saves -= 1;
        if (saves < 0) throw new Error('the worker died');
        await deps.store.save(record);
      };
      return { ...deps, store: { ...deps.store, save } };
    });
    await ask(world, START);
    saves = 1;
    expect(await ask(world, rollback(), { key: 'one' })).toMatchObject({ code: 'not-yet' });
    saves = Number.POSITIVE_INFINITY;
    expect(await ask(world, rollback(), { key: 'one' })).toMatchObject({ tone: 'info' });
    expect((await world.rollout()).timeline.at(-1)?.text).toBe('Every target is back at 0%. Verifying for 90 s.');
  });

  it('of nothing is refused', async () => {
    expect(await ask(aListedWorld(), rollback())).toMatchObject({ tone: 'refused', code: 'no-rollout' });
  });
});

it('pauses a rollout for whoever is proven; a person resumes it', async () => {
  const world = aListedWorld();
  await ask(world, START);
  expect(await ask(world, { name: 'pause', service: 'checkout' }, { as: STRANGER })).toMatchObject({
    tone: 'done',
    rollout: { status: 'paused' },
  });
  await world.say({ name: 'resume' });
  expect((await world.rollout()).phase.status).toBe('baking');
});

describe('a dry run', () => {
  const DRY = { ...START, name: 'dry-run' } as const;

  it('shows what would start, and leaves no trace', async () => {
    const world = aListedWorld();
    const answer = await ask(world, DRY);
    expect(answer).toMatchObject({
      tone: 'info',
      findings: [{ severity: 'warns', code: 'splits-multiply' }],
      preview: { plan: PLAN, alarms: { 'checkout-5xx': 'OK' } },
    });
    const checks = answer.preview?.checks.map(({ code, ok, remedy }) => [code, ok, remedy === '']);
    expect(checks).toEqual([
      ['splits-multiply', true, false],
      ['target', true, true],
      ['target', true, true],
      ['alarm', true, true],
      ['channel', true, true],
      ['freeze', true, true],
      ['lock', true, true],
      ['claims', true, true],
      ['share', true, true],
    ]);
    expect(answer.preview?.targets.map(({ name }) => name)).toEqual(['api', 'events']);
    expect(await world.store.load('checkout')).toBe(null);
    expect([world.told, world.timers]).toEqual([[], []]);
  });

  it('finds what the start would find, whoever asks', async () => {
    const world = aListedWorld();
    await world.alarm('checkout-5xx', 'ALARM');
    const dry = await ask(world, DRY);
    const wet = await ask(world, START);
    expect(dry).toMatchObject({ tone: 'refused', code: 'preflight' });
    expect([dry.code, dry.text, dry.findings]).toEqual([wet.code, wet.text, wet.findings]);
  });

  it('warns who is not listed that the start would be refused', async () => {
    const answer = await ask(aListedWorld(), DRY, { as: STRANGER });
    expect(answer.tone).toBe('info');
    expect(answer.findings.at(-1)).toMatchObject({ severity: 'warns', code: 'not-listed' });
    expect(answer.preview?.checks.at(-1)).toMatchObject({ ok: true, code: 'not-listed' });
  });

  it('says that another rollout runs', async () => {
    const world = aListedWorld();
    await world.say({ name: 'start' });
    expect(await ask(world, DRY)).toMatchObject({ tone: 'refused', code: 'running', preview: null });
  });

  it('says that a sync runs, as the start would', async () => {
    const world = aWorld({ service: { pipelines, environments, components: [PAGES] } });
    world.components.there.set('web', { a: 2, b: 1 });
    await world.say({ name: 'sync', plan: null });
    const offer = world.replies.at(-1)?.offer;
    await world.say({ name: 'sync', plan: offer?.kind === 'sync' ? offer.plan : '' });
    world.components.there.set('web', { a: 2, b: 2 });
    const dry = await ask(world, DRY);
    expect(dry).toMatchObject({ tone: 'refused', code: 'syncing' });
    expect(dry.text).toBe((await ask(world, START)).text);
  });

  it('says that the control center is behind, as the start would', async () => {
    const plan: Plan = [
      { kind: 'shift', weight: 100 },
      { kind: 'bake', ms: 10 * MINUTE },
    ];
    const world = aWorld({ service: { pipelines, environments, plan } });
    await world.say({ name: 'start' });
    world.centers.fail('write', { times: 1_000 });
    await world.pass(20 * MINUTE);
    const dry = await ask(world, DRY);
    expect(dry.findings).toEqual([]);
    expect(dry).toMatchObject({ tone: 'refused', code: 'control-center-behind' });
    expect(dry.text).toBe((await ask(world, START)).text);
  });
});

describe('a status', () => {
  it('is of the newest rollout, or of the one that is named when another has followed', async () => {
    const world = aListedWorld();
    const first = (await ask(world, START)).rollout?.id ?? '';
    await ask(world, rollback());
    await world.pass(10 * MINUTE);
    const second = (await ask(world, START)).rollout?.id;
    expect(await ask(world, status())).toMatchObject({ rollout: { id: second, status: 'baking' } });
    expect(await ask(world, status(first))).toMatchObject({ rollout: { id: first, status: 'rolled-back' } });
    expect(await ask(world, status('r-nothing'))).toMatchObject({ tone: 'refused', code: 'no-rollout' });
  });

  it('of a service that never had one says how to start', async () => {
    const answer = await ask(aListedWorld(), status(), { as: STRANGER });
    expect(answer).toMatchObject({
      tone: 'info',
      rollout: null,
      text: expect.stringContaining('serin start checkout'),
    });
  });

  it('of everything has each service with its rollout', async () => {
    const world = aListedWorld();
    expect((await ask(world, { name: 'list' })).services).toEqual([{ service: 'checkout', rollout: null }]);
    await ask(world, START);
    expect((await ask(world, { name: 'list' })).services).toMatchObject([
      { rollout: { canary: 'v54', status: 'baking' } },
    ]);
  });

  it('says so when the configuration cannot be read', async () => {
    const world = aListedWorld();
    world.config.live = 'unreadable';
    expect(await ask(world, status())).toMatchObject({ tone: 'refused', code: 'not-yet' });
  });
});
