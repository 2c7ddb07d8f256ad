import { describe, expect, it } from 'vitest';
import type { AlarmReading } from '../../../src/domain/alarm/state.ts';
import type { Service } from '../../../src/domain/service.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const quiet = (name: string, since: number): AlarmReading => ({
  name,
  value: 'OK',
  since,
  suppressed: false,
  reason: 'fine',
});

/** A rollout that holds when an alarm fires, with an alarm that was applied in mid-rollout. */
async function withANewAlarm(): Promise<World> {
  const world = aWorld({ service: { onAlarm: 'hold' } });
  const service = world.config.live as Service;
  await world.say({ name: 'start' });
  await world.pass(2 * MINUTE);
  world.alarms.set('checkout-new', quiet('checkout-new', world.now() - MINUTE));
  world.config.live = { ...service, alarms: ['checkout-5xx', 'checkout-new'] };
  await world.pass(2 * MINUTE);
  return world;
}

const fire = (world: World): void => {
  world.alarms.set('checkout-new', { ...quiet('checkout-new', world.now()), value: 'ALARM' });
};

describe('an alarm that is applied in mid-rollout', () => {
  it('is watched from then on, also when its event is lost', async () => {
    const world = await withANewAlarm();
    fire(world);
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'alarm', name: 'checkout-new' },
    });
  });

  it('that fired and is taken out again is no dead end: it is asked about by name, and whoever resumes answers for it', async () => {
    const world = await withANewAlarm();
    fire(world);
    await world.pass(2 * MINUTE);
    world.config.live = { ...(world.config.live as Service), alarms: ['checkout-5xx'] };
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({
      why: { kind: 'alarm-unclear', alarms: [{ name: 'checkout-new', is: 'left' }] },
    });
    await world.say({ name: 'resume' });
    const { phase, timeline } = await world.rollout();
    expect(phase.status).not.toBe('holding');
    expect(timeline.map(({ text }) => text)).toContainEqual(
      expect.stringContaining(
        'goes on without the alarm checkout-new. The alarm checkout-new fired and does not belong',
      ),
    );
  });

  it('that fires again after it left the service is not posted as a breach of the service', async () => {
    const world = await withANewAlarm();
    fire(world);
    await world.pass(2 * MINUTE);
    const posted = () => world.told.filter(({ kind, text }) => kind === 'breach' && text.startsWith('checkout-new'));
    expect(posted()).toHaveLength(1);
    world.config.live = { ...(world.config.live as Service), alarms: ['checkout-5xx'] };
    await world.pass(2 * MINUTE);
    fire(world);
    await world.pass(2 * MINUTE);
    expect(posted()).toHaveLength(1);
  });

  it('stays what it was while the live configuration cannot be read', async () => {
    const world = await withANewAlarm();
    fire(world);
    await world.pass(2 * MINUTE);
    world.config.live = 'unreadable';
    await world.pass(2 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ why: { kind: 'alarm', name: 'checkout-new' } });
  });
});
