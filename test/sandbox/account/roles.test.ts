import { expect, it } from 'vitest';
import type { Service } from '../../../src/domain/service.ts';
import { createRoles } from '../../../src/sandbox/account/roles.ts';
import { createEcsModel } from '../../../src/sandbox/cloud/ecs/ecs.ts';
import { createElbv2Model } from '../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { createKeyValueStoreModel } from '../../../src/sandbox/cloud/key-value-store.ts';
import { createLambdaModel } from '../../../src/sandbox/cloud/lambda/lambda.ts';
import { createLaunchDarklyModel } from '../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { aZone } from '../a-zone.ts';

function aShop() {
  const lambda = createLambdaModel({ now: () => 0 });
  lambda.createFunction({ name: 'api' });
  for (const description of ['v53', 'v54']) lambda.publish('api', { description });
  lambda.createAlias('api', 'live', '1');
  const { route53, setWeights } = aZone({ now: () => 0 }, ['blue', 'green']);
  const alias = { kind: 'lambda-alias', function: 'api', alias: 'live' };
  const record = { kind: 'route53', zone: 'Z1', record: 'app.example.com', type: 'A', identifiers: ['blue', 'green'] };
  const keyValueStore = createKeyValueStoreModel({ now: () => 0 });
  const clock = { now: () => 0, at: () => () => undefined };
  const elb = createElbv2Model(clock);
  const ecs = createEcsModel({ clock, elb, emit: () => undefined });
  const service: Service = {
    name: 'shop',
    channel: '#deploys',
    targets: [alias, record],
    alarms: [],
    plan: [],
    onAlarm: 'rollback',
    missingData: 'hold',
    pipelines: [],
    selfApproval: false,
    rollbackWindow: 86_400_000,
    discovery: null,
    environments: null,
    components: [],
    sharedDependencies: [],
  };
  return {
    lambda,
    setWeights,
    alias,
    record,
    service,
    roles: createRoles([service], { lambda, route53, keyValueStore, elb, ecs, flags: createLaunchDarklyModel('any') }),
  };
}

it('takes what holds the traffic for stable while no rollout runs', async () => {
  const { roles, alias, record, setWeights } = aShop();
  expect([roles.stable('shop', alias), roles.stable('shop', record)]).toEqual(['1', 'blue']);
  await setWeights(0, 10);
  expect(roles.stable('shop', record)).toBe('green');
  expect(roles.canaryShare('shop', record)).toBe(0);
});

it('keeps the roles of a rollout until it ends, however far the traffic has moved', async () => {
  const { roles, record, service, setWeights } = aShop();
  await setWeights(0, 100);
  roles.update(service, { id: 'r1', isRunning: true });
  expect(roles.stable('shop', record)).toBe('blue');
  expect(roles.canaryShare('shop', record)).toBe(100);
});

it('tells shares as the newest rollout saw the sides, and stable as the users do, once it has ended', async () => {
  const { roles, record, service, setWeights } = aShop();
  roles.update(service, { id: 'r1', isRunning: true });
  await setWeights(1, 2);
  expect(roles.canaryShare('shop', record)).toBe(66.666667);
  await setWeights(0, 100);
  roles.update(service, { id: 'r1', isRunning: false });
  expect(roles.canaryShare('shop', record)).toBe(100);
  expect(roles.stable('shop', record)).toBe('green');
});

it('exchanges the roles when the next rollout begins', async () => {
  const { roles, record, service, setWeights } = aShop();
  roles.update(service, { id: 'r1', isRunning: true });
  await setWeights(0, 100);
  roles.update(service, { id: 'r1', isRunning: false });
  await setWeights(25, 75);
  roles.update(service, { id: 'r2', isRunning: true });
  expect(roles.stable('shop', record)).toBe('green');
  expect(roles.canaryShare('shop', record)).toBe(25);
});
