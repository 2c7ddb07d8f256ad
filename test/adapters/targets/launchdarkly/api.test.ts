import { describe, expect, it } from 'vitest';
import { TargetChanged, TargetFault } from '../../../../src/ports/target.ts';
import type { FlagCall } from '../../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { aTarget } from '../support/a-target.ts';
import { aLaunchDarklyWorld, type LaunchDarklyWorld } from './world.ts';

const started = async (world: LaunchDarklyWorld) => aTarget(world.ask.config, await world.target.inspect(world.ask));
const goal = (weight: number) => ({ kind: 'weight', weight, reversals: 0, cohorts: [] }) as const;
const way = { reversals: 1, promotionBegan: false };

/** Lets the first calls that fit fail with these answers, one each, and keeps what was called. */
function failing(
  world: LaunchDarklyWorld,
  answers: readonly { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[],
  fits: (call: FlagCall) => boolean = () => true,
) {
  const left = [...answers];
  const calls: FlagCall[] = [];
  world.cloud.onCall((call) => {
    calls.push(call);
    const next = fits(call) ? left.shift() : undefined;
    return next === undefined ? null : { body: { code: 'any', message: `told ${next.status}.` }, ...next };
  });
  return calls;
}

describe('a flag whose API refuses', () => {
  it.each([
    [401, 'Unauthorized', /Store an access token that is valid: serin secrets$/],
    [403, 'Forbidden', /updateFallthrough and updateRules/],
    [404, 'NotFound', /Check `project` and `flag`/],
    [405, 'ApprovalRequired', /except the token of Serin/],
    [422, 'InvalidRequest', /baseline in the thread/],
  ])('gives up at %i and names the remedy', async (status, code, remedy) => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    failing(world, Array(9).fill({ status }));
    const failure = await world.target.read(state).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TargetFault);
    expect(failure).toMatchObject({ code, permanent: true, message: expect.stringMatching(remedy) });
    expect((failure as Error).message).toContain(`told ${status}.`);
  });

  it.each([500, 502, 429, 409])('may be tried again at %i', async (status) => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    failing(world, Array(9).fill({ status }));
    await expect(world.target.read(state)).rejects.toMatchObject({ permanent: false });
  });

  it('may be tried again when nobody answers', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    world.cloud.server.close();
    world.cloud.server.closeAllConnections();
    await expect(world.target.read(state)).rejects.toMatchObject({ permanent: false });
    world.cloud.server.listen(0, '127.0.0.1');
  });

  it('is told from one whose answer is no flag', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    failing(world, [{ status: 200 }]);
    await expect(world.target.read(state)).rejects.toMatchObject({ code: 'UnexpectedAnswer', permanent: false });
  });
});

describe('a flag whose API is limited', () => {
  it.each([
    ['as many seconds as it says', { 'retry-after': '7' }, 7_000],
    ['until the window ends', { 'x-ratelimit-reset': String(Date.UTC(2026, 0, 5, 9) + 4_000) }, 4_000],
    ['a second where it does not say', {}, 1_000],
  ])('is asked again after %s', async (_how, headers, waited) => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    const before = world.clock.now();
    failing(world, [{ status: 429, headers }]);
    expect((await world.target.read(state)).weight).toBe(0);
    expect(world.clock.now() - before).toBe(waited);
  });

  it('is left alone when the wait is longer than a window', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    const calls = failing(world, [{ status: 429, headers: { 'retry-after': '600' } }]);
    await expect(world.target.read(state)).rejects.toMatchObject({ code: 'RateLimited', permanent: false });
    expect(calls).toHaveLength(1);
  });
});

describe('the access token of LaunchDarkly', () => {
  it('is read again, once, when it is not taken', async () => {
    const world = await aLaunchDarklyWorld('percentage', async (fresh) => (fresh ? 'api-token' : 'api-rotated-away'));
    await world.target.inspect(world.ask);
    expect(world.tokensAsked).toEqual([false, true]);
  });

  it('is in no message of a fault', async () => {
    const world = await aLaunchDarklyWorld('percentage', async () => 'api-secret-of-somebody');
    const failure = await world.target.inspect(world.ask).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'Unauthorized' });
    expect(String((failure as Error).stack) + JSON.stringify(failure)).not.toContain('secret-of-somebody');
  });
});

describe('a shift of a flag', () => {
  it.each([400, 422])(
    'is told apart from a change of somebody else by the version when it answers %i',
    async (status) => {
      const world = await aLaunchDarklyWorld('percentage');
      const state = await started(world);
      const seen = await world.target.read(state);
      failing(world, [{ status }, { status }], ({ method }) => method === 'PATCH');
      await expect(world.target.shift(state, goal(5), seen)).rejects.toMatchObject({ code: 'InvalidRequest' });
      await world.change();
      await expect(world.target.shift(state, goal(5), seen)).rejects.toThrow(TargetChanged);
    },
  );

  it('of a split that was taken over moves nobody back when the share rises, nor on when it falls', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    await world.split(5);
    const state = aTarget(world.ask.config, await world.target.inspect({ ...world.ask, adopt: true }));
    const served: Set<string>[] = [];
    for (const weight of [5, 25, 12]) {
      if (weight !== 5) await world.target.shift(state, goal(weight), await world.target.read(state));
      const keys = Array.from({ length: 2000 }, (_, i) => `user-${i}`);
      const has = (key: string) => world.cloud.evaluate('default', 'new-checkout', 'production', { key }) === 'new';
      served.push(new Set(keys.filter(has)));
    }
    const [few, many, some] = served as [Set<string>, Set<string>, Set<string>];
    expect([...few].filter((key) => !many.has(key))).toEqual([]);
    expect([...some].filter((key) => !many.has(key))).toEqual([]);
    expect(many.size / 20).toBeGreaterThan(20);
    expect(many.size / 20).toBeLessThan(30);
  });

  it('by the arm gives the canary to that arm and to nobody else', async () => {
    const world = await aLaunchDarklyWorld('arm');
    const state = await started(world);
    await world.target.shift(state, goal(5), await world.target.read(state));
    const has = (arm: string) =>
      world.cloud.evaluate('default', 'new-checkout', 'production', { key: 'u', 'serin-arm': arm });
    expect([has('canary'), has('stable')]).toEqual(['new', 'old']);
    expect(world.here().rules[0]?.description).toContain('5%');
    await world.target.back([state], way);
    expect([has('canary'), world.here().rules]).toEqual(['old', []]);
  });
});

describe('the way back of a flag', () => {
  it.each(['arm', 'percentage'] as const)('by %s takes two calls, which write first', async (by) => {
    const world = await aLaunchDarklyWorld(by);
    const state = await started(world);
    await world.target.shift(state, goal(5), await world.target.read(state));
    const calls = failing(world, []);
    await world.target.back([state], way);
    expect(calls.map(({ method, isSemantic }) => [method, isSemantic])).toEqual([
      ['PATCH', true],
      ['PATCH', true],
    ]);
  });

  it('goes on when somebody else writes in the same moment', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    await world.target.shift(state, goal(5), await world.target.read(state));
    failing(world, [{ status: 409 }, { status: 409 }], ({ isSemantic }) => isSemantic);
    expect(await world.target.back([state], way)).toEqual([{ change: null }]);
    expect((await world.target.read(state)).weight).toBe(0);
  });

  it('is given up for now after four tries, or at once where it is refused for another reason', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    const busy = failing(world, Array(9).fill({ status: 409 }));
    expect(await world.target.back([state], way)).toMatchObject([{ fault: { code: 'Conflict', permanent: false } }]);
    expect(busy).toHaveLength(4);
    const refused = failing(world, Array(9).fill({ status: 403 }));
    expect(await world.target.back([state], way)).toMatchObject([{ fault: { code: 'Forbidden', permanent: true } }]);
    expect(refused).toHaveLength(1);
  });

  it('leaves a default rule that somebody else wrote and that has no canary in it', async () => {
    const world = await aLaunchDarklyWorld('arm');
    const state = await started(world);
    await world.target.shift(state, goal(5), await world.target.read(state));
    world.edit({ fallthrough: { variation: 2 } });
    const { drift } = await world.target.read(state);
    expect(drift).toContain('the default rule serves {"variation":2}, it was {"variation":0}');
    const seen = { drift, at: 0, weight: 5, effectiveAt: 0, atBaseline: false, promoted: false, fault: null };
    await world.target.back([{ ...state, observed: seen }], way);
    expect([world.here().fallthrough, world.here().rules]).toEqual([{ variation: 2 }, []]);
  });
});

describe('a rule on the arm that somebody edits', () => {
  it.each<[string, object]>([
    ['serves another variation, it was the canary', { variation: 2 }],
    ['has another description, it was one that names the share', { description: 'mine' }],
  ])('has drifted: %s', async (words, edit) => {
    const world = await aLaunchDarklyWorld('arm');
    const state = await started(world);
    await world.target.shift(state, goal(5), await world.target.read(state));
    world.edit({ rules: world.here().rules.map((rule) => ({ ...rule, ...edit })) });
    expect((await world.target.read(state)).drift).toBe(`the rule on the arm ${words}`);
  });
});

describe('a flag that somebody turns off', () => {
  it('has drifted, and nobody has the canary', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = await started(world);
    await world.target.shift(state, goal(50), await world.target.read(state));
    world.edit({ on: false });
    expect(await world.target.read(state)).toMatchObject({ weight: 0, drift: 'targeting: off, it was on' });
  });
});
