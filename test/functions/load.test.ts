import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { sign } from '../../src/command/mac.ts';
import { alarmEvent, alarmsOf, invoked, MAC_KEY, manyServices, nameOf, START } from './many-services.ts';

type Many = Awaited<ReturnType<typeof manyServices>>;

let many: Many;
afterEach(() => many.stop());

const reserved = createRequire(import.meta.url)('../../stack/concurrency.cjs') as Readonly<
  Record<string, (osls: { resolveVariable(address: string): Promise<string> }) => Promise<number>>
>;

/** Returns the concurrency of a function where the stack reserves it. */
async function concurrencyOf(name: string): Promise<number> {
  const of = reserved[name];
  if (of === undefined) throw new Error(`stack/concurrency.cjs reserves nothing for ${name}`);
  return of({ resolveVariable: async () => 'reserved' });
}

const button = () => ({
  source: 'serin',
  'detail-type': 'Command',
  detail: sign(
    {
      ...{ v: 1 as const, key: 'slack:1', issuedAt: START, team: 'T1', by: { id: 'U1', name: 'alice' } },
      origin: { channelId: `C-${nameOf(3)}`, channelName: 'deploys' },
      replyTo: { user: 'U1', channel: `C-${nameOf(3)}`, responseUrl: '' },
      body: { name: 'pause', service: nameOf(3), rollout: null, at: null },
    },
    MAC_KEY,
  ),
});
const timer = { service: nameOf(5), rollout: 'r-1', seq: 1, step: 0, generation: 1, at: START + 60_000 };

/** What an alarm, a button and a timer cost, each in a new container. */
async function costs(count: number) {
  many = await manyServices(count);
  const during = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    many.calls.length = 0;
    await act();
    return [...many.calls];
  };
  const [alarm] = alarmsOf(1);
  const found = {
    alarm: await during(() => many.container().alarm(alarmEvent(String(alarm), START))),
    button: await during(() => many.container().worker(button())),
    timer: await during(() => many.container().timer(timer)),
  };
  expect((await many.record(1))?.rollout?.phase.status).toBe('rolling-back');
  expect((await many.record(3))?.rollout?.phase.status).toBe('paused');
  expect((await many.record(5))?.rollout?.targets[0]?.observed).toMatchObject({ weight: 10 });
  return found;
}

it('costs the same calls to AWS with 10,000 running rollouts as with ten', async () => {
  const few = await costs(10);
  await many.stop();
  const all = await costs(10_000);
  expect(all).toEqual(few);
  expect(Object.values(few).map(({ length }) => length)).toEqual([8, 7, 14]);
});

/** Numbers from 0 to below 1, the same in every run (Park and Miller, "Random number generators", 1988). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('1,000 alarm events at once, a fifth of them twice, over 200 services', () => {
  it('roll back each rollout once, lose nothing, and are tried a bounded number of times', async () => {
    many = await manyServices(200);
    const random = numbers(7);
    const once = Array.from({ length: 200 }, (_, n) => alarmsOf(n)).flat();
    const twice = Array.from({ length: 200 }, () => once[Math.floor(random() * once.length)] ?? '');
    const events = [...once, ...twice]
      .map((alarm) => ({ alarm, order: random() }))
      .sort((one, other) => one.order - other.order)
      .map(({ alarm }) => alarmEvent(alarm, START));
    expect(events).toHaveLength(1000);
    const { most, invocations, lost } = await invoked(
      await concurrencyOf('alarm'),
      () => many.container().alarm,
      events,
    );
    const writes = many.calls.filter((call) => call === 'Lambda UpdateAlias').length;
    expect(lost).toEqual([]);
    expect(most).toBe(await concurrencyOf('alarm'));
    expect(invocations).toBe(1000);
    // Two alarms of one service at the same moment may both write the way back, which is the same.
    expect(writes).toBeGreaterThanOrEqual(200);
    expect(writes).toBeLessThan(300);
    expect(many.calls.length).toBeLessThan(8_000);

    for (let minute = 1; minute <= 10; minute += 1) {
      const due = many.due(START + minute * 60_000);
      const run = await invoked(await concurrencyOf('timer'), () => many.container().timer, due);
      expect(run.lost).toEqual([]);
    }
    for (let n = 0; n < 200; n += 1) {
      const record = await many.record(n);
      expect(record?.rollout?.phase.status).toBe('rolled-back');
      expect(record?.outbox).toEqual([]);
      expect(record?.rollout?.timeline.filter(({ text }) => text.startsWith('Rolls back'))).toHaveLength(1);
      expect(record?.rollout?.timeline.filter(({ text }) => text.includes(' fires too'))).toHaveLength(3);
      expect(many.lambda.share(`${nameOf(n)}-api`, 'live', '1')).toBe(100);
    }
    // Each rollback has one message, and CloudWatch's words in its thread; the thread of the card has the other alarms.
    const breaches = many.slack.keys().filter((key) => key.startsWith('breach#'));
    expect([breaches.length, new Set(breaches).size]).toEqual([400, 400]);
    expect(breaches.filter((key) => key.endsWith('#reason'))).toHaveLength(200);
  }, 240_000);
});
