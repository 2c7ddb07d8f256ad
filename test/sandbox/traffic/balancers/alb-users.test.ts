import { expect, it } from 'vitest';
import { albMetrics } from '../../../../src/adapters/targets/alb/metrics.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import { createMetrics } from '../../../../src/sandbox/cloud/cloudwatch/metrics.ts';
import { createElbv2Model } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { createAlbUsers } from '../../../../src/sandbox/traffic/balancers/alb-users.ts';
import type { Arm } from '../../../../src/sandbox/traffic/behaviour.ts';
import { createChance } from '../../../../src/sandbox/traffic/random.ts';

const RULE =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee';
const config: TargetConfig = { kind: 'alb', rule: RULE, groups: ['blue', 'green'] };

function open(sticky: boolean) {
  let time = 0;
  const elb = createElbv2Model({ now: () => time });
  const arns = ['blue', 'green'].map((name) => elb.createGroup({ name }));
  const setWeights = (...weights: readonly number[]) => {
    const TargetGroups = arns.map((TargetGroupArn, i) => ({ TargetGroupArn, Weight: weights[i] }));
    const TargetGroupStickinessConfig = { Enabled: sticky, DurationSeconds: 3600 };
    const ForwardConfig = { TargetGroups, TargetGroupStickinessConfig };
    elb.createRule(RULE, { actions: [{ Type: 'forward', ForwardConfig }] });
  };
  setWeights(1, 1);
  const metrics = createMetrics();
  const met: [Arm, number][] = [];
  const users = createAlbUsers(config, {
    ...{ elb, metrics, stable: () => 'blue', chance: createChance(1) },
    behaviour: (arm) => ({ errorRate: arm === 'canary' ? 1 : 0, latencyMs: 200 }),
    met: (arm, user) => met.push([arm, user]),
  });
  const tick = async (times: number) => {
    for (let i = 0; i < times; i += 1) {
      time += 10_000;
      await users.tick();
    }
  };
  return { metrics, met, users, setWeights, tick, arns };
}

it('keeps users with their arm while the load balancer is sticky, and not otherwise', async () => {
  const canaryUsers = ({ met }: ReturnType<typeof open>) =>
    new Set(met.flatMap(([arm, user]) => (arm === 'canary' ? [user] : [])));
  const sticky = open(true);
  await sticky.tick(100);
  const known = canaryUsers(sticky);
  expect(known.size).toBeGreaterThan(500);
  sticky.met.length = 0;
  sticky.setWeights(1, 0);
  await sticky.tick(20);
  expect(sticky.met.filter(([arm, user]) => known.has(user) && arm === 'stable')).toEqual([]);
  const free = open(false);
  await free.tick(100);
  free.met.length = 0;
  free.setWeights(1, 0);
  await free.tick(20);
  expect(canaryUsers(free).size).toBe(0);
});

it('reports where the kind of target looks: requests, failures, and times in seconds, by target group', async () => {
  const { metrics, met, users, tick, arns } = open(false);
  await tick(30);
  users.report(60_000);
  const [stable = '', canary = ''] = arns;
  const { stable: ofStable, canary: ofCanary } = albMetrics({
    config,
    frozen: { stable, canary, bound: false, actions: [] },
  });
  const requests = met.filter(([arm]) => arm === 'canary').length;
  const sum = (metric: typeof ofStable.requests) => metrics.statistic(metric, 'Sum', 0, 120_000)?.value;
  expect([sum(ofCanary.requests), sum(ofStable.requests)]).toEqual([requests, met.length - requests]);
  expect(ofCanary.errors.map(sum)).toEqual([requests]);
  expect(ofStable.errors.map(sum)).toEqual([0]);
  const latency = metrics.statistic(ofStable.latency as typeof ofStable.requests, 'p50', 0, 120_000)?.value;
  expect(latency).toBeGreaterThan(0.15);
  expect(latency).toBeLessThan(0.25);
});
