import { describe, expect, it } from 'vitest';
import type { TargetState } from '../../../../src/domain/rollout/record.ts';
import { type Goal, TargetChanged } from '../../../../src/ports/target.ts';
import { pauseAt } from '../../../sandbox/cloud/ecs/an-account.ts';
import { aTarget } from '../support/a-target.ts';
import { anEcsWorld, ECS, PAUSED } from './world.ts';

const to = (weight: number): Goal => ({ kind: 'weight', weight, reversals: 0, cohorts: [] });
const WAY = { reversals: 1, promotionBegan: false };

async function started(options: Parameters<typeof anEcsWorld>[0] = { underWay: true }) {
  const world = await anEcsWorld(options);
  const state: TargetState = aTarget(ECS, await world.target.inspect(world.ask));
  return { ...world, state };
}

describe('a shift of a deployment', () => {
  it('leaves each pause before the share, and none behind it', async () => {
    const lifecycleHooks = [
      pauseAt('PRE_SCALE_UP', 'POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'),
      pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT'),
      pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT'),
    ];
    const { target, state, account } = await started({ underWay: true, configuration: { ...PAUSED, lifecycleHooks } });
    expect((await account.deployment())?.lifecycleStage).toBe('PRE_SCALE_UP');
    await target.shift(state, to(10), await target.read(state));
    expect(account.shares()).toEqual([90, 10]);
    expect(await account.awaited()).toHaveLength(2);
    expect(account.names().filter((name) => name === 'HOOK_SUCCEEDED')).toHaveLength(5);
  });

  it('reads again when somebody else continued the pause first', async () => {
    const { target, state, split } = await started();
    const late = await target.read(state);
    await split(10);
    await expect(target.shift(state, to(10), late)).rejects.toThrow(TargetChanged);
    expect((await target.read(state)).weight).toBe(10);
  });

  it('says that ECS cannot lower a share, and does nothing', async () => {
    const { target, state, split, account } = await started();
    await split(10);
    const lower = target.shift(state, to(5), await target.read(state));
    await expect(lower).rejects.toMatchObject({ code: 'cannot-lower', permanent: true });
    expect(account.shares()).toEqual([90, 10]);
  });

  it('does not let a deployment go on past the share of the plan', async () => {
    const { target, state, split, account } = await started();
    await split(10);
    const between = target.shift(state, to(50), await target.read(state));
    await expect(between).rejects.toMatchObject({ code: 'no-such-step', permanent: true });
    expect(account.shares()).toEqual([90, 10]);
  });
});

describe('the first shift of a registered version', () => {
  it('deploys it with the strategy of the plan, and keeps what the service has beside that', async () => {
    const alarms = { alarmNames: ['invoices-5xx'], enable: true, rollback: true };
    const configuration = { ...PAUSED, alarms, lifecycleHooks: [pauseAt('POST_SCALE_UP')] };
    const { target, state, account } = await started({ configuration });
    await target.shift(state, to(10), await target.read(state));
    const { deploymentConfiguration } = (await account.deployment()) ?? {};
    expect(deploymentConfiguration).toMatchObject({
      ...{ strategy: 'CANARY', bakeTimeInMinutes: 0, alarms },
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 0 },
      lifecycleHooks: [
        pauseAt('POST_SCALE_UP'),
        {
          ...pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'),
          timeoutConfiguration: { timeoutInMinutes: 20_160, action: 'ROLLBACK' },
        },
      ],
    });
    expect(account.shares()).toEqual([90, 10]);
  });

  it('is found again by a worker that does not know of it, and rolled back', async () => {
    const { target, state, account } = await started({});
    await target.shift(state, to(10), await target.read(state));
    expect(await target.read(state)).toMatchObject({ weight: 10, change: expect.stringMatching(/invoices\//) });
    expect(await target.back([state], WAY)).toEqual([{ change: await account.newest() }]);
    expect(await target.read(state)).toMatchObject({ weight: 0, atBaseline: true, drift: null });
  });
});

describe('the way back of a deployment', () => {
  it('is no fault twice, or when ECS went first', async () => {
    const { target, state, account } = await started();
    await account.stop();
    for (let times = 0; times < 2; times++)
      expect(await target.back([state], WAY)).toEqual([{ change: await account.newest() }]);
    expect(await target.read(state)).toMatchObject({ atBaseline: true, wentBack: expect.stringMatching(/rolled/) });
  });

  it('reads nothing before it writes', async () => {
    const { target, state, calls } = await started();
    const before = calls.length;
    await target.back([state], WAY);
    expect(calls.slice(before)).toEqual(['StopServiceDeployment']);
  });

  it('ends with the deployment, and says how to have the old version again', async () => {
    const { target, state } = await started();
    await target.shift(state, to(100), await target.read(state));
    await target.shift(state, { kind: 'promoted' }, await target.read(state));
    const remedy = expect.stringContaining('start v53 (invoices:1) to have it again');
    expect(await target.read(state, 'way-back')).toMatchObject({ promoted: true, noWayBack: remedy });
    expect(await target.back([state], WAY)).toMatchObject([{ fault: { permanent: true, message: remedy } }]);
  });
});
