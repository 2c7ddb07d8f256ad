import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { surveyForwards } from '../../../../src/adapters/targets/alb/survey.ts';
import { attach, type Call } from '../../../../src/sandbox/cloud/attach.ts';
import { createElbv2Model } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { inPages } from '../../../support/in-pages.ts';
import { localConfig } from '../../aws/support/local-config.ts';

const AT = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const redirect = { Type: 'redirect' as const, RedirectConfig: { StatusCode: 'HTTP_301' as const } };
const ignored = () => undefined;

/** An account with target groups that are called `tg-0` to `tg-9`; calls that `denied` names are refused as AWS refuses them. */
function anAccount(denied: (call: Omit<Call, 'error'>) => boolean = () => false) {
  const cloud = createElbv2Model({ now: () => 0 });
  const arns = Array.from({ length: 10 }, (_, index) => cloud.createGroup({ name: `tg-${index}` }));
  const forward = (...indexes: readonly number[]) => {
    const TargetGroups = indexes.map((index) => ({ TargetGroupArn: arns[index], Weight: 1 }));
    return { Type: 'forward' as const, ForwardConfig: { TargetGroups } };
  };
  const observer = {
    before(call: Omit<Call, 'error'>) {
      if (denied(call)) throw Object.assign(new Error('User is not authorized'), { name: 'AccessDenied' });
    },
  };
  const model = inPages(cloud.model, {
    ...{ DescribeLoadBalancers: 'PageSize', DescribeListeners: 'PageSize', DescribeRules: 'PageSize' },
  });
  const client = attach(new ElasticLoadBalancingV2Client({ ...localConfig, maxAttempts: 1 }), 'ELBv2', model, observer);
  return {
    cloud,
    arns,
    forward,
    survey: (seen = ignored as (count: number) => void) => surveyForwards(async () => client, seen),
  };
}

describe('a survey of load balancers', () => {
  it('finds what listeners and rules forward, page by page, and nothing that they answer otherwise', async () => {
    const { cloud, forward, arns, survey } = anAccount();
    cloud.createListener(`${AT}:listener/app/web/1/80`, [redirect]);
    cloud.createListener(`${AT}:listener/app/web/1/443`, [forward(0, 1)]);
    for (const rule of ['1', '2', '3', '4'])
      cloud.createRule(`${AT}:listener-rule/app/web/1/443/${rule}`, {
        actions: [rule === '2' ? redirect : forward(2)],
      });
    cloud.createListener(`${AT}:listener/app/web/1/8443`, [forward(3, 4, 5)]);
    for (const name of ['x', 'y', 'z']) cloud.createListener(`${AT}:listener/app/${name}/2/443`, [forward(6, 7)]);
    const seen: number[] = [];
    const { found, leftOut } = await survey((count) => seen.push(count));
    expect({ seen, leftOut }).toEqual({ seen: [5, 6, 7, 8], leftOut: [] });
    expect(found.map(({ place, groups }) => [...Object.values(place), ...groups.map(({ name }) => name)])).toEqual([
      [`${AT}:listener/app/web/1/443`, 'tg-0', 'tg-1'],
      ...['1', '3', '4'].map((rule) => [`${AT}:listener-rule/app/web/1/443/${rule}`, 'tg-2']),
      [`${AT}:listener/app/web/1/8443`, 'tg-3', 'tg-4', 'tg-5'],
      ...['x', 'y', 'z'].map((name) => [`${AT}:listener/app/${name}/2/443`, 'tg-6', 'tg-7']),
    ]);
    const dimensions = [0, 1].map((index) => ({
      name: `tg-${index}`,
      dimension: arns[index]?.replace(/.*:targetgroup/, 'targetgroup'),
    }));
    expect(found[0]).toEqual({
      place: { listener: `${AT}:listener/app/web/1/443` },
      loadBalancer: 'web',
      dimension: 'app/web/1',
      groups: dimensions,
    });
  });

  it('looks at Application Load Balancers only', async () => {
    const { cloud, forward, survey } = anAccount();
    cloud.createListener(`${AT}:listener/net/queue/1/443`, [forward(0)]);
    expect(await survey()).toEqual({ found: [], leftOut: [] });
  });

  it.each([
    ['DescribeLoadBalancers', [], 'elasticloadbalancing:DescribeLoadBalancers'],
    ['DescribeListeners', [], 'elasticloadbalancing:DescribeListeners of web'],
    ['DescribeRules', ['listener'], `elasticloadbalancing:DescribeRules of ${AT}:listener/app/web/1/443`],
  ])('notes that it may not call %s, and has what it found so far', async (denied, places, line) => {
    const { cloud, forward, survey } = anAccount(({ operation }) => operation === denied);
    cloud.createListener(`${AT}:listener/app/web/1/443`, [forward(0, 1)]);
    cloud.createRule(`${AT}:listener-rule/app/web/1/443/1`, { actions: [forward(2, 3)] });
    const { found, leftOut } = await survey();
    expect({ places: found.flatMap(({ place }) => Object.keys(place)), leftOut }).toEqual({ places, leftOut: [line] });
  });
});
