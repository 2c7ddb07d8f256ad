import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/domain/service.ts';
import { aWorld, MINUTE, OUTSIDER, type World } from '../world/world.ts';
import { complete, fire, lastReply, queueNotices, running, ungated, waits } from './queue-world.ts';

// Every world begins on Monday, 2026-01-05, at 09:00 in UTC.
const HOUR = 60 * MINUTE;
const schedule = (world: World, label: string, startAt: string, as = 'U0BOB') =>
  world.say({ name: 'start', label, startAt }, { as });
const waitNotices = ({ told }: World) => told.filter(({ key }) => key.startsWith('scheduled#')).map(({ text }) => text);
const idle = (service: Partial<Service> = {}) => aWorld({ service: { ...ungated, ...service } });

/** Lets time pass in which the functions are down, and some minutes after that. */
async function sleep(world: World, ms: number): Promise<void> {
  const timers = world.timers.splice(0);
  await world.pass(ms);
  world.timers.push(...timers);
  await world.pass(2 * MINUTE);
}

describe('a scheduled start of somebody who has left', () => {
  it('does not begin for who is in the channel no more, whatever its name is', async () => {
    const world = await running();
    await complete(world);
    await schedule(world, 'v55', '11:00', OUTSIDER);
    await world.pass(2 * HOUR);
    expect((await world.rollout()).canary).toBe('v54');
    expect(queueNotices(world)[0]).toMatch(
      /v55 cannot start: .+ is not in the channel of checkout any more\. Somebody of it can start it: \/canary start checkout v55/,
    );
  });

  it('does not begin for an account that is not active', async () => {
    const asked: (string | null)[] = [];
    const world = await running({}, (deps) => ({
      ...deps,
      people: {
        ...deps.people,
        belongsTo: async (_person, organisation) => {
          asked.push(organisation);
          return false;
        },
      },
    }));
    await complete(world);
    await schedule(world, 'v55', '11:00');
    await world.pass(2 * HOUR);
    expect((await world.rollout()).canary).toBe('v54');
    expect(queueNotices(world)[0]).toContain('v55 cannot start: bob is not active in this Slack any more.');
    expect(asked).toEqual([null]);
  });
});

describe('a scheduled start that comes late', () => {
  it('begins within the hour, and later only when people say so', async () => {
    const soon = idle();
    await schedule(soon, 'v54', '10:00');
    await sleep(soon, HOUR + 30 * MINUTE);
    expect((await soon.rollout()).canary).toBe('v54');
    const late = await running();
    await complete(late);
    await schedule(late, 'v55', '11:00');
    await schedule(late, 'v56', '12:00', 'U0ALICE');
    await sleep(late, 10 * HOUR);
    expect((await late.rollout()).canary).toBe('v54');
    expect(queueNotices(late)).toHaveLength(1);
    expect(queueNotices(late)[0]).toMatch(
      /v55 did not start, and its moment passed at Mon 2026-01-05 11:00 UTC, more than an hour ago\. In it: v55 \(bob\), v56 \(alice\)\. None of it starts until somebody resumes the queue.*U0BOB.*U0ALICE/,
    );
    await late.say({ name: 'resume-queue' });
    await late.pass(2 * MINUTE);
    expect((await late.rollout()).canary).toBe('v55');
  });

  it('is told to each requester where the service was never rolled out', async () => {
    const world = idle();
    await schedule(world, 'v54', '11:00');
    await sleep(world, 10 * HOUR);
    expect((await world.record()).rollout).toBeNull();
    expect(lastReply(world)).toMatchObject({ code: 'queue-stopped' });
    expect(lastReply(world)?.text).toContain('v54 did not start, and its moment passed at Mon 2026-01-05 11:00 UTC');
  });
});

describe('a scheduled start that waits at its moment', () => {
  const window = {
    ...({ kind: 'once', reason: 'Stocktaking' } as const),
    ...{ from: Date.UTC(2026, 0, 5, 10, 30), to: Date.UTC(2026, 0, 5, 13) },
  };
  const reason =
    'checkout is frozen until 2026-01-05 13:00 UTC by serin.yml: Stocktaking. Wait until it ends. Who may promote can lift it: /canary unfreeze checkout. It starts at the end of that';

  it('for a freeze is told to the channel once, with its end', async () => {
    const world = await running();
    await complete(world);
    world.config.live = { ...(world.config.live as Service), freezes: [window] };
    await schedule(world, 'v55', '11:00');
    await world.pass(3 * HOUR);
    expect(waitNotices(world)).toHaveLength(1);
    expect(waitNotices(world)[0]).toContain(`The moment of v55 (bob) has come, and it waits: ${reason}`);
  });

  it('for a freeze is told to its requester where the service was never rolled out', async () => {
    const world = idle({ freezes: [window] });
    await schedule(world, 'v54', '11:00');
    await world.pass(3 * HOUR);
    expect(world.replies.map(({ text }) => text).filter((text) => text.includes(reason))).toHaveLength(1);
    await world.say({ name: 'queue' });
    expect(lastReply(world)?.lines).toEqual(['1. v54, bob, since 2026-01-05 11:00 UTC']);
  });

  it('behind a queue that has stopped is told to each requester', async () => {
    const world = idle();
    await schedule(world, 'v54', '10:00');
    await schedule(world, 'v55', '11:00', 'U0ALICE');
    await schedule(world, 'v56', '11:00', 'U0CAROL');
    await fire(world);
    await world.pass(3 * HOUR);
    expect(await waits(world)).toEqual(['v54', 'v55', 'v56']);
    const told = world.replies.slice(3);
    expect(told.map(({ code }) => code)).toEqual(['queue-stopped', '', '']);
    for (const { text } of told.slice(1))
      expect(text).toMatch(/^The moment of v55 \(alice\), v56 \(carol\) has come\. The queue has stopped: v54 cannot/);
  });
});
