import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { createAlbTarget } from '../../../../src/adapters/targets/alb/target.ts';
import type { Goal } from '../../../../src/ports/target.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk, anObservation, aTarget } from '../support/a-target.ts';
import { anElb } from '../support/aws-clients.ts';
import { aForward, anAlbConfig, RULE } from './world.ts';

const to = (weight: number): Goal => ({ kind: 'weight', weight, reversals: 0, cohorts: [] });
const WAY = { reversals: 1, promotionBegan: false };

const OIDC: Action = {
  Type: 'authenticate-oidc',
  Order: 1,
  AuthenticateOidcConfig: {
    ...{ Issuer: 'https://idp.example.com', ClientId: 'orders', ClientSecret: 'hidden' },
    AuthorizationEndpoint: 'https://idp.example.com/authorize',
    ...{ TokenEndpoint: 'https://idp.example.com/token', UserInfoEndpoint: 'https://idp.example.com/me' },
  },
};
const PATHS = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/orders/*'] } }];

interface Setting {
  readonly sticky?: number | null;
  readonly bound?: boolean;
  /** The actions before the forward action. */
  readonly first?: readonly Action[];
}

/** A rule with a rollout on it. */
async function begin({ sticky = null, bound = false, first = [] }: Setting = {}) {
  const clock = aClock();
  const calls: string[] = [];
  const before = ({ operation }: { readonly operation: string }): void => {
    calls.push(operation);
  };
  const { cloud, client, groups } = anElb(clock, { sticky, observer: { before } });
  if (bound) cloud.setAttributes(groups.blue, { 'stickiness.enabled': 'true' });
  const forward = { ...aForward(groups, [100, 0]), Order: first.length + 1 };
  cloud.createRule(RULE, { actions: [...first, forward], conditions: PATHS });
  const target = createAlbTarget({ load: async () => client, clock });
  const config = anAlbConfig({ rule: RULE });
  const state = aTarget(config, await target.inspect(anAsk(config)));
  const shift = async (goal: Goal) => target.shift(state, goal, await target.read(state));
  const kept = () => cloud.actions(RULE) as readonly Action[];
  const rule = () => (cloud.model.DescribeRules as (input: object) => object)({ RuleArns: [RULE] });
  calls.length = 0;
  return { clock, cloud, groups, calls, target, state, shift, kept, rule };
}
type Begun = Awaited<ReturnType<typeof begin>>;

/** A user who comes every minute. @returns the name of the group that served each of the requests */
function aUser({ cloud, clock }: Begun) {
  let cookie = null as Parameters<typeof cloud.forward>[2];
  return (random: number): string => {
    clock.advance(60_000);
    const forwarded = cloud.forward(RULE, random, cookie);
    cookie = forwarded?.cookie ?? null;
    return /targetgroup\/([\w-]+)/.exec(forwarded?.group ?? '')?.[1] ?? 'nobody';
  };
}
/** Picks the last group of an action: the canary, whenever it has a weight. */
const LAST = 0.999;

describe('a rollback of a forward action', () => {
  it('writes first and reads nothing before', async () => {
    const { calls, target, state, shift } = await begin();
    await shift(to(10));
    calls.length = 0;
    await target.back([state], WAY);
    expect(calls).toEqual(['ModifyRule']);
  });

  it('reads first only where somebody else changed the action, and keeps that', async () => {
    const begun = await begin();
    const { cloud, groups, calls, target, state, kept } = begun;
    const pair = aForward(groups, [60, 40]).ForwardConfig?.TargetGroups ?? [];
    const third = { TargetGroupArn: groups.red, Weight: 7 };
    cloud.createRule(RULE, { actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [...pair, third] } }] });
    const observed = anObservation(await target.read(state), 0);
    expect(observed.drift).toBe('orders-red is in the forward action, it was not one of its groups');
    calls.length = 0;
    await target.back([{ ...state, observed }], WAY);
    expect(calls).toEqual(['DescribeRules', 'ModifyRule']);
    expect(kept()[0]?.ForwardConfig?.TargetGroups).toContainEqual(third);
    expect((await target.read(state)).weight).toBe(0);
  });

  it('writes nothing where somebody else took the canary out', async () => {
    const { cloud, calls, target, state, kept } = await begin();
    const FixedResponseConfig = { StatusCode: '503' };
    cloud.createRule(RULE, { actions: [{ Type: 'fixed-response', FixedResponseConfig }] });
    const observed = anObservation(await target.read(state), 0);
    expect(observed.drift).toBe('the requests get a fixed-response, it was a forward to orders-blue');
    calls.length = 0;
    expect(await target.back([{ ...state, observed }], WAY)).toEqual([{ change: null }]);
    expect(calls).toEqual(['DescribeRules']);
    expect(kept()).toMatchObject([{ Type: 'fixed-response' }]);
  });
});

describe('users with a cookie', () => {
  it('stay with the canary at any weight while stickiness is on', async () => {
    const begun = await begin({ sticky: 3600 });
    const user = aUser(begun);
    await begun.shift(to(50));
    expect(user(LAST)).toBe('orders-green');
    await begun.shift(to(0));
    expect([user(0), user(0)]).toEqual(['orders-green', 'orders-green']);
  });

  it.each([
    ['that binds users to groups', false],
    ['that binds users to groups and to targets', true],
  ])(
    'are brought back by a rollback of an action %s, and stay there when the baseline is restored',
    async (_, bound) => {
      const begun = await begin({ sticky: 3600, bound });
      const { target, state, shift } = begun;
      const user = aUser(begun);
      await shift(to(50));
      expect(user(LAST)).toBe('orders-green');
      expect(await target.back([state], WAY)).toEqual([{ change: null }]);
      expect(user(LAST)).toBe('orders-blue');
      await shift({ kind: 'baseline' });
      expect(await target.read(state)).toMatchObject({ weight: 0, atBaseline: true, drift: null });
      expect(user(LAST)).toBe('orders-blue');
    },
  );

  it('are brought back where a late shift to nobody turns stickiness on again', async () => {
    const begun = await begin({ sticky: 3600 });
    const { cloud, groups, target, state, shift } = begun;
    const user = aUser(begun);
    await shift(to(50));
    expect(user(LAST)).toBe('orders-green');
    await target.back([state], WAY);
    cloud.createRule(RULE, { actions: [{ ...aForward({ ...groups, sticky: 3600 }, [50, 0]), Order: 1 }] });
    const late = await target.read(state);
    expect([late.weight, late.atBaseline, user(LAST)]).toEqual([0, false, 'orders-green']);
    await target.shift(state, { kind: 'baseline' }, late);
    const end = await target.read(state);
    expect([end.weight, end.atBaseline, user(LAST)]).toEqual([0, true, 'orders-blue']);
  });

  it('keep their stickiness where a rollout ends without a rollback', async () => {
    const { shift, kept } = await begin({ sticky: 3600 });
    await shift(to(50));
    await shift({ kind: 'promoted' });
    expect(kept()[0]?.ForwardConfig?.TargetGroupStickinessConfig).toEqual({ Enabled: true, DurationSeconds: 3600 });
  });
});

describe('everything but the weights of the two groups', () => {
  it('is kept to the letter: other actions, their secret, conditions', async () => {
    const { target, state, shift, rule } = await begin({ first: [OIDC] });
    const before = rule();
    expect(JSON.stringify(before)).toContain('https://idp.example.com/token');
    await shift(to(25));
    await target.back([state], WAY);
    await shift({ kind: 'baseline' });
    expect(rule()).toEqual(before);
  });

  it('is named when somebody else changes it', async () => {
    const { cloud, groups, target, state } = await begin({ first: [OIDC] });
    cloud.createRule(RULE, { actions: [aForward(groups, [100, 0])] });
    expect((await target.read(state)).drift).toBe(
      'the actions before the forward action are none, it was authenticate-oidc',
    );
    const Issuer = 'https://other.example.com';
    const other = { ...OIDC, AuthenticateOidcConfig: { ...OIDC.AuthenticateOidcConfig, Issuer } } as Action;
    cloud.createRule(RULE, { actions: [other, { ...aForward(groups, [100, 0]), Order: 2 }] });
    expect((await target.read(state)).drift).toMatch(/^the settings of authenticate-oidc .* changed, it was /);
  });

  it('is named when somebody else turns stickiness on or takes a group out', async () => {
    const { cloud, groups, target, state } = await begin();
    cloud.createRule(RULE, { actions: [aForward({ ...groups, sticky: 60 }, [100, 0])] });
    expect((await target.read(state)).drift).toBe('target-group stickiness lasts 60 s, it was off');
    cloud.createRule(RULE, { actions: [{ Type: 'forward', TargetGroupArn: groups.blue }] });
    expect((await target.read(state)).drift).toBe(
      'orders-green is not in the forward action, it was one of its groups',
    );
  });
});
