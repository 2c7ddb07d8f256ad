import { describe, expect, it } from 'vitest';
import { digestKey } from '../../../src/engine/ids.ts';
import type { CallerAnswer, CallerBody } from '../../../src/ports/inbound/caller.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const PIPELINE = 'arn:aws:sts::123456789012:assumed-role/deploy-checkout/run-7';
const pipelines = ['arn:aws:iam::123456789012:role/deploy-checkout'];
const PLAN = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
] as const;

const START = { name: 'start', label: 'v54', explicit: {}, force: false, adopt: false } as const;
const ROLLBACK = { name: 'rollback', text: 'smoke test failed' } as const;

type Asked = typeof START | typeof ROLLBACK | { readonly name: 'pause' | 'list' } | { readonly name: 'status' };

let keys = 0;

/** Sends the command twice under one key, and returns the answers in the order in which they came. */
async function byPerson(world: World, asked: Asked, service: string) {
  const same = { key: `twice-${keys++}`, issuedAt: world.now() };
  const before = world.replies.length;
  const body = { ...asked, ...(asked.name === 'list' ? {} : { service }) };
  await world.say(body, same);
  await world.say(body, same);
  return world.replies.slice(before);
}

async function byCaller(world: World, asked: Asked, service: string): Promise<readonly CallerAnswer[]> {
  const body = (asked.name === 'status' ? { ...asked, service, rollout: null } : { ...asked, service }) as CallerBody;
  const sent = { v: 1, installation: 'serin', key: `twice-${keys++}`, issuedAt: world.now(), body } as const;
  const first = await world.engine.answer(sent, { arn: PIPELINE });
  return [first, await world.engine.answer(sent, { arn: PIPELINE })];
}

const running = async (world: World) => world.say({ name: 'start' });
const completed = async (world: World) => {
  await world.say({ name: 'start' });
  await world.pass(20 * MINUTE);
};
const windowOver = async (world: World) => {
  await completed(world);
  await world.pass(25 * 60 * MINUTE);
};
const firing = (world: World) => world.alarm('checkout-5xx', 'ALARM');

describe('a person and an IAM identity are answered alike', () => {
  it.each<[string, Asked, (world: World) => Promise<void>, string]>([
    ['a start while a rollout runs', START, running, 'running'],
    ['a start while an alarm fires', START, firing, 'preflight'],
    ['a pause where nothing runs', { name: 'pause' }, async () => undefined, 'no-rollout'],
    ['a pause of a completed rollout', { name: 'pause' }, completed, 'finished'],
    ['a rollback where nothing runs', ROLLBACK, async () => undefined, 'no-rollout'],
    ['a rollback after its window', ROLLBACK, windowOver, 'window-over'],
  ])('%s', async (_what, asked, prepare, code) => {
    const worlds = [0, 1].map(() => aWorld({ service: { pipelines, plan: PLAN } }));
    const [people, callers] = worlds as [World, World];
    for (const world of worlds) await prepare(world);
    const [said, ...again] = await byPerson(people, asked, 'checkout');
    const [told] = await byCaller(callers, asked, 'checkout');
    // Only people wait in a queue.
    const text = said?.text.replace(/ Add `queue` .*$/, '');
    expect(told).toMatchObject({ tone: 'refused', code, text });
    expect(said).toMatchObject({ tone: 'refused', code });
    expect(again).toEqual([]);
    expect((await callers.record()).rollout?.phase).toEqual((await people.record()).rollout?.phase);
  });

  it.each<[string, Asked]>([
    ['start', START],
    ['pause', { name: 'pause' }],
    ['rollback', ROLLBACK],
    ['status', { name: 'status' }],
  ])(
    '%s of a service that nobody configured, which is told anew each time and stores nothing',
    async (_what, asked) => {
      const world = aWorld({ service: { pipelines } });
      const answers = [...(await byPerson(world, asked, 'chekout')), ...(await byCaller(world, asked, 'chekout'))];
      expect(answers.map(({ code }) => code)).toEqual(Array(4).fill('unknown-service'));
      expect(await world.store.load('chekout')).toBeNull();
    },
  );

  it.each<[string, Asked, (world: World) => Promise<void>, string]>([
    ['start', START, async () => undefined, 'baking'],
    ['pause', { name: 'pause' }, running, 'paused'],
    ['rollback', ROLLBACK, running, 'rolling-back'],
    ['rollback within the window', ROLLBACK, completed, 'rolling-back'],
  ])('%s counts once, and the answers say what was done', async (_what, asked, prepare, status) => {
    for (const ask of [byPerson, byCaller]) {
      const world = aWorld({ service: { pipelines, plan: PLAN } });
      await prepare(world);
      const [first] = await ask(world, asked, 'checkout');
      expect(first?.tone).toBe('done');
      expect((await world.rollout()).phase.status).toBe(status);
      const digests = [`twice-${keys - 1}`, `iam#twice-${keys - 1}`].map(digestKey);
      expect((await world.record()).seen.filter(({ key }) => digests.includes(key))).toHaveLength(1);
    }
  });

  it('a list and a status say the same of each service', async () => {
    const world = aWorld({ service: { pipelines } });
    await running(world);
    const [list, status] = [{ name: 'list' }, { name: 'status' }] as const;
    const line = (await byPerson(world, list, 'checkout'))[0]?.lines[0];
    expect((await byPerson(world, status, 'checkout'))[0]?.text).toBe(line);
    expect((await byCaller(world, status, 'checkout'))[0]?.text).toBe(line);
    expect((await byCaller(world, list, 'checkout'))[0]?.services).toMatchObject([
      { service: 'checkout', rollout: { status: 'baking' } },
    ]);
  });
});
