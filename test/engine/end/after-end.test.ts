import { beforeEach, describe, expect, it } from 'vitest';
import type { Environments } from '../../../src/domain/environment/environment.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Place } from '../world/simulated-target.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const HOUR = 60 * MINUTE;
const PLAN: Plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
];
const CHANGED = 'api is back on v53 (expected v54); likely changed by a deployment tool';
const BACK = { weight: 0, promoted: false, exact: true };

let world: World;

async function completed(service: Parameters<typeof aWorld>[0] = {}): Promise<void> {
  world = aWorld({ ...service, service: { plan: PLAN, ...service.service } });
  await world.say({ name: 'start' });
  await world.pass(15 * MINUTE);
  expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
}

/** Somebody else changes a target. */
function edit(name: string, change: Partial<Place>): void {
  const place = world.targets.places.get(name);
  if (place === undefined) throw new Error(`no target ${name}`);
  Object.assign(place, change, { token: place.token + 1 });
}

const answer = () => world.replies.at(-1);
const answerText = () => `${answer()?.code} ${answer()?.text}`.trim();
const threads = () => world.told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
const phase = async () => (await world.rollout()).phase;
const shares = () => ['api', 'events'].map((name) => world.targets.places.get(name)?.weight);

beforeEach(() => completed());

describe('the status of a completed rollout', () => {
  it('says what a deployment tool took back, and offers the two answers', async () => {
    await world.pass(HOUR);
    edit('api', BACK);
    await world.say({ name: 'status' });
    expect(answer()).toMatchObject({
      lines: [`⚠️ ${CHANGED}. /canary put-back checkout sets it again; /canary accept checkout leaves it.`],
      offer: { kind: 'after-end', service: 'checkout' },
    });
  });

  it.each<[string, Partial<Place>, string, boolean]>([
    ['another share', { weight: 40, promoted: false }, 'api has 40% on v54 (expected 100%)', true],
    ['another version', { address: '9.9.9.9' }, 'api was changed: it answers 9.9.9.9, it was 1.2.3.4', false],
  ])('says %s', async (_, change, text, canPutBack) => {
    edit('api', change);
    await world.say({ name: 'status' });
    expect(answer()?.lines[0]).toContain(`${text}; likely changed by a deployment tool.`);
    expect(answer()?.offer !== null).toBe(canPutBack);
  });

  it('says that a target cannot be read, and blames nobody', async () => {
    world.targets.fail('api', 'read', { times: 1 });
    await world.say({ name: 'status' });
    expect(answer()?.lines).toEqual(['⚠️ api could not be read: api did not answer. Look again in a minute.']);
  });

  it('says nothing where all is as it was left, a day after the window, or while it runs', async () => {
    await world.say({ name: 'status' });
    expect(answer()?.lines).toEqual([]);
    edit('api', BACK);
    await world.pass(49 * HOUR);
    await world.say({ name: 'status' });
    expect(answer()?.lines).toEqual([]);
    await world.say({ name: 'start', label: 'v55' });
    await world.say({ name: 'status' });
    expect(answer()?.lines).toEqual([]);
  });

  it('tells a pipeline the same', async () => {
    edit('api', BACK);
    const body = { name: 'status', service: 'checkout', rollout: null } as const;
    const command = { v: 1, installation: 'serin', key: 'k', issuedAt: world.now(), body } as const;
    const { changed } = await world.engine.answer(command, { arn: 'arn:aws:iam::123456789012:role/deploy' });
    expect(changed).toContain(CHANGED);
  });
});

describe('the look at the end of the rollback window', () => {
  it('tells once in the thread what was changed, and nothing polls before or after it', async () => {
    edit('api', BACK);
    const before = threads().length;
    await world.pass(23 * HOUR);
    expect(threads()).toHaveLength(before);
    await world.pass(2 * HOUR);
    expect(threads().slice(before)).toEqual([
      `The rollback window is over. ${CHANGED}. /canary put-back checkout sets it again; /canary accept checkout leaves it.`,
    ]);
    expect(await phase()).toMatchObject({ status: 'completed', changed: CHANGED });
    expect((await world.record()).wake.at).toBeNull();
  });

  it('tells that a target went back by itself, blames nobody, and offers to put nothing back', async () => {
    edit('api', { ...BACK, wentBack: 'ECS rolled the deployment back: the alarm invoices-5xx fired' });
    const before = threads().length;
    await world.pass(25 * HOUR);
    expect(threads().slice(before)).toEqual([
      'The rollback window is over. api went back by itself: ECS rolled the deployment back: the alarm invoices-5xx fired. Start the version that users are to have; /canary accept checkout leaves it.',
    ]);
  });

  it('is made again where the worker dies in it', async () => {
    edit('api', BACK);
    let dies = 1;
    const { owner } = world.deps.registry;
    Object.assign(world.deps.registry, {
      owner: async (name: string) => {
        if (dies-- > 0) throw new Error('the worker dies');
        return owner(name);
      },
    });
    await world.pass(25 * HOUR).catch(() => undefined);
    await world.pass(10 * MINUTE);
    expect(await phase()).toMatchObject({ changed: CHANGED });
  });

  it('is not made where another rollout has taken its place', async () => {
    const until = (await world.record()).wake.at ?? 0;
    await world.pass(23 * HOUR);
    edit('api', BACK);
    edit('events', BACK);
    await world.say({ name: 'start', label: 'v55' });
    await world.pass(until + 10 * MINUTE - world.now());
    expect(threads().filter((text) => text.includes('rollback window'))).toEqual([]);
  });
});

describe('a change that AWS reports', () => {
  const TERRAFORM = 'arn:aws:sts::123456789012:assumed-role/terraform/apply';
  const TOLD = 'api is back on v53 (expected v54); changed by role/terraform (apply)';
  const notices = () => world.told.filter(({ kind }) => kind === 'notice').map(({ text }) => text);
  const report = (...targets: readonly string[]) =>
    world.engine.targetsChanged({ targets, by: TERRAFORM, at: world.now() });

  it('is told at once, in the channel and in the thread, with who made it, and once only', async () => {
    await world.pass(HOUR);
    edit('api', BACK);
    const [before, posts] = [notices().length, threads().length];
    await report('api');
    await report('api', 'events');
    expect(notices().slice(before)).toEqual([`completed: ${TOLD} (U0ALICE)`]);
    expect(threads().slice(posts)).toEqual([
      `${TOLD}. /canary put-back checkout sets it again; /canary accept checkout leaves it.`,
    ]);
    expect(await phase()).toMatchObject({ status: 'completed', changed: TOLD });
  });

  it('is told anew where it goes further, and after it was undone', async () => {
    edit('api', BACK);
    await report('api');
    edit('events', BACK);
    await report('events');
    for (const name of ['api', 'events']) edit(name, { weight: 100, promoted: true });
    await report('api');
    expect(threads().at(-1)).toBe('Every target is again as v54 left it.');
    expect(await phase()).not.toHaveProperty('changed');
    edit('api', BACK);
    await report('api');
    expect(notices().slice(-3)).toEqual([
      `completed: ${TOLD} (U0ALICE)`,
      'completed: api is back on v53 (expected v54), events is back on v53 (expected v54); changed by role/terraform (apply) (U0ALICE)',
      `completed: ${TOLD} (U0ALICE)`,
    ]);
  });

  it('can be put back, and by that of Serin nobody is told anything', async () => {
    edit('api', BACK);
    await report('api');
    await world.say({ name: 'put-back' });
    expect(shares()).toEqual([100, 100]);
    const before = notices().length;
    await report('api');
    expect(notices()).toHaveLength(before);
    expect(await phase()).not.toHaveProperty('changed');
  });

  it.each<[string, () => unknown]>([
    ['changes no share', () => undefined],
    ['is of a target that no service has', () => Object.assign(world.deps.registry, { owner: async () => null })],
    [
      'comes a day after the window',
      () => {
        edit('api', BACK);
        return world.pass(49 * HOUR);
      },
    ],
    ['comes while the next rollout runs', () => world.say({ name: 'start', label: 'v55' })],
  ])('is ignored where it %s', async (_, happens) => {
    await happens();
    const before = notices().length;
    await report('api');
    expect(notices()).toHaveLength(before);
  });

  it('is not told again for another call that changes no more, or by the look at the end of the window', async () => {
    edit('api', BACK);
    await report('api');
    const [before, posts] = [notices().length, threads().length];
    await world.engine.targetsChanged({ targets: ['api'], by: 'arn:aws:iam::123456789012:user/bob', at: world.now() });
    await world.pass(25 * HOUR);
    await report('api');
    expect([notices().length, threads().length]).toEqual([before, posts]);
    expect(await phase()).toMatchObject({ changed: TOLD, lookedAt: expect.any(Number) });
  });

  it('is not that of the rollout itself, whose calls are reported after its end', async () => {
    const { at } = (await phase()) as { readonly at: number };
    edit('api', BACK);
    const before = notices().length;
    await world.engine.targetsChanged({ targets: ['api'], by: TERRAFORM, at });
    expect(notices()).toHaveLength(before);
  });

  it('can be put back where only shares differ', async () => {
    edit('api', BACK);
    await report('api');
    expect(await phase()).toMatchObject({ canPutBack: true });
    edit('api', { address: '9.9.9.9' });
    await report('api');
    expect(await phase()).not.toHaveProperty('canPutBack');
  });

  it('is tried again where a target cannot be read', async () => {
    edit('api', BACK);
    world.targets.fail('events', 'read', { times: 1 });
    await expect(report('api')).rejects.toThrow('A change of targets was not taken');
    await report('api');
    expect(notices().at(-1)).toContain(TOLD);
  });

  it('is told while a sync runs: only who wants to move something has to wait for that', async () => {
    const { deps } = world;
    const { load } = deps.store;
    const sync = {
      id: 's',
      version: 'v54',
      side: 'b',
      status: 'running',
      entries: [],
      by: { id: 'U1', name: 'x' },
      startedAt: 0,
    };
    Object.assign(deps.store, { load: async (name: string) => ({ ...(await load(name)), sync }) });
    edit('api', BACK);
    await report('api');
    expect(notices().at(-1)).toContain(TOLD);
    await world.say({ name: 'put-back' });
    expect(answerText()).toMatch(/^syncing .*Roll back when that is done/);
  });

  it('is retried where the table does not answer', async () => {
    edit('api', BACK);
    Object.assign(world.deps.registry, { owner: async () => Promise.reject(new Error('the table is away')) });
    await expect(report('api')).rejects.toThrow('the table is away');
  });
});

describe('put-back after the end', () => {
  it('gives all users the version again that the rollout left, and opens the rollback window anew', async () => {
    await world.pass(HOUR);
    edit('api', BACK);
    edit('events', BACK);
    const asked = world.now();
    await world.say({ name: 'put-back' });
    expect(answerText()).toBe('Puts v54 back for all users.');
    expect(shares()).toEqual([100, 100]);
    expect(threads().at(-2)).toBe(
      'alice lets Serin put v54 back: api is back on v53 (expected v54), events is back on v53 (expected v54); likely changed by a deployment tool.',
    );
    expect(await phase()).toMatchObject({ status: 'completed', windowUntil: asked + 24 * HOUR });
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    expect(await phase()).toMatchObject({ status: 'rolled-back' });
  });

  it('is possible after the look at the end of the window, for a day', async () => {
    edit('api', BACK);
    await world.pass(47 * HOUR);
    await world.say({ name: 'put-back' });
    expect(shares()).toEqual([100, 100]);
    edit('api', BACK);
    await world.pass(49 * HOUR);
    await world.say({ name: 'put-back' });
    expect(answerText()).toMatch(/^finished .*Start the version that users are to have/);
    expect(shares()).toEqual([0, 100]);
  });

  it('overwrites only what was read: what comes meanwhile is left and asked about', async () => {
    edit('api', BACK);
    world.targets.fail('api', 'shift', { times: 100 });
    await world.say({ name: 'put-back' });
    edit('api', { weight: 7, exact: false });
    world.targets.fail('api', 'shift', { times: 0 });
    await world.pass(10 * MINUTE);
    expect(shares()).toEqual([7, 100]);
    expect(await phase()).toMatchObject({ status: 'holding', why: { kind: 'drift', target: 'api' } });
  });

  it.each<[string, () => void, RegExp]>([
    ['nothing was changed', () => undefined, /^not-changed Every target is as v54 left it/],
    [
      'a newer version is there',
      () => edit('api', { address: '9.9.9.9' }),
      /^changed-since .*Serin puts back shares only/,
    ],
    [
      'a target cannot be read',
      () => world.targets.fail('events', 'read', { times: 1 }),
      /^aftermath-unknown events could not be read/,
    ],
    [
      'an alarm fires',
      () => {
        const reading = { name: 'checkout-5xx', value: 'ALARM', suppressed: false, reason: '' } as const;
        world.alarms.set('checkout-5xx', { ...reading, since: world.now() });
      },
      /^alarm-firing The alarm checkout-5xx is firing, so nothing was moved/,
    ],
    [
      'another service has a target of it',
      () => Object.assign(world.deps.registry, { owner: async () => 'search' }),
      /^target-claimed The service search/,
    ],
  ])('is refused and moves nothing where %s', async (what, happens, refusal) => {
    if (what !== 'nothing was changed') edit('events', BACK);
    happens();
    const writes = world.targets.writes.length;
    await world.say({ name: 'put-back' });
    expect(answerText()).toMatch(refusal);
    expect(world.targets.writes).toHaveLength(writes);
    expect(await phase()).toMatchObject({ status: 'completed' });
  });

  it('is refused in a service with environments, whose roles have changed', async () => {
    const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
    const environments: Environments = { stable: 'a', a: aSide('prod-a'), b: aSide('prod-b') };
    await completed({ service: { environments } });
    edit('api', BACK);
    await world.say({ name: 'put-back' });
    expect(answerText()).toMatch(/^changed-since .*in a service without environments/);
    expect(shares()).toEqual([0, 100]);
  });
});

describe('accept', () => {
  it('leaves what was changed, closes the window, and nobody is asked about it again', async () => {
    edit('api', BACK);
    await world.say({ name: 'accept' });
    expect(answerText()).toBe('Accepted. The rollback window is closed.');
    expect(threads().at(-1)).toBe(`alice accepts it: ${CHANGED}. The rollback window is closed.`);
    expect((await world.record()).wake.at).toBeNull();
    await world.say({ name: 'status' });
    expect(answer()?.lines).toEqual([]);
    expect(shares()).toEqual([0, 100]);
    await world.say({ name: 'rollback' });
    expect(answerText()).toMatch(/^finished/);
  });

  it('is refused where nothing was changed, and while a rollout runs', async () => {
    await world.say({ name: 'accept' });
    expect(answerText()).toMatch(/^not-changed/);
    for (const name of ['api', 'events']) edit(name, BACK);
    await world.say({ name: 'start', label: 'v55' });
    await world.say({ name: 'accept' });
    expect(answerText()).toMatch(/^not-completed/);
  });
});
