import { describe, expect, it } from 'vitest';
import { createRoute53Target } from '../../../../src/adapters/targets/route53/target.ts';
import type { EnvironmentRoles } from '../../../../src/domain/environment/environment.ts';
import type { InspectRequest } from '../../../../src/ports/target.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { aRoute53 } from '../support/aws-clients.ts';
import { aRecord, aRoute53Config } from './world.ts';

const CONFIG = { ...aRoute53Config('Z1'), identifiers: { a: 'shop-a', b: 'shop-b' } };
const A_TO_B: EnvironmentRoles = { stable: 'a', canary: 'b' };
const B_TO_A: EnvironmentRoles = { stable: 'b', canary: 'a' };

/** Inspects `app.example.com` with these weights on the records of the sides. */
function inspect(weights: readonly [number, number], ask: Partial<InspectRequest> = {}, config: object = CONFIG) {
  const clock = aClock();
  const { cloud, client } = aRoute53(clock);
  cloud.createZone({ id: 'Z1', name: 'example.com' });
  cloud.createRecord('Z1', aRecord('shop-a', weights[0]));
  cloud.createRecord('Z1', aRecord('shop-b', weights[1]));
  return createRoute53Target({ client, clock }).inspect(anAsk(config as typeof CONFIG, { roles: A_TO_B, ...ask }));
}

describe('two weighted records of a service with environments', () => {
  it.each([
    [A_TO_B, [100, 0], 'shop-a', 'shop-b'],
    [B_TO_A, [0, 100], 'shop-b', 'shop-a'],
  ] as const)('go from the fallback to the active side: %j', async (roles, weights, stable, canary) => {
    expect(await inspect(weights, { roles })).toMatchObject({ stable, canary, weight: 0, findings: [] });
  });

  it.each<[string, readonly [number, number], Partial<InspectRequest>, RegExp, RegExp]>([
    ['fallback-without-weight', [0, 100], {}, /shop-a has no weight.*environment a is live/, /Give shop-a the weight/],
    ['split-present', [90, 10], {}, /shop-a has a weight of 90, shop-b of 10/, /adopt/],
    [
      'other-side',
      [100, 0],
      { explicit: { 'app.example.com': 'shop-a' } },
      /environment b has the next release, which is shop-b/,
      /Leave/,
    ],
  ])('are refused with %s', async (code, weights, ask, said, remedy) => {
    expect((await inspect(weights, ask)).findings[0]).toMatchObject({
      ...{ severity: 'blocks', code },
      message: expect.stringMatching(said),
      remedy: expect.stringMatching(remedy),
    });
  });

  it('are taken over with the share that the active side has, even where it is the larger one', async () => {
    expect(await inspect([10, 90], { adopt: true })).toMatchObject({ canary: 'shop-b', weight: 90, findings: [] });
  });

  it('are refused where only one of service and target knows environments', async () => {
    const plain = { ...CONFIG, identifiers: ['shop-a', 'shop-b'] };
    expect((await inspect([100, 0], {}, plain)).findings[0]).toMatchObject({ code: 'sides-missing' });
    expect((await inspect([100, 0], { roles: null })).findings[0]).toMatchObject({
      code: 'sides-without-environments',
    });
  });

  it('take the identifier of the active side when it is named all the same', async () => {
    expect((await inspect([100, 0], { explicit: { 'app.example.com': 'shop-b' } })).findings).toEqual([]);
  });
});
