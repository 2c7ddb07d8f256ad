import { describe, expect, it } from 'vitest';
import { toLoaders } from '../../../src/adapters/shared/lazy.ts';
import { targetKind, targetKinds, UnknownTargetKind } from '../../../src/adapters/targets/registry.ts';
import type { TargetConfig } from '../../../src/domain/service.ts';
import { anAccount } from '../../sandbox/cloud/ecs/an-account.ts';
import { noLaunchDarkly } from '../../support/no-launchdarkly.ts';
import { ECS } from './ecs/world.ts';
import { aClock } from './support/a-clock.ts';
import { anAsk } from './support/a-target.ts';
import { aKeyValueStore, aLambda, anElb, aRoute53, STORE } from './support/aws-clients.ts';

const ROUTE53 = {
  kind: 'route53',
  zone: 'Z0123456789',
  record: 'app.example.com',
  type: 'A',
  identifiers: ['primary', 'canary'],
} as const;
const ALIAS = { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' } as const;

const RULE_ARN =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee';
const LISTENER_ARN = RULE_ARN.replace('listener-rule', 'listener').replace('/9683b2d02a6cabee', '');
const ALB = { kind: 'alb', listener: LISTENER_ARN, groups: ['orders-blue', 'orders-green'] } as const;
const RULE = { kind: 'alb', rule: RULE_ARN, groups: { a: 'orders-a', b: 'orders-b' } } as const;

const EDGE = { kind: 'edge', store: STORE, key: 'web' } as const;

describe('the registry of targets', () => {
  it.each([
    ['route53 app.example.com A Z0123456789', ROUTE53],
    ['route53 app.example.com A Z0123456789', { ...ROUTE53, record: 'APP.example.com.' }],
    ['lambda-alias checkout-api:live', ALIAS],
    ['edge web 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0', EDGE],
    ['ecs shop/invoices', ECS],
    ['alb orders f2f7dc8efc522ab2', ALB],
    ['alb orders f2f7dc8efc522ab2/9683b2d02a6cabee', RULE],
  ] as [string, TargetConfig][])('calls a target %s, however it is spelt', (name, config) => {
    expect(targetKind(config.kind).name(config)).toBe(name);
  });

  it.each(['edges', '', 'toString', '__proto__'])('does not know the kind "%s" and names those it knows', (kind) => {
    expect(() => targetKind(kind)).toThrow(UnknownTargetKind);
    expect(() => targetKind(kind)).toThrow(/route53, lambda-alias, launchdarkly, edge, alb, ecs/);
  });

  it.each([
    ['a service by its ARN', { ...ECS, service: 'arn:aws:ecs:us-east-1:123456789012:service/shop/invoices' }],
    ['a zone that is a name', { ...ROUTE53, zone: 'example.com' }],
    ['a record without a domain', { ...ROUTE53, record: 'app' }],
    ['a type that has no address', { ...ROUTE53, type: 'TXT' }],
    ['one identifier', { ...ROUTE53, identifiers: ['primary'] }],
    ['the same identifier twice', { ...ROUTE53, identifiers: ['primary', 'primary'] }],
    ['a function by its ARN', { ...ALIAS, function: 'arn:aws:lambda:us-east-1:1:function:x' }],
    ['an alias that is a number', { ...ALIAS, alias: '12' }],
    ['$LATEST', { ...ALIAS, alias: '$LATEST' }],
    ['a store by its name', { ...EDGE, store: 'web' }],
    ['a key that is a sentence', { ...EDGE, key: 'The web' }],
    ['a cohort with a space', { ...EDGE, cohorts: ['the staff'] }],
    ['a key that it does not know', { ...ALIAS, weight: 5 }],
    ['a listener and a rule', { ...ALB, rule: RULE_ARN }],
    ['neither a listener nor a rule', { kind: 'alb', groups: ALB.groups }],
    ['the listener of a Network Load Balancer', { ...ALB, listener: LISTENER_ARN.replace('/app/', '/net/') }],
    ['a rule as a listener', { ...ALB, listener: RULE_ARN }],
    ['one target group twice', { ...ALB, groups: ['orders-blue', 'orders-blue'] }],
    ['a target group by its ARN', { ...ALB, groups: ['arn:aws:elasticloadbalancing:x', 'orders-green'] }],
  ])('refuses %s', (_what, config) => {
    expect(targetKind(config.kind).schema.safeParse(config).success).toBe(false);
  });

  it.each([
    ROUTE53,
    { ...ROUTE53, record: '*.example.com', type: 'CNAME' },
    { ...ROUTE53, record: '_sip._tcp.example.com.' },
    EDGE,
    { ...EDGE, cohorts: ['staff', 'beta'] },
    ALIAS,
    ECS,
    ALB,
    RULE,
    { ...ALB, versionTag: 'version' },
  ])('takes %o', (config) => {
    expect(targetKind(config.kind).schema.parse(config)).toEqual(config);
  });

  it('makes adapters that reach their API with all four verbs', async () => {
    const clock = aClock();
    const deps = {
      ...toLoaders({ route53: aRoute53(clock).client, lambda: aLambda(clock).client }),
      keyValueStore: aKeyValueStore(clock).load,
      elb: async () => anElb(clock).client,
      ecs: async () => anAccount().client,
      launchdarkly: noLaunchDarkly,
      clock,
    };
    const target = targetKinds['lambda-alias'].create(deps);
    const { frozen } = await target.inspect(anAsk(ALIAS));
    expect(frozen).toEqual({ stable: '1', canary: '2' });
    const state = { config: ALIAS, name: 'any', frozen, observed: null } as never;
    const reading = await target.read(state);
    await target.shift(state, { kind: 'weight', weight: 10, reversals: 0, cohorts: [] }, reading);
    expect((await target.read(state)).weight).toBe(10);
    expect(await target.back([state], { reversals: 1, promotionBegan: false })).toEqual([{ change: null }]);
    const users = await targetKinds.edge.create(deps).inspect(anAsk(EDGE));
    expect(users.findings).toEqual([]);
    expect(targetKinds.edge.frozen().safeParse(users.frozen).success).toBe(true);
    const balanced = await targetKinds.alb.create(deps).inspect(anAsk(ALB));
    expect(balanced.findings).toEqual([]);
    expect(targetKinds.alb.frozen(ALB).safeParse(balanced.frozen).success).toBe(true);
    const deployed = await targetKinds.ecs.create(deps).inspect(anAsk(ECS));
    expect(deployed.findings).toEqual([]);
    expect(targetKinds.ecs.frozen(ECS).safeParse(deployed.frozen).success).toBe(true);
    const dns = await targetKinds.route53.create(deps).inspect(anAsk(ROUTE53));
    expect(dns.findings.map(({ code }) => code)).toContain('zone-missing');
  });
});
