import { expect, it } from 'vitest';
import type { Service } from '../../src/rollout/service.ts';
import { createLambdaModel } from '../../src/sandbox/cloud/lambda.ts';
import { createRoute53Model } from '../../src/sandbox/cloud/route53.ts';
import { createRoles } from '../../src/sandbox/roles.ts';

function aShop() {
  const lambda = createLambdaModel({ now: () => 0 });
  lambda.createFunction({ name: 'api' });
  for (const description of ['v53', 'v54']) lambda.publish('api', { description });
  lambda.createAlias('api', 'live', '1');
  const route53 = createRoute53Model({ now: () => 0 });
  route53.createZone({ id: 'Z1', name: 'example.com' });
  const setWeights = (blue: number, green: number) => {
    for (const [SetIdentifier, Weight] of [
      ['blue', blue],
      ['green', green],
    ] as const) {
      route53.createRecord('Z1', {
        Name: 'app.example.com',
        Type: 'A',
        TTL: 60,
        SetIdentifier,
        Weight,
        ResourceRecords: [],
      });
    }
  };
  setWeights(100, 0);
  const alias = { kind: 'lambda-alias', function: 'api', alias: 'live' };
  const record = { kind: 'route53', zone: 'Z1', record: 'app.example.com', type: 'A', identifiers: ['blue', 'green'] };
  const service: Service = {
    name: 'shop',
    channel: '#deploys',
    targets: [alias, record],
    alarms: [],
    plan: [],
    onAlarm: 'rollback',
    selfApproval: false,
  };
  return { lambda, setWeights, alias, record, service, roles: createRoles([service], { lambda, route53 }) };
}

it('takes what holds the traffic for stable while no rollout runs', () => {
  const { roles, alias, record, setWeights } = aShop();
  expect([roles.stable('shop', alias), roles.stable('shop', record)]).toEqual(['1', 'blue']);
  setWeights(0, 10);
  expect(roles.stable('shop', record)).toBe('green');
  expect(roles.canaryShare('shop', record)).toBe(0);
});

it('keeps the roles of a rollout until it ends, however far the traffic has moved', () => {
  const { roles, record, service, setWeights } = aShop();
  setWeights(0, 100);
  roles.update(service, { id: 'r1', isRunning: true });
  expect(roles.stable('shop', record)).toBe('blue');
  expect(roles.canaryShare('shop', record)).toBe(100);
});

it('tells shares as the newest rollout saw the sides, and stable as the users do, once it has ended', () => {
  const { roles, record, service, setWeights } = aShop();
  roles.update(service, { id: 'r1', isRunning: true });
  setWeights(1, 2);
  expect(roles.canaryShare('shop', record)).toBe(66.666667);
  setWeights(0, 100);
  roles.update(service, { id: 'r1', isRunning: false });
  expect(roles.canaryShare('shop', record)).toBe(100);
  expect(roles.stable('shop', record)).toBe('green');
});

it('exchanges the roles when the next rollout begins', () => {
  const { roles, record, service, setWeights } = aShop();
  roles.update(service, { id: 'r1', isRunning: true });
  setWeights(0, 100);
  roles.update(service, { id: 'r1', isRunning: false });
  setWeights(25, 75);
  roles.update(service, { id: 'r2', isRunning: true });
  expect(roles.stable('shop', record)).toBe('green');
  expect(roles.canaryShare('shop', record)).toBe(25);
});
