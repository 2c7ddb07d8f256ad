import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { readChange, writeChange } from '../../../../src/adapters/targets/ecs/change.ts';
import { type DeploymentGoal, readStanding } from '../../../../src/adapters/targets/ecs/standing.ts';

const AWAITING = { hookId: 'h-1', targetType: 'PAUSE', status: 'AWAITING_ACTION' } as const;

function aDeployment(
  lifecycleStage: string,
  share: number,
  { paused = false, ...over }: Partial<ServiceDeployment> & { readonly paused?: boolean } = {},
): ServiceDeployment {
  return {
    status: 'IN_PROGRESS',
    lifecycleStage: lifecycleStage as NonNullable<ServiceDeployment['lifecycleStage']>,
    deploymentConfiguration: { strategy: 'CANARY' },
    targetServiceRevision: { requestedProductionTrafficWeight: share },
    lifecycleHookDetails: paused ? [AWAITING] : [],
    ...over,
  };
}

const stand = (deployment: ServiceDeployment, goal: DeploymentGoal = null) => {
  const { weight, isSettled, promoted, towards } = readStanding(deployment, goal);
  return { weight, isSettled, promoted, towards: towards?.weight ?? null };
};
const at = (weight: number, isSettled: boolean, promoted = false): ReturnType<typeof stand> => ({
  ...{ weight, isSettled, promoted },
  towards: null,
});
const onTheWay = (weight: number, towards: number) => ({ weight, isSettled: false, promoted: false, towards });

describe('a deployment under way', () => {
  it.each<[string, ServiceDeployment, DeploymentGoal, ReturnType<typeof at>]>([
    ['has nothing before its first step', aDeployment('SCALE_UP', 0), null, at(0, true)],
    [
      'has nothing yet on its way to the first step once it was let go',
      aDeployment('SCALE_UP', 0),
      10,
      onTheWay(0, 10),
    ],
    ['waits for Serin at a pause before that', aDeployment('POST_SCALE_UP', 0, { paused: true }), 10, at(0, false)],
    [
      'waits before its first step',
      aDeployment('PRE_PRODUCTION_TRAFFIC_SHIFT', 0, { paused: true }),
      null,
      at(0, true),
    ],
    ['bakes behind a step', aDeployment('PRODUCTION_TRAFFIC_SHIFT', 10), 10, onTheWay(10, 10)],
    [
      'has a step once it waits behind it',
      aDeployment('PRE_PRODUCTION_TRAFFIC_SHIFT', 10, { paused: true }),
      10,
      at(10, true),
    ],
    [
      'has a step whose share ECS gives with what adding leaves behind the decimals',
      aDeployment('PRE_PRODUCTION_TRAFFIC_SHIFT', 33.3 + 33.3 + 33.3, { paused: true }),
      99.9,
      at(99.9, true),
    ],
    [
      'keeps its share as it leaves that pause',
      aDeployment('PRE_PRODUCTION_TRAFFIC_SHIFT', 10),
      100,
      onTheWay(10, 100),
    ],
    ['has gone further than it should', aDeployment('PRODUCTION_TRAFFIC_SHIFT', 100), 10, onTheWay(100, 100)],
    ['waits behind all steps', aDeployment('POST_PRODUCTION_TRAFFIC_SHIFT', 100, { paused: true }), 100, at(100, true)],
    ['runs a hook behind all steps', aDeployment('POST_PRODUCTION_TRAFFIC_SHIFT', 100), 100, onTheWay(100, 100)],
    [
      'is promoted when it leaves that pause',
      aDeployment('POST_PRODUCTION_TRAFFIC_SHIFT', 100),
      'end',
      at(100, true, true),
    ],
    ['is promoted while it bakes', aDeployment('BAKE_TIME', 100), 100, at(100, true, true)],
    ['is promoted while it cleans up', aDeployment('CLEAN_UP', 100), null, at(100, true, true)],
    ['has nothing while it is pending', { status: 'PENDING' }, null, at(0, true)],
  ])('%s', (_title, deployment, goal, expected) => {
    expect(stand(deployment, goal)).toEqual(expected);
  });

  it('has no shares where it is rolling: users get new tasks as they start', () => {
    const rolling = { deploymentConfiguration: { strategy: 'ROLLING' } } as const;
    expect(stand(aDeployment('PRE_SCALE_UP', 0, { ...rolling, paused: true }))).toEqual(at(0, true));
    expect(stand(aDeployment('SCALE_UP', 0, rolling), 100)).toEqual(onTheWay(100, 100));
    expect(stand(aDeployment('POST_SCALE_UP', 0, { ...rolling, paused: true }), 100)).toEqual(at(100, true));
  });
});

describe('the way of a deployment', () => {
  it('says the stage, and how many of the new tasks run', () => {
    const to = { requestedProductionTrafficWeight: 0, requestedTaskCount: 4, runningTaskCount: 1 };
    const scaling = aDeployment('SCALE_UP', 0, { targetServiceRevision: to });
    expect(readStanding(scaling, 10).towards?.waitsFor).toBe('ECS is at SCALE_UP, 1 of 4 tasks run');
    expect(readStanding(aDeployment('POST_SCALE_UP', 0), 10).towards?.waitsFor).toBe('ECS is at POST_SCALE_UP');
  });
});

describe('a deployment that ended', () => {
  it.each([
    ['SUCCESSFUL', { weight: 100, promoted: true, drift: null, wentBack: null }],
    ['ROLLBACK_REQUESTED', { weight: 10, isSettled: false, wentBack: 'ECS rolls the deployment back: Alarm fired' }],
    ['ROLLBACK_IN_PROGRESS', { weight: 10, isSettled: false, wentBack: 'ECS rolls the deployment back: Alarm fired' }],
    ['ROLLBACK_SUCCESSFUL', { weight: 0, atBaseline: true, wentBack: 'ECS rolled the deployment back: Alarm fired' }],
    ['ROLLBACK_FAILED', { weight: 10, drift: 'ECS failed to roll the deployment back: Alarm fired' }],
    ['STOP_REQUESTED', { weight: 10, drift: 'ECS stops the deployment: Alarm fired', wentBack: null }],
    ['STOPPED', { weight: 10, drift: 'ECS stopped the deployment: Alarm fired', wentBack: null }],
  ] as const)('as %s says what became of it', (status, expected) => {
    const ended = aDeployment('PRODUCTION_TRAFFIC_SHIFT', 10, { status, statusReason: 'Alarm fired.' });
    expect(readStanding(ended, 10)).toMatchObject(expected);
  });
});

describe('the change of a target', () => {
  const deployment = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/shop/invoices/0EYSiB0qap8xf0N76FsbE';

  it.each<[DeploymentGoal, string]>([
    [null, deployment],
    [7.5, `${deployment} to 7.5`],
    ['end', `${deployment} to end`],
  ])('keeps the deployment and its goal %s', (goal, text) => {
    expect(writeChange({ deployment, goal })).toBe(text);
    expect(readChange(text)).toEqual({ deployment, goal });
  });

  it.each([null, '', 'C123', `${deployment} to`])('is none of ECS: %s', (text) => {
    expect(readChange(text)).toBeNull();
  });
});
