import { describe, expect, it } from 'vitest';
import type { AlarmChange, AlarmDetails, AlarmReading } from '../../../src/domain/alarm/state.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const DETAILS: AlarmDetails = {
  arn: 'arn:checkout-5xx',
  kind: 'composite',
  description: 'Too many errors',
  metric: 'ALARM("api") OR ALARM("events")',
  observedValue: 9.5,
  threshold: 5,
  comparison: '>',
};

/** A world in which the breaches that are posted are kept whole. */
function aWatchedWorld(alarms: readonly string[] = ['checkout-5xx']): {
  readonly world: World;
  readonly posted: AlarmChange[];
} {
  const posted: AlarmChange[] = [];
  const world = aWorld({
    service: { alarms },
    wrap: (deps) => ({
      ...deps,
      notifier: {
        ...deps.notifier,
        alarm: async (_channel, breach) => {
          posted.push(breach);
          return { channel: 'C0DEPLOYS', ts: '2' };
        },
      },
    }),
  });
  return { world, posted };
}

/** From now on the alarm is like this, and no event says so. */
function set(world: World, over: Partial<AlarmReading> = {}): void {
  const fires = {
    name: 'checkout-5xx',
    value: 'ALARM',
    since: world.now(),
    suppressed: false,
    reason: '9.5 > 5',
  } as const;
  world.alarms.set(over.name ?? fires.name, { ...fires, details: DETAILS, ...over });
}

describe('a breach that is found by looking', () => {
  it('is posted with all that the look told', async () => {
    const { world, posted } = aWatchedWorld();
    await world.say({ name: 'start' });
    const since = world.now();
    set(world);
    await world.pass(2 * MINUTE);
    const told = { name: 'checkout-5xx', value: 'ALARM', previous: null, since, suppressed: false, reason: '9.5 > 5' };
    expect(posted).toEqual([{ ...DETAILS, ...told }]);
  });

  it('is posted for the alarm that begins a rollback, and not for those that are found with it', async () => {
    const { world, posted } = aWatchedWorld(['checkout-5xx', 'checkout-p99']);
    await world.say({ name: 'start' });
    set(world);
    set(world, { name: 'checkout-p99' });
    await world.pass(2 * MINUTE);
    expect(posted.map(({ name }) => name)).toEqual(['checkout-5xx']);
  });

  it('is posted with how CloudWatch evaluates it, where that is not as usual', async () => {
    const { world, posted } = aWatchedWorld();
    await world.say({ name: 'start' });
    set(world, { evaluation: 'PARTIAL_DATA' });
    await world.pass(2 * MINUTE);
    expect(posted).toMatchObject([{ name: 'checkout-5xx', evaluation: 'PARTIAL_DATA' }]);
  });

  it('is posted although its actions are suppressed, and only once when they no longer are', async () => {
    const { world, posted } = aWatchedWorld();
    await world.say({ name: 'start' });
    const since = world.now();
    set(world, { since, suppressed: true, suppressedBy: 'suppressed by maintenance' });
    await world.pass(2 * MINUTE);
    set(world, { since });
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase.status).not.toBe('baking');
    expect(posted).toMatchObject([{ suppressed: true, suppressedBy: 'suppressed by maintenance' }]);
  });
});
