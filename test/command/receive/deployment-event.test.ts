import { describe, expect, it } from 'vitest';
import { deployedTarget } from '../../../src/adapters/targets/registry.ts';
import { createDeploymentReceiver, isDeploymentEvent } from '../../../src/command/receive/deployment-event.ts';

/** The event of a pause, as the developer guide of ECS has it ("Amazon ECS service deployment hook state change events"). */
const PAUSE = {
  version: '0',
  id: '3329f79b-3dca-07f8-b1c2-5fe99f0b5e87',
  'detail-type': 'ECS Hook State Change',
  source: 'aws.ecs',
  account: '123456789012',
  time: '2026-03-05T15:54:41Z',
  region: 'us-west-2',
  resources: ['arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/0EYSiB0qap8xf0N76FsbE'],
  detail: {
    eventType: 'INFO',
    eventName: 'HOOK_AWAITING_ACTION',
    hookId: 'ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw',
    hookType: 'PAUSE',
    expiresAt: '2026-03-05T16:04:41Z',
    lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
    clusterArn: 'arn:aws:ecs:us-west-2:123456789012:cluster/my-cluster',
    serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service',
    serviceDeploymentArn:
      'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/0EYSiB0qap8xf0N76FsbE',
    updatedAt: '2026-03-05T15:54:41.618059641Z',
  },
};

/** The event of a deployment that begins, as the same guide has it ("Amazon ECS service deployment state change events"). */
const BEGUN = {
  version: '0',
  id: 'ddca6449-b258-46c0-8653-e0e3a6EXAMPLE',
  'detail-type': 'ECS Deployment State Change',
  source: 'aws.ecs',
  account: '111122223333',
  time: '2020-05-23T12:31:14Z',
  region: 'us-west-2',
  resources: ['arn:aws:ecs:us-west-2:111122223333:service/default/servicetest'],
  detail: {
    eventType: 'INFO',
    eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    deploymentId: 'ecs-svc/123',
    updatedAt: '2020-05-23T11:11:11Z',
    reason: 'ECS deployment deploymentId in progress.',
  },
};

async function take(event: unknown) {
  const [taken, logged]: [string[], unknown[]] = [[], []];
  const receive = createDeploymentReceiver({
    deployedTarget,
    accept: async ({ target }) => {
      taken.push(target);
    },
    log: { info: () => undefined, warn: () => undefined, error: ({ code }) => logged.push(code) },
  });
  await receive(event);
  return { taken, logged };
}

describe('an event about a deployment of ECS', () => {
  it.each([
    ['a pause', PAUSE, 'ecs my-cluster/my-service'],
    ['a deployment that begins', BEGUN, 'ecs default/servicetest'],
  ])('names the target: %s', async (_what, event, target) => {
    expect(isDeploymentEvent(event)).toBe(true);
    expect(await take(event)).toEqual({ taken: [target], logged: [] });
  });

  it.each([
    ['another source', { ...PAUSE, source: 'somebody' }],
    ['another type', { ...PAUSE, 'detail-type': 'ECS Task State Change' }],
    ['no event', null],
  ])('is none with %s', (_what, event) => {
    expect(isDeploymentEvent(event)).toBe(false);
  });

  it.each([
    ['a pause without its service', { ...PAUSE, detail: { eventName: 'HOOK_AWAITING_ACTION' } }],
    ['a deployment without resources', { ...BEGUN, resources: [] }],
  ])('is dropped and logged without its shape: %s', async (_what, event) => {
    expect(await take(event)).toEqual({ taken: [], logged: ['malformed-deployment'] });
  });

  it('is nobody’s for a service whose ARN does not name its cluster', async () => {
    const old = 'arn:aws:ecs:us-west-2:111122223333:service/servicetest';
    expect(await take({ ...BEGUN, resources: [old] })).toEqual({ taken: [], logged: [] });
  });
});
