import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createLaunchDarklyModel,
  type LaunchDarklyCloud,
} from '../../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { close, listen } from '../../../../src/sandbox/server/listen.ts';

let cloud: LaunchDarklyCloud;
let url: string;
beforeEach(async () => {
  cloud = createLaunchDarklyModel('api-token');
  url = await listen(cloud.server, 0);
  cloud.createFlag('default', 'cart', 'production', ['old', 'new']);
});
afterEach(() => close(cloud.server));

const here = () => cloud.flag('default', 'cart').environments.production!;
const SEMANTIC = 'application/json; domain-model=launchdarkly.semanticpatch';

async function patch(body: unknown, type = 'application/json', authorization = 'api-token') {
  const headers = { 'content-type': type, authorization };
  const answer = await fetch(`${url}/api/v2/flags/default/cart`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify(body),
  });
  return answer.status;
}
const instruct = (...instructions: readonly object[]) =>
  patch({ environmentKey: 'production', instructions }, SEMANTIC);
const test = (version: number) => ({ op: 'test', path: '/environments/production/version', value: version });
const toNew = { op: 'replace', path: '/environments/production/fallthrough', value: { variation: 1 } };

describe('the model of LaunchDarkly', () => {
  it('takes a JSON patch whose test holds, and raises the version', async () => {
    expect(await patch([test(1), toNew])).toBe(200);
    expect(here()).toMatchObject({ version: 2, fallthrough: { variation: 1 } });
  });

  it.each<[string, number, readonly object[]]>([
    ['whose test does not hold', 409, [toNew, test(7)]],
    ['of a place that is not there', 409, [toNew, { op: 'remove', path: '/environments/production/rules/0' }]],
    ['of what cannot be changed', 400, [{ op: 'replace', path: '/environments/production/version', value: 1 }]],
    [
      'whose weights do not add up',
      400,
      [{ ...toNew, value: { rollout: { variations: [{ variation: 0, weight: 1 }] } } }],
    ],
    ['of a variation that there is not', 400, [{ ...toNew, value: { variation: 9 } }]],
  ])('does nothing of a JSON patch %s', async (_what, status, operations) => {
    const before = cloud.flag('default', 'cart');
    expect(await patch(operations)).toBe(status);
    expect(cloud.flag('default', 'cart')).toEqual(before);
  });

  it('takes instructions whatever the version is, and leaves it where they change nothing', async () => {
    const toStable = { kind: 'updateFallthroughVariationOrRollout', variationId: 'cart-variation-0' };
    expect([await instruct(toStable), here().version]).toEqual([200, 1]);
    expect([await instruct({ kind: 'turnFlagOff' }), here().version]).toEqual([200, 2]);
  });

  it.each<[string, number, () => Promise<number>]>([
    ['instructions without their header', 400, () => patch({ environmentKey: 'production', instructions: [] })],
    ['an instruction that it does not know', 400, () => instruct({ kind: 'makeCoffee' })],
    ['another token', 401, () => patch([], 'application/json', 'api-other')],
  ])('refuses %s', async (_what, status, call) => {
    expect(await call()).toBe(status);
  });

  it('gives a rule an id, and evaluates it before the default rule', async () => {
    const clauses = [{ attribute: 'serin-arm', op: 'in', values: ['canary'], negate: false }];
    await patch([{ op: 'add', path: '/environments/production/rules/0', value: { variation: 1, clauses } }]);
    expect(here().rules[0]?._id).toMatch(/^[0-9a-f-]{36}$/);
    const given = (arm: string) => cloud.evaluate('default', 'cart', 'production', { key: 'u', 'serin-arm': arm });
    expect([given('canary'), given('stable')]).toEqual(['new', 'old']);
    cloud.edit('default', 'cart', 'production', { on: false, offVariation: 0 });
    expect(given('canary')).toBe('old');
  });
});
