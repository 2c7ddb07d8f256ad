import type { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { ecsMetrics } from '../../../../src/adapters/targets/ecs/metrics.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import { ecsPlace, seedEcsService, taskDefinitionArn } from '../../../../src/sandbox/account/ecs-service.ts';
import { createMetrics } from '../../../../src/sandbox/cloud/cloudwatch/metrics.ts';
import { createEcsModel } from '../../../../src/sandbox/cloud/ecs/ecs.ts';
import { createElbv2Model } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { groupArn } from '../../../../src/sandbox/cloud/elbv2/groups.ts';
import { createVirtualClock } from '../../../../src/sandbox/time/clock.ts';
import { createEcsUsers, ecsDimensions } from '../../../../src/sandbox/traffic/balancers/ecs-users.ts';
import type { Arm } from '../../../../src/sandbox/traffic/behaviour.ts';
import { createChance } from '../../../../src/sandbox/traffic/random.ts';

const target: TargetConfig = { kind: 'ecs', cluster: 'shop', service: 'invoices' };

it('brings users to the revision behind their target group, and reports where the kind of target looks', async () => {
  const clock = createVirtualClock(0, { error: () => undefined });
  const elb = createElbv2Model(clock);
  const ecs = createEcsModel({ clock, elb, emit: () => undefined });
  seedEcsService({ elb, ecs }, target, { alarms: [] }, ['v53', 'v54']);
  const metrics = createMetrics();
  const met: Arm[] = [];
  const users = createEcsUsers(target, {
    ...{ elb, ecs, metrics, stable: () => '1', chance: createChance(1) },
    behaviour: (arm) => ({ errorRate: arm === 'canary' ? 1 : 0, latencyMs: 200 }),
    met: (arm) => met.push(arm),
  });
  const share = () => met.filter((arm) => arm === 'canary').length / met.length;
  await users.tick();
  expect(share()).toBe(0);
  const place = ecsPlace(target);
  const UpdateService = ecs.model.UpdateService as (input: UpdateServiceCommand['input']) => unknown;
  UpdateService({
    ...{ cluster: 'shop', service: 'invoices', taskDefinition: taskDefinitionArn(place, '2') },
    deploymentConfiguration: {
      ...{ canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 30 }, lifecycleHooks: [] },
    },
  });
  await clock.advance(3 * 60_000);
  met.length = 0;
  users.report(60_000);
  for (let tick = 0; tick < 30; tick += 1) await users.tick();
  expect(share()).toBeGreaterThan(0.08);
  expect(share()).toBeLessThan(0.12);
  users.report(180_000);
  const arm = (group: string) => ({ taskDefinition: '', group: groupArn(group) });
  const of = ecsMetrics({
    frozen: {
      ...{ deployment: null, before: null, steps: [10, 100], loadBalancer: ecsDimensions(target).LoadBalancer ?? '' },
      ...{ stable: arm('invoices-blue'), canary: arm('invoices-green') },
    },
  });
  const failures = of?.canary.errors.map((metric) => metrics.statistic(metric, 'Sum', 120_000, 240_000)?.value);
  expect(failures).toEqual([met.filter((arm) => arm === 'canary').length]);
});
