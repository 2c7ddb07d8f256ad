import { describe, expect, it } from 'vitest';
import { createAlbTarget } from '../../../../src/adapters/targets/alb/target.ts';
import type { ModelTarget } from '../../../../src/sandbox/cloud/elbv2/groups.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { anElb } from '../support/aws-clients.ts';
import { aForward, anAlbConfig, LISTENER, RULE } from './world.ts';

const MINUTE = 60_000;

function open(sticky: number | null = null) {
  const clock = aClock();
  const { cloud, client, groups } = anElb(clock, { sticky });
  const target = createAlbTarget({ load: async () => client, clock });
  const inspect = (changes: object = {}, config: object = {}) =>
    target.inspect(anAsk(anAlbConfig({ rule: RULE }, config), changes));
  const codes = async (changes: object = {}, config: object = {}) =>
    (await inspect(changes, config)).findings.map(({ severity, code }) => `${severity} ${code}`);
  const write = (weights: readonly [number, number]) =>
    cloud.createRule(RULE, { actions: [aForward(groups, weights)] });
  return { cloud, groups, inspect, codes, write };
}

const targets = (...states: readonly ModelTarget['state'][]): readonly ModelTarget[] =>
  states.map((state, i) => ({ zone: `us-east-1${'abc'[i % 3]}`, state }));
const healthy = (count: number) => targets(...Array.from({ length: count }, () => 'healthy' as const));

describe('the roles of two target groups', () => {
  it('are told by the weights: who holds it is stable', async () => {
    const { inspect, write } = open();
    write([0, 50]);
    expect(await inspect()).toMatchObject({ stable: 'orders-green', canary: 'orders-blue', weight: 0, findings: [] });
  });

  it('are named in metrics as CloudWatch names target groups', async () => {
    const { ids } = await open().inspect();
    expect(ids).toEqual({
      stable: expect.stringMatching(/^targetgroup\/orders-blue\/[0-9a-f]+$/),
      canary: expect.stringMatching(/^targetgroup\/orders-green\/[0-9a-f]+$/),
    });
  });

  it.each([
    ['both weights are 0', [0, 0], {}, 'no-weight'],
    ['a split is there', [80, 20], {}, 'split-present'],
    ['a split is even', [50, 50], { adopt: true }, 'tie'],
    ['the group with the weight is named', [100, 0], { explicit: { orders: 'orders-blue' } }, 'canary-holds-weight'],
    ['another group is named', [100, 0], { explicit: { orders: 'orders-red' } }, 'unknown-group'],
  ] as const)('are refused where %s', async (_, weights, ask, code) => {
    const { codes, write } = open();
    write(weights);
    expect(await codes(ask)).toContain(`blocks ${code}`);
  });

  it('of an even split that is taken over are told by the name of the canary', async () => {
    const { inspect, write } = open();
    write([50, 50]);
    const taken = await inspect({ adopt: true, explicit: { orders: 'orders-blue' } });
    expect(taken).toMatchObject({ stable: 'orders-green', canary: 'orders-blue', weight: 50, findings: [] });
  });

  it('are refused where a group is not in the action, or a third one is', async () => {
    const { cloud, groups, codes } = open();
    cloud.createRule(RULE, { actions: [{ Type: 'forward', TargetGroupArn: groups.blue }] });
    expect(await codes()).toEqual(['blocks group-not-in-action']);
    const third = { TargetGroupArn: groups.red, Weight: 3 };
    const pair = aForward(groups, [100, 0]).ForwardConfig?.TargetGroups ?? [];
    cloud.createRule(RULE, { actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [...pair, third] } }] });
    expect(await codes()).toEqual(['blocks third-group']);
  });

  it('are refused where the requests are not forwarded', async () => {
    const { cloud, inspect } = open();
    cloud.createRule(RULE, { actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }] });
    const { findings } = await inspect();
    expect(findings).toEqual([
      expect.objectContaining({ code: 'not-forwarded', message: expect.stringContaining('fixed-response') }),
    ]);
  });

  it('are refused for a rule that is the default one, and for one that is not there', async () => {
    const { cloud, groups, codes } = open();
    cloud.createRule(RULE, { actions: [aForward(groups, [100, 0])], isDefault: true });
    expect(await codes()).toEqual(['blocks default-rule']);
    cloud.deleteRule(RULE);
    expect(await codes()).toEqual(['blocks rule-missing']);
    cloud.deleteListener(LISTENER);
    expect(await codes({}, { rule: undefined, listener: LISTENER })).toEqual(['blocks listener-missing']);
  });
});

describe('the target groups of two environments', () => {
  const groups = { groups: { a: 'orders-blue', b: 'orders-green' } };
  const aToB = { roles: { stable: 'a', canary: 'b' } };

  it('have the roles that the control center says', async () => {
    expect(await open().inspect(aToB, groups)).toMatchObject({
      stable: 'orders-blue',
      canary: 'orders-green',
      findings: [],
    });
  });

  it.each([
    ['the service has none', {}, groups, 'sides-without-environments'],
    ['they are not named', aToB, {}, 'sides-missing'],
    ['the live one has no weight', { roles: { stable: 'b', canary: 'a' } }, groups, 'fallback-without-weight'],
    ['the other one is named', { ...aToB, explicit: { orders: 'orders-blue' } }, groups, 'other-side'],
  ] as const)('are refused where %s', async (_, ask, config, code) => {
    expect(await open().codes(ask, config)).toContain(`blocks ${code}`);
  });

  it('are refused where they are split already', async () => {
    const { codes, write } = open();
    write([80, 20]);
    expect(await codes(aToB, groups)).toEqual(['blocks split-present']);
    expect(await codes({ ...aToB, adopt: true }, groups)).toEqual([]);
  });
});

describe('the versions behind two target groups', () => {
  it('are those of their tags', async () => {
    const { cloud, groups, inspect } = open();
    cloud.setTags(groups.blue, { 'serin:version': 'v53' });
    cloud.setTags(groups.green, { 'serin:version': 'v54' });
    expect(await inspect()).toMatchObject({ stable: 'orders-blue (v53)', canary: 'orders-green (v54)', findings: [] });
  });

  it('are those of a tag with another name', async () => {
    const { cloud, groups, inspect } = open();
    cloud.setTags(groups.green, { version: 'v54', 'serin:version': 'v1' });
    expect(await inspect({}, { versionTag: 'version' })).toMatchObject({ canary: 'orders-green (v54)', findings: [] });
  });

  it.each([
    ['is another one than what was typed', { blue: 'v52', green: 'v53' }, 'version-missing'],
    ['is that of stable', { blue: 'v54', green: 'v54' }, 'same-version'],
  ])('are refused where that of the canary %s', async (_, versions, code) => {
    const { cloud, groups, codes } = open();
    cloud.setTags(groups.blue, { 'serin:version': versions.blue });
    cloud.setTags(groups.green, { 'serin:version': versions.green });
    expect(await codes()).toEqual([`blocks ${code}`]);
  });
});

describe('a look at two target groups before a start', () => {
  it('refuses a canary without a healthy target', async () => {
    const { cloud, groups, codes } = open();
    cloud.setTargets(groups.green, targets('unhealthy', 'initial'));
    expect(await codes()).toEqual(['blocks canary-not-healthy']);
  });

  it('says in numbers from which share on the canary has too few targets', async () => {
    const { cloud, groups, inspect } = open();
    cloud.setTargets(groups.blue, healthy(9));
    cloud.setTargets(groups.green, healthy(3));
    const { findings } = await inspect({ weights: [0, 100, 10, 50] });
    expect(findings.map(({ code }) => code)).toEqual(['canary-too-small']);
    expect(findings[0]?.message).toBe(
      'orders-green has 3 healthy targets and orders-blue 9: as many as stable has for 33% of the requests. At 50% it would need 5; Serin warns under 80% of that.',
    );
  });

  it.each([
    [4, 5, []],
    [3, 5, ['warns canary-too-small']],
  ])('counts %d targets against the %d of stable', async (canary, stable, expected) => {
    const { cloud, groups, codes } = open();
    cloud.setTargets(groups.blue, healthy(stable));
    cloud.setTargets(groups.green, healthy(canary));
    expect(await codes()).toEqual(expected);
  });

  it.each([
    ['warns', 'use_load_balancer_configuration'],
    ['blocks', 'false'],
  ])('%s where a zone of stable has no canary, with cross-zone load balancing %s', async (severity, crossZone) => {
    const { cloud, groups, codes } = open();
    cloud.setTargets(groups.green, [
      { zone: 'us-east-1a', state: 'healthy' },
      { zone: 'us-east-1a', state: 'healthy' },
    ]);
    cloud.setAttributes(groups.green, { 'load_balancing.cross_zone.enabled': crossZone });
    expect(await codes()).toEqual([`${severity} zone-without-canary`]);
  });

  it('warns of a deployment that is still under way', async () => {
    const { cloud, groups, codes } = open();
    cloud.setTargets(groups.green, targets('healthy', 'healthy', 'draining'));
    expect(await codes()).toEqual(['warns canary-draining']);
  });

  it('warns where the groups differ in protocol or health check', async () => {
    const { cloud, groups, codes } = open();
    const settings = { ProtocolVersion: 'GRPC', HealthCheckPath: '/ready' };
    const green = cloud.createGroup({ name: 'orders-green', settings });
    cloud.createRule(RULE, { actions: [aForward({ ...groups, green }, [100, 0])] });
    expect(await codes()).toEqual(['warns protocols-differ', 'warns health-checks-differ']);
  });

  it.each([
    ['slow_start.duration_seconds', '120', 'slow-start-outlasts-bake'],
    ['deregistration_delay.timeout_seconds', '120', 'draining-outlasts-bake'],
  ])('warns where %s outlasts the first bake', async (attribute, value, code) => {
    const { cloud, groups, codes } = open();
    cloud.setAttributes(groups.green, { 'deregistration_delay.timeout_seconds': '30', [attribute]: value });
    expect(await codes({ firstBakeMs: 2 * MINUTE })).toEqual([`warns ${code}`]);
    expect(await codes({ firstBakeMs: 3 * MINUTE })).toEqual([]);
    expect(await codes({ firstBakeMs: null })).toEqual([]);
  });

  it('says when users leave a target group that they are bound to, and what a rollback does about it', async () => {
    const { cloud, groups, inspect } = open(3600);
    cloud.setAttributes(groups.green, { 'deregistration_delay.timeout_seconds': '30' });
    const found = await inspect({ firstBakeMs: 10 * MINUTE });
    expect(found.splits).toBe('users');
    expect(found.notes).toEqual([
      'Users keep their target group until they stay away for 1 h, whatever the weights are. A rollback turns stickiness off, which brings everybody back at once; turn it on again 1 h later.',
    ]);
    expect(found.findings.map(({ code }) => code)).toEqual(['stickiness-outlasts-bake']);
    cloud.setAttributes(groups.green, { 'stickiness.enabled': 'true' });
    expect((await inspect()).notes[0]).toContain('takes orders-green out of the action and turns stickiness off');
  });

  it('splits requests and says nothing of it without stickiness', async () => {
    expect(await open().inspect()).not.toHaveProperty('splits');
    expect((await open().inspect()).notes).toEqual([]);
  });

  it('warns that an action with Cognito takes one more permission', async () => {
    const { cloud, groups, codes } = open();
    const UserPool = { UserPoolArn: 'arn:p', UserPoolClientId: 'c', UserPoolDomain: 'd' };
    const cognito = { Type: 'authenticate-cognito', AuthenticateCognitoConfig: UserPool, Order: 1 } as const;
    cloud.createRule(RULE, { actions: [cognito, { ...aForward(groups, [100, 0]), Order: 2 }] });
    expect(await codes()).toEqual(['warns cognito-permission']);
  });
});
