import { describe, expect, it } from 'vitest';
import type { Environments } from '../../../src/domain/environment/environment.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { CommandBody } from '../../../src/ports/inbound/command.ts';
import { createMortal, type Mortal } from '../world/mortal.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

/** What happens in a story, in order: somebody says something, an alarm changes, time passes. */
type Happening =
  | {
      readonly says: Exclude<CommandBody['name'], 'home' | 'history' | 'queue' | 'env' | 'list' | 'where'>;
      readonly as: string;
    }
  | { readonly alarm: 'ALARM' | 'OK' }
  | { readonly minutes: number };

interface Story {
  readonly title: string;
  readonly service?: Partial<Service>;
  readonly happenings: readonly Happening[];
  /** How it ends when nobody dies. */
  readonly ends: 'completed' | 'rolled-back';
}

const GATE = { kind: 'approve', from: ['U0BOB', 'U0CAROL'], count: 1, within: 240 * MINUTE } as const;
const PLAN: Plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 4 * MINUTE },
  GATE,
  { kind: 'shift', weight: 25 },
  { kind: 'bake', ms: 4 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: MINUTE },
];

const START: Happening = { says: 'start', as: 'U0ALICE' };
const APPROVE: Happening = { says: 'approve', as: 'U0BOB' };
const COMPLETES: readonly Happening[] = [START, { minutes: 8 }, APPROVE, { minutes: 30 }];

const CORE: readonly Story[] = [
  { title: 'completes', happenings: COMPLETES, ends: 'completed' },
  {
    title: 'is rolled back by an alarm',
    happenings: [START, { minutes: 1 }, { alarm: 'ALARM' }, { minutes: 30 }],
    ends: 'rolled-back',
  },
  {
    title: 'is approved, then rolled back by a person',
    happenings: [START, { minutes: 8 }, APPROVE, { says: 'rollback', as: 'U0CAROL' }, { minutes: 30 }],
    ends: 'rolled-back',
  },
];

const FREEZES: Story = {
  title: 'waits for the end of a freeze, and completes',
  happenings: [START, { minutes: 6 }, APPROVE, { minutes: 2 }, { says: 'freeze', as: 'U0ALICE' }, { minutes: 40 }],
  ends: 'completed',
};

const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const environments: Environments = { stable: 'a', a: aSide('a'), b: aSide('b') };
const COHORTS: Plan = [{ kind: 'cohort', names: ['staff'] }, ...PLAN];

const SAMPLED: readonly Story[] = [
  FREEZES,
  { title: 'completes with environments', service: { environments }, happenings: COMPLETES, ends: 'completed' },
  {
    title: 'is rolled back with environments',
    service: { environments },
    // A dead worker's claim on the control center keeps the start at 0 for a minute and a half.
    happenings: [START, { minutes: 10 }, { alarm: 'ALARM' }, { minutes: 30 }],
    ends: 'rolled-back',
  },
  {
    title: 'completes with cohorts',
    service: {
      plan: COHORTS,
      targets: [
        { kind: 'simulated', name: 'api', cohorts: ['staff'] },
        { kind: 'simulated', name: 'events' },
      ],
    },
    happenings: COMPLETES,
    ends: 'completed',
  },
  {
    title: 'is paused, resumed and completes',
    happenings: [
      START,
      { minutes: 1 },
      { says: 'pause', as: 'U0ALICE' },
      { minutes: 5 },
      { says: 'resume', as: 'U0BOB' },
      { minutes: 6 },
      APPROVE,
      { minutes: 30 },
    ],
    ends: 'completed',
  },
  {
    title: 'holds on an alarm until a person rolls back',
    service: { onAlarm: 'hold' },
    happenings: [
      START,
      { minutes: 1 },
      { alarm: 'ALARM' },
      { minutes: 10 },
      { says: 'rollback', as: 'U0BOB' },
      { minutes: 30 },
    ],
    ends: 'rolled-back',
  },
];

/** How an event comes back whose function was killed: at once, or as Lambda tries again, after timers have fired. */
type Comeback = 'at once' | 'a minute later';

/** Invokes until the event has been taken: the dead worker's event is tried again. */
async function deliver(world: World, mortal: Mortal, comeback: Comeback, work: () => Promise<void>): Promise<void> {
  if ((await mortal.invoke(work)) === 'ended') return;
  if (comeback === 'a minute later') await pass(world, mortal, comeback, MINUTE);
  await deliver(world, mortal, comeback, work);
}

/** Lets time pass, with a worker for every timer that becomes due. */
async function pass(world: World, mortal: Mortal, comeback: Comeback, ms: number): Promise<void> {
  const until = world.now() + ms;
  for (;;) {
    const due = world.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
    if (due === undefined) break;
    world.timers.splice(world.timers.indexOf(due), 1);
    const others = world.timers.splice(0);
    await world.pass(Math.max(0, due.at - world.now()));
    world.timers.push(...others);
    await deliver(world, mortal, comeback, () => world.engine.wake(due));
  }
  await world.pass(Math.max(0, until - world.now()));
}

function happen(world: World, mortal: Mortal, comeback: Comeback, what: Happening, n: number): Promise<void> {
  if ('minutes' in what) return pass(world, mortal, comeback, what.minutes * MINUTE);
  const issuedAt = world.now();
  if ('alarm' in what) {
    return deliver(world, mortal, comeback, () =>
      world.alarm('checkout-5xx', what.alarm, { key: `alarm-${n}`, since: issuedAt }),
    );
  }
  return deliver(world, mortal, comeback, () =>
    world.say({ name: what.says }, { as: what.as, key: `said-${n}`, issuedAt }),
  );
}

async function play(story: Story, dieAt: number | null, comeback: Comeback) {
  const mortal = createMortal(dieAt);
  const world = aWorld({ service: { plan: PLAN, ...story.service }, wrapEach: mortal.wrapEach });
  for (const [n, what] of story.happenings.entries()) await happen(world, mortal, comeback, what, n);
  return { world, mortal, end: await endOf(world) };
}

/** What is said of a freeze names its end, which counts from when it was said. */
const withoutMoments = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'then');

/** The lines of texts, each once. Who finds an alarm by looking, before its event is tried again, does not have its values. */
function lines(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => withoutMoments(text).replaceAll(' (7, limit 1)', '').split('\n')))];
}

/** All that a person could tell two endings apart by; when it happened is left out. */
async function endOf(world: World) {
  const record = await world.record();
  const rollout = await world.rollout();
  const spilled = [...(world.history.spilled.get(rollout.id)?.values() ?? [])];
  const kept = await world.history.find(rollout.service, rollout.id);
  const heard = (kind: string) => [...new Set(world.told.filter((told) => told.kind === kind).map(({ text }) => text))];
  return {
    status: rollout.phase.status,
    kept: kept?.phase.status ?? null,
    weight: rollout.weight,
    cohorts: rollout.cohorts,
    step: rollout.step,
    outbox: record.outbox.length,
    wakes: record.wake.at !== null,
    places: [...world.targets.places].map(([name, { weight, cohorts, exact, promoted }]) => ({
      ...{ name, weight, cohorts, exact, promoted },
    })),
    entries: rollout.entries,
    timeline: lines([...spilled, ...rollout.timeline].map(({ text }) => text)),
    thread: [...lines(heard('thread'))].sort(),
    breaches: heard('breach'),
    // Without the link to a card that the dead worker has posted and nobody knows of yet.
    replies: heard('reply')
      .map((text) =>
        withoutMoments(text)
          .replace(/\nhttps:.*$/, '')
          .trim(),
      )
      .sort(),
    card: world.told.findLast(({ kind }) => kind === 'card')?.text,
    center: rollout.environments === null ? null : { ...world.centers.now(), since: 0 },
    hooks: world.hooks.calls.length,
  };
}

/** Posted more than once without a word that it may be there already, so that nobody looks before posting. */
function postedBlindly(world: World): readonly string[] {
  const posts = world.told.filter(({ kind }) => kind === 'thread' || kind === 'breach');
  return posts
    .filter((post, i) => posts.findIndex(({ key }) => key === post.key) !== i && !post.again)
    .map(({ key }) => key);
}

const COMEBACKS: readonly Comeback[] = ['at once', 'a minute later'];

async function check(story: Story, expected: Awaited<ReturnType<typeof play>>, dieAt: number): Promise<void> {
  for (const comeback of COMEBACKS) {
    const { world, mortal, end } = await play(story, dieAt, comeback);
    const where = `killed ${mortal.killedAt()} (place ${dieAt}), back ${comeback}`;
    expect(mortal.killedAt(), where).not.toBeNull();
    expect(end, where).toEqual(expected.end);
    expect(postedBlindly(world), where).toEqual([]);
  }
}

/** A limit for a test that hangs: these play hundreds of rollouts. */
const HANGS = { timeout: 600_000 };

describe('a worker that is killed, at every place where it waits for the world', HANGS, () => {
  it.each(CORE)('changes nothing about how a rollout ends that $title', async (story) => {
    const expected = await play(story, null, 'at once');
    expect(expected.end.status).toBe(story.ends);
    expect(expected.mortal.passed()).toBeGreaterThan(100);
    for (let dieAt = 1; dieAt <= expected.mortal.passed(); dieAt++) await check(story, expected, dieAt);
  });
});

describe('a worker that is killed, at every seventh place', HANGS, () => {
  it.each(SAMPLED)('changes nothing about how a rollout ends that $title', async (story) => {
    const expected = await play(story, null, 'at once');
    expect(expected.end.status).toBe(story.ends);
    for (let dieAt = 1; dieAt <= expected.mortal.passed(); dieAt += 7) await check(story, expected, dieAt);
  });
});
