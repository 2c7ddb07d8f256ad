import { describe, expect, it } from 'vitest';
import { card } from '../../../src/adapters/slack/views/rollout/card.ts';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../../src/config/read/stored-service.ts';
import { planText } from '../../../src/config/steps/registry.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { nextTimerAt } from '../../../src/rollout/state/next-timer.ts';
import { enter } from '../../../src/rollout/steps/enter.ts';
import { anObserved, aRollout, aService, HOUR, MINUTE, NOW } from '../builders.ts';

/** NOW is 17:46:40 UTC. */
const NINE = NOW - (NOW % (24 * HOUR)) + 33 * HOUR;
const plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'wait', at: 9 * HOUR },
  { kind: 'shift', weight: 100 },
] as const;
const config = aService({ plan, alarms: [] });
const waiting = enter(aRollout({ config }), 1, NOW);

const file = (at: string) => `services:
  checkout:
    channel: '#deploys'
    targets: [{ kind: lambda-alias, function: checkout-api, alias: live }]
    alarms: [checkout-5xx]
    plan: [{ shift: 5 }, { wait: ${at} }, { shift: 100 }]
`;

describe('a wait', () => {
  it('is read from serin.yml, stored, and printed', () => {
    const read = parseConfig(file('09:00'));
    if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
    const stored = read.services.map((service) => parseService(JSON.parse(storedText(service))));
    expect([...read.services, ...stored].map((service) => service.plan)).toEqual([plan, plan]);
    expect(planText(plan)).toBe('5%, wait until 09:00 UTC, 100%');
  });

  it('refuses what is no time of the day, with an example', () => {
    const read = parseConfig(file('noon'));
    const problems = read.ok ? [] : read.problems;
    expect(problems.map(({ path, remedy }) => [path, remedy])).toEqual([
      ['services.checkout.plan[1].wait', expect.stringContaining('Write for example `wait: 09:00`.')],
    ]);
  });

  it('begins with the next such time, and wakes the service then', () => {
    expect(waiting.phase).toEqual({ status: 'idling', since: NOW, until: NINE });
    const record = { rollout: waiting, sync: null, controlCenter: null, outbox: [] } as never;
    expect(nextTimerAt(record, NINE - 10_000)).toBe(NINE);
  });

  it('goes on by a timer at its end, and not before', () => {
    const timer = { kind: 'timer', key: 'wake#1', rollout: waiting.id } as const;
    const evidence = { alarms: [], freeze: null };
    expect(decide(waiting, timer, evidence, NINE - MINUTE)).toMatchObject({ answer: 'ignored' });
    const read = waiting.targets.map((target) => ({ ...target, observed: anObserved({ at: NINE }) }));
    expect(decide({ ...waiting, targets: read }, timer, evidence, NINE)).toMatchObject({
      answer: 'accepted',
      next: { step: 2, weight: 100 },
    });
  });

  it('is drawn on the card, with its buttons', () => {
    const { text, blocks } = card(waiting);
    expect(text).toContain('idling at 5%');
    const drawn = JSON.stringify(blocks);
    expect(drawn).toContain('▸  *Wait until 09:00 UTC* · until');
    expect(drawn).toContain('⏰ checkout');
    expect(drawn.match(/"text":"(?:Pause|Promote|Roll back)"/g)?.length).toBeGreaterThanOrEqual(3);
  });
});
