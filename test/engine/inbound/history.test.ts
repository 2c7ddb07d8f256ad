import { expect, it } from 'vitest';
import { reply } from '../../../src/adapters/slack/views/replies/reply.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { aWorld, type World } from '../world/world.ts';

const HOUR = 60 * 60_000;
const bob = { id: 'U0BOB', name: 'bob' };
const reason = { kind: 'person', by: bob, text: 'too slow' } as const;

/** A world whose service has this many finished rollouts: every third rolled back, every fifth of Bob's. */
async function finished(count: number): Promise<World> {
  const world = aWorld();
  await world.say({ name: 'start' });
  const rollout = await world.rollout();
  for (let index = 0; index < count; index += 1) {
    const startedAt = world.now() - (count - index) * HOUR;
    const ended: Rollout = {
      ...rollout,
      id: `r-${index}`,
      canary: `v${index}`,
      startedAt,
      by: index % 5 === 0 ? bob : rollout.by,
      card: { channel: 'C0', ts: '1', permalink: `https://slack.example/r-${index}` },
      phase:
        index % 3 === 0
          ? { status: 'rolled-back', at: startedAt + HOUR / 2, reason }
          : { status: 'completed', at: startedAt + HOUR / 2 },
    };
    await world.history.keep(ended);
  }
  return world;
}

const ask = async (world: World, filter: object = {}) => {
  await world.say({ name: 'history', who: null, outcome: null, version: null, page: 1, ...filter });
  const { text, entries = [], lines } = world.replies.at(-1)!;
  return { text, shown: entries.map((entry) => entry.text.split(' ')[0]), entries, lines };
};

it('lists ten finished rollouts at a time, the newest first, each with its card', async () => {
  const world = await finished(23);
  const first = await ask(world);
  expect(first.text).toBe('23 finished rollouts of checkout, page 1 of 3');
  expect(first.shown).toEqual(['v22', 'v21', 'v20', 'v19', 'v18', 'v17', 'v16', 'v15', 'v14', 'v13']);
  expect(first.entries[0]?.link).toBe('https://slack.example/r-22');
  expect(first.lines).toEqual(['Next: /canary history checkout page=2']);
  const last = await ask(world, { page: 3 });
  expect(last.shown).toEqual(['v2', 'v1', 'v0']);
  expect(last.lines).toEqual([]);
  expect((await ask(world, { page: 4 })).shown).toEqual([]);
});

it('filters by person, outcome and version, and keeps the filter for the next page', async () => {
  const world = await finished(40);
  const rolledBack = await ask(world, { outcome: 'rolled-back' });
  expect(rolledBack.text).toContain('14 finished rollouts of checkout outcome=rolled-back, page 1 of 2');
  expect(rolledBack.entries[0]?.text).toMatch(/^v39 rolled back, .* 30 min, by alice: .*too slow/);
  expect(rolledBack.lines).toEqual(['Next: /canary history checkout outcome=rolled-back page=2']);
  for (const who of ['bob', 'Bob', 'U0BOB']) {
    expect((await ask(world, { who, outcome: 'rolled-back' })).shown).toEqual(['v30', 'v15', 'v0']);
  }
  expect((await ask(world, { version: 'V7' })).shown).toEqual(['v7']);
  expect((await ask(world, { who: 'carol' })).text).toBe('0 finished rollouts of checkout by=carol');
});

it('looks at the last hundred, and says so', async () => {
  expect((await ask(await finished(120))).text).toBe(
    '100 finished rollouts of checkout among the last 100, page 1 of 10',
  );
});

it('is refused for a service that nobody configured, and saves nothing', async () => {
  const world = await finished(1);
  const { revision } = await world.record();
  await ask(world, { service: 'nonsense' });
  expect(world.replies.at(-1)).toMatchObject({ tone: 'refused', code: 'unknown-service' });
  expect((await world.record()).revision).toBe(revision);
});

it('shows all ten of a page, however long the reasons are: the card that is linked has all of a reason', async () => {
  const world = await finished(10);
  for (const rollout of await world.history.list('checkout', 10)) {
    const text = 'the new version is slower than the old one '.repeat(7);
    const phase = { status: 'rolled-back', at: rollout.startedAt + HOUR / 2, reason: { ...reason, text } } as const;
    await world.history.keep({ ...rollout, phase });
  }
  await world.say({ name: 'history', who: null, outcome: null, version: null, page: 1 });
  const drawn = JSON.stringify(reply(world.replies.at(-1)!, null).blocks);
  for (const { canary } of await world.history.list('checkout', 10)) expect(drawn).toContain(`|${canary} rolled back`);
  expect(drawn).not.toContain('more rollouts');
});
