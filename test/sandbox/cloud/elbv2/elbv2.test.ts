import {
  type Action,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createElbv2Model } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';

const RULE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/web/1/2/3';
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

function open() {
  let time = 0;
  const cloud = createElbv2Model({ now: () => time });
  const [one, two] = [cloud.createGroup({ name: 'one' }), cloud.createGroup({ name: 'two' })];
  const client = attach(new ElasticLoadBalancingV2Client({ region: 'us-east-1', credentials }), 'ELBv2', cloud.model);
  const forward = (weights: readonly (number | undefined)[], sticky?: number): Action => {
    const TargetGroups = [one, two].map((TargetGroupArn, i) => ({ TargetGroupArn, Weight: weights[i] }));
    const TargetGroupStickinessConfig = { Enabled: sticky !== undefined, DurationSeconds: sticky };
    return { Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } };
  };
  cloud.createRule(RULE, { actions: [forward([1, 0])] });
  const modify = (...Actions: Action[]) => client.send(new ModifyRuleCommand({ RuleArn: RULE, Actions }));
  const health = async (TargetGroupArn: string) => {
    const { TargetHealthDescriptions: all = [] } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return all.map(({ TargetHealth }) => TargetHealth?.State);
  };
  const advance = (ms: number) => {
    time += ms;
  };
  return { cloud, one, two, forward, modify, health, advance };
}

describe('the model of Elastic Load Balancing', () => {
  it('gives each group its share of the requests', async () => {
    const { cloud, one, two, forward, modify } = open();
    await modify(forward([3, 1]));
    expect([cloud.share(RULE, one), cloud.share(RULE, two)]).toEqual([75, 25]);
    expect([0, 0.74, 0.76, 0.99].map((random) => cloud.forward(RULE, random, null)?.group)).toEqual([
      one,
      one,
      two,
      two,
    ]);
  });

  it('forwards nothing where all weights are 0, and nothing of a rule that is not there', async () => {
    const { cloud, forward, modify } = open();
    await modify(forward([0, 0]));
    expect(cloud.forward(RULE, 0.5, null)).toBeNull();
    cloud.deleteRule(RULE);
    expect(cloud.forward(RULE, 0.5, null)).toBeNull();
  });

  it('keeps a user with a cookie in the group until the cookie expires, whatever the weights are, and renews it', async () => {
    const { cloud, one, two, forward, modify, advance } = open();
    await modify(forward([1, 1], 60));
    const first = cloud.forward(RULE, 0.9, null);
    expect(first).toEqual({ group: two, cookie: { group: two, until: 60_000 } });
    await modify(forward([1, 0], 60));
    advance(59_000);
    const second = cloud.forward(RULE, 0, first?.cookie ?? null);
    expect(second).toEqual({ group: two, cookie: { group: two, until: 119_000 } });
    advance(60_000);
    expect(cloud.forward(RULE, 0.9, second?.cookie ?? null)?.group).toBe(one);
  });

  it('looks at no cookie without stickiness, and at none of a group that left the action', async () => {
    const { cloud, one, two, forward, modify } = open();
    const cookie = { group: two, until: 60_000 };
    await modify(forward([1, 0]));
    expect(cloud.forward(RULE, 0, cookie)).toEqual({ group: one, cookie });
    const only = {
      TargetGroups: [{ TargetGroupArn: one }],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
    };
    await modify({ Type: 'forward', ForwardConfig: only });
    expect(cloud.forward(RULE, 0, cookie)?.group).toBe(one);
  });

  it('checks the health of targets only while an action names their group', async () => {
    const { one, two, health, modify } = open();
    expect(await health(two)).toEqual(['healthy', 'healthy']);
    await modify({ Type: 'forward', TargetGroupArn: one });
    expect(await health(two)).toEqual(['unused', 'unused']);
  });

  it('returns no secret, and keeps one that stays', async () => {
    const { cloud, forward, modify } = open();
    const AuthenticateOidcConfig = {
      ...{ Issuer: 'i', AuthorizationEndpoint: 'a', TokenEndpoint: 't', UserInfoEndpoint: 'u', ClientId: 'c' },
    };
    const oidc = { Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig } as const;
    const last = { ...forward([1, 0]), Order: 2 };
    await expect(modify(oidc, last)).rejects.toMatchObject({ name: 'InvalidLoadBalancerActionException' });
    await modify({ ...oidc, AuthenticateOidcConfig: { ...AuthenticateOidcConfig, ClientSecret: 'hidden' } }, last);
    await modify(
      { ...oidc, AuthenticateOidcConfig: { ...AuthenticateOidcConfig, UseExistingClientSecret: true } },
      last,
    );
    expect(cloud.actions(RULE)?.[0]).toEqual(oidc);
  });

  it.each<[string, (world: ReturnType<typeof open>) => readonly Action[]]>([
    ['no routing action', () => []],
    ['two routing actions', ({ forward }) => [forward([1, 0]), forward([1, 0])]],
    [
      'a routing action that is not the last',
      ({ forward }) => [
        { ...forward([1, 0]), Order: 1 },
        { Type: 'jwt-validation', Order: 2 },
      ],
    ],
    ['a weight above 999', ({ forward }) => [forward([1000, 0])]],
    ['a weight with decimals', ({ forward }) => [forward([0.5, 0])]],
    ['a group without a weight', ({ forward }) => [forward([undefined, 1])]],
    ['stickiness of more than a week', ({ forward }) => [forward([1, 0], 604_801)]],
    [
      'no stickiness where a group binds users to targets',
      ({ cloud, one, forward }) => {
        cloud.setAttributes(one, { 'stickiness.enabled': 'true' });
        return [forward([1, 0])];
      },
    ],
  ])('refuses %s', async (_what, actions) => {
    const world = open();
    const before = world.cloud.actions(RULE);
    const refused = world.modify(...actions(world));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidLoadBalancerActionException' });
    expect(world.cloud.actions(RULE)).toEqual(before);
  });

  it('knows no group, rule or listener that is gone', async () => {
    const { cloud, two, forward, modify } = open();
    cloud.deleteGroup(two);
    await expect(modify(forward([1, 0]))).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
    cloud.deleteRule(RULE);
    await expect(modify(forward([1, 0]))).rejects.toMatchObject({ name: 'RuleNotFoundException' });
  });
});
