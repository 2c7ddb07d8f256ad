import { describe, expect, it } from 'vitest';
import { aWorld, MINUTE } from './world/world.ts';

describe('the outbox', () => {
  it('stays small while Slack is away for a day and an alarm flaps, and the timeline loses nothing', async () => {
    const world = aWorld({ service: { onAlarm: 'ask' } });
    await world.say({ name: 'start' });
    world.slack.down = true;
    for (let i = 0; i < 300; i++) {
      await world.alarm('checkout-5xx', i % 2 === 0 ? 'ALARM' : 'OK');
      await world.pass(2 * MINUTE);
    }
    const record = await world.record();
    expect(record.outbox.length).toBeLessThanOrEqual(64);
    expect(JSON.stringify(record).length).toBeLessThan(100_000);
    const spilled = [...(world.history.spilled.get(record.rollout?.id ?? '')?.keys() ?? [])];
    const kept = record.rollout?.timeline.map((entry) => entry.n) ?? [];
    expect(new Set([...spilled, ...kept]).size).toBe(record.rollout?.entries);
    world.slack.down = false;
    await world.pass(60 * MINUTE);
    expect((await world.record()).outbox).toEqual([]);
  });
});
