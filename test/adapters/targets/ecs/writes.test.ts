import { ConflictException, ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { createEcsTarget } from '../../../../src/adapters/targets/ecs/target.ts';
import type { TargetState } from '../../../../src/domain/rollout/record.ts';
import { type Goal, TargetChanged } from '../../../../src/ports/target.ts';
import { attach, type Model } from '../../../../src/sandbox/cloud/attach.ts';
import { pauseAt } from '../../../sandbox/cloud/ecs/an-account.ts';
import { aTarget } from '../support/a-target.ts';
import { anEcsWorld, ECS, PAUSED } from './world.ts';

const to = (weight: number): Goal => ({ kind: 'weight', weight, reversals: 0, cohorts: [] });
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
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

describe('a deployment with other steps than the plan', () => {
  const half = {
    ...PAUSED,
    canaryConfiguration: { canaryPercent: 50, canaryBakeTimeInMinutes: 0 },
  };

  it('is let go on to none of them past the goal, whatever the plan says', async () => {
    const options = { underWay: true, configuration: half, ask: { weights: [0, 50, 100] } } as const;
    const { target, state, account } = await started(options);
    const planned = { ...state, frozen: { ...(state.frozen as object), steps: [10, 100] } };
    const past = target.shift(planned, to(10), await target.read(planned));
    await expect(past).rejects.toMatchObject({ code: 'no-such-step', permanent: true });
    expect(account.shares()).toEqual([100, 0]);
  });

  it.each([
    ['other steps', half],
    ['no pauses', { ...PAUSED, lifecycleHooks: [] }],
  ])('is that of somebody else, although it brings the version of the rollout: %s', async (_what, configuration) => {
    const { target, state, account, calls } = await started({});
    await account.update({ deploymentConfiguration: configuration });
    const drift = expect.stringMatching(/^the deployment \S+ of invoices:2 has other steps or pauses than the plan$/);
    expect(await target.read(state)).toMatchObject({ drift, atBaseline: false });
    expect(await target.back([state], WAY)).toEqual([{ change: null }]);
    expect(calls).not.toContain('StopServiceDeployment');
  });
});

/** A target whose service names its deployment only once it is told to. */
async function lateNames() {
  const { account, clock, ...world } = await started({});
  const named = (await account.describe())?.currentServiceDeployment;
  let isLate = true;
  const name = <T extends object>(service: T) => (isLate ? { ...service, currentServiceDeployment: named } : service);
  const { UpdateService: update, DescribeServices: describeThem, ...rest } = account.cloud.model;
  if (update === undefined || describeThem === undefined) throw new Error('the model of ECS has no such operation');
  const updates: unknown[] = [];
  const model: Model = {
    ...rest,
    async UpdateService(input) {
      updates.push(input);
      const { service } = (await update(input)) as { readonly service: object };
      return { service: name(service) };
    },
    async DescribeServices(input) {
      const { services } = (await describeThem(input)) as { readonly services: readonly object[] };
      return { services: services.map(name) };
    },
  };
  const client = attach(new ECSClient({ region: 'us-east-1', credentials }), 'ECS', model);
  return {
    ...{ state: world.state, account, clock, updates },
    target: createEcsTarget({ load: async () => client, clock }),
    tellNames() {
      isLate = false;
    },
  };
}

describe('a deployment that ECS names late', () => {
  it('is under way meanwhile, nobody is blamed for it, and it begins once', async () => {
    const { target, state, account, updates, tellNames } = await lateNames();
    expect(await target.shift(state, to(10), await target.read(state))).toEqual({ change: null });
    const unnamed = await target.read(state);
    expect(unnamed).toMatchObject({ weight: 0, effectiveAt: null, drift: null, atBaseline: false, promoted: false });
    expect(await target.shift(state, to(10), unnamed)).toEqual({ change: null });
    expect(updates).toHaveLength(1);
    tellNames();
    expect(await target.read(state)).toMatchObject({ drift: null, change: await account.newest() });
  });

  it('is rolled back as soon as it has its name', async () => {
    const { target, state, account, tellNames } = await lateNames();
    await target.shift(state, to(10), await target.read(state));
    expect(await target.back([state], WAY)).toMatchObject([
      { fault: { code: 'deployment-not-named', permanent: false } },
    ]);
    tellNames();
    expect(await target.back([state], WAY)).toEqual([{ change: await account.newest() }]);
  });
});

describe('the first shift of a registered version', () => {
  it.each([
    ['goes on by itself', { timeoutInMinutes: 20_160, action: 'CONTINUE' }],
    ['rolls back soon', { timeoutInMinutes: 10, action: 'ROLLBACK' }],
  ] as const)('gives each pause of the service 14 days, where one %s', async (_what, timeoutConfiguration) => {
    const lifecycleHooks = [{ ...pauseAt('POST_SCALE_UP', 'PRE_PRODUCTION_TRAFFIC_SHIFT'), timeoutConfiguration }];
    const { target, state, account } = await started({ configuration: { ...PAUSED, lifecycleHooks } });
    await target.shift(state, to(10), await target.read(state));
    const { deploymentConfiguration } = (await account.deployment()) ?? {};
    const longest = { timeoutInMinutes: 20_160, action: 'ROLLBACK' };
    expect(deploymentConfiguration?.lifecycleHooks).toEqual([
      { ...pauseAt('POST_SCALE_UP', 'PRE_PRODUCTION_TRAFFIC_SHIFT'), timeoutConfiguration: longest },
      { ...pauseAt('POST_PRODUCTION_TRAFFIC_SHIFT'), timeoutConfiguration: longest },
    ]);
  });

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

  it.each(['ECS stopped it', 'somebody deployed another one'])(
    'is refused for good once it is over: %s',
    async (what) => {
      const alarms = { alarmNames: ['invoices-5xx'], enable: true, rollback: false };
      const { target, state, account, change, clock } = await started({
        underWay: true,
        configuration: { ...PAUSED, alarms },
      });
      if (what === 'ECS stopped it') account.cloud.alarm('invoices-5xx');
      else await change();
      await clock.wait(60_000);
      expect(await target.back([state], WAY)).toMatchObject([
        {
          fault: {
            code: 'deployment-over',
            permanent: true,
            message: expect.stringMatching(/^ECS has stopped the deployment of v54 \(invoices:2\): .*start v53/),
          },
        },
      ]);
    },
  );

  it('is refused for good where the rollback of ECS failed, with its reason', async () => {
    const { state, account, clock } = await started();
    const failed = { status: 'ROLLBACK_FAILED', statusReason: 'No task became healthy.' };
    const client = attach(new ECSClient({ region: 'us-east-1', credentials }), 'ECS', {
      ...account.cloud.model,
      StopServiceDeployment() {
        throw new ConflictException({ message: 'The service deployment is over.', $metadata: {} });
      },
      DescribeServiceDeployments: () => ({ serviceDeployments: [failed] }),
    });
    const [result] = await createEcsTarget({ load: async () => client, clock }).back([state], WAY);
    const said = /^ECS failed to roll back the deployment of v54 \(invoices:2\): No task became healthy\. .*start v53/;
    expect(result).toMatchObject({ fault: { permanent: true, message: expect.stringMatching(said) } });
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
