import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { findFirstEnd } from '../../../../src/adapters/targets/ecs/standing.ts';

type Hook = NonNullable<ServiceDeployment['lifecycleHookDetails']>[number];

const pause = (hookId: string, at: number, over: Partial<Hook> = {}): Hook => ({
  ...{ hookId, targetType: 'PAUSE', status: 'AWAITING_ACTION', expiresAt: new Date(at), timeoutAction: 'ROLLBACK' },
  ...over,
});
const endOf = (lifecycleHookDetails: Hook[], status: ServiceDeployment['status'] = 'IN_PROGRESS') =>
  findFirstEnd({ status, lifecycleHookDetails });

it('is the end of the pause that ends first, of two at one stage', () => {
  const hooks = [pause('late', 9_000), pause('first', 5_000, { timeoutAction: 'CONTINUE' })];
  expect(endOf(hooks)).toEqual({ id: 'first', until: 5_000, atEnd: 'ECS goes on by itself' });
});

it('is the same of two that end together, in either order', () => {
  const [one, other] = [pause('a', 5_000), pause('b', 5_000)];
  expect(endOf([one, other])).toEqual({ id: 'a', until: 5_000, atEnd: 'ECS rolls the deployment back' });
  expect(endOf([other, one])).toEqual(endOf([one, other]));
});

it.each([
  ['without a pause', []],
  ['where the pause was continued', [pause('a', 5_000, { status: 'SUCCEEDED' })]],
  ['where a function is asked', [pause('a', 5_000, { targetType: 'AWS_LAMBDA' })]],
  ['where ECS names no end', [pause('a', 5_000, { expiresAt: undefined })]],
] as const)('is none %s', (_what, hooks) => {
  expect(endOf([...hooks])).toBeNull();
});

it('is none of a deployment on its way back', () => {
  expect(endOf([pause('a', 5_000)], 'ROLLBACK_IN_PROGRESS')).toBeNull();
});
