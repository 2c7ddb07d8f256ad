import { describe, expect, it } from 'vitest';
import { shareWords } from '../../../src/domain/rollout/read-share.ts';
import { pauseAt } from '../../sandbox/cloud/ecs/an-account.ts';
import { MINUTE } from '../world/world.ts';
import { anEcsService, TARGET } from './an-ecs-world.ts';

/** A rollout whose deployment scales up until it is let go on. */
async function aScaleUp(over: Parameters<typeof anEcsService>[0] = {}) {
  const service = anEcsService(over);
  const { account } = service;
  account.cloud.setFailing(account.v54, true);
  await account.update();
  await service.pass(3);
  return { ...service, goOn: () => account.cloud.setFailing(account.v54, false) };
}

/** A blue/green rollout that a person paused once ECS scaled up for it: no further pause of ECS keeps it from its share. */
async function aPauseInMidShift() {
  const service = await aScaleUp({
    plan: [
      { kind: 'shift', weight: 100 },
      { kind: 'bake', ms: 10 * MINUTE },
    ],
    configuration: {
      ...{ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
      lifecycleHooks: [pauseAt('PRE_SCALE_UP', 'POST_PRODUCTION_TRAFFIC_SHIFT')],
    },
  });
  await service.world.say({ name: 'pause' }, { as: 'U0BOB' });
  service.goOn();
  await service.pass(10);
  return service;
}

describe('a share that ECS is on its way to', () => {
  it('is not the share of the canary before users have it', async () => {
    const { world, goOn, pass } = await aScaleUp();
    const rollout = await world.rollout();
    expect(rollout.targets[0]?.observed).toMatchObject({ weight: 0, towards: { weight: 10 }, effectiveAt: null });
    expect(shareWords(rollout, world.now())).toBe('0%');
    goOn();
    await pass(5);
    expect(shareWords(await world.rollout(), world.now())).toBe('10%');
  });

  it('is not what a rollback begins from', async () => {
    const { world } = await aScaleUp();
    await world.say({ name: 'rollback' }, { as: 'U0BOB' });
    expect((await world.rollout()).wentBackFrom).toBe(0);
  });

  it('is written to ECS once', async () => {
    const { world, account, pass } = await aScaleUp();
    const { change } = (await world.rollout()).targets[0] ?? {};
    await pass(10);
    expect((await world.rollout()).targets[0]?.change).toBe(change);
    expect(change).toBe(`${await account.newest()} to 10`);
  });

  it('is said to be late once, with what ECS waits for, and Serin keeps waiting', async () => {
    const { world, goOn, pass } = await aScaleUp();
    await pass(40);
    const late = world.told.filter(({ text }) => text.includes('on its way to 10% for'));
    expect(late.map(({ kind }) => kind)).toEqual(['notice', 'thread']);
    expect(late.slice(1).map(({ text }) => text)).toEqual([
      expect.stringMatching(
        `^${TARGET} has been on its way to 10% for 30 min 5 s: ECS is at SCALE_UP, 0 of \\d+ tasks? runs?\\. It has 0% now\\. Serin keeps waiting\\.`,
      ),
    ]);
    goOn();
    await pass(5);
    expect(await world.rollout()).toMatchObject({ agreed: 10, phase: { status: 'baking' } });
  });
});

describe('a pause of the plan while ECS is on its way', () => {
  it('stays one when ECS comes to its share, and people are told once that it cannot be lowered', async () => {
    const { world, account } = await aPauseInMidShift();
    const { phase, targets } = await world.rollout();
    expect(phase.status).toBe('paused');
    expect(account.shares()).toEqual([0, 100]);
    expect(targets[0]?.observed).toMatchObject({ weight: 100, fault: { code: 'cannot-lower' } });
    const told = world.told.filter(({ text }) => text.includes('stays at 100%'));
    expect(told.map(({ kind }) => kind)).toEqual(['notice', 'thread']);
    expect(told.slice(1).map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /stays at 100% instead of 0%: ECS cannot lower .* stays paused\. Resume to go on from 100%/,
      ),
    ]);
    expect(world.told.filter(({ text }) => text.includes('Nobody knows'))).toEqual([]);
  });

  it('ends with a resume, at the share that ECS has', async () => {
    const { world, pass } = await aPauseInMidShift();
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await pass(2);
    expect(await world.rollout()).toMatchObject({ weight: 100, agreed: 100, phase: { status: 'baking' } });
  });

  it('may end before ECS comes to its share', async () => {
    const { world, goOn, pass } = await aScaleUp();
    await world.say({ name: 'pause' }, { as: 'U0BOB' });
    await pass(2);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    expect(await world.rollout()).toMatchObject({ weight: 10, phase: { status: 'shifting' } });
    goOn();
    await pass(5);
    expect(await world.rollout()).toMatchObject({ weight: 10, agreed: 10, phase: { status: 'baking' } });
  });
});
