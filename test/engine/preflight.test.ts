import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { HookStep } from '../../src/domain/steps/hook.ts';
import type { Deps } from '../../src/engine/deps.ts';
import type { InspectRequest } from '../../src/ports/target.ts';
import { aWorld, MINUTE, PLAN, type World } from './world/world.ts';

const SMOKE: HookStep = {
  kind: 'hook',
  function: 'shop-smoke',
  qualifier: 'live',
  within: 15 * MINUTE,
  onFailure: 'hold',
  pointOfNoReturn: false,
};
/** Shift to 5, smoke test, shift to 25, and so on. */
const plan = (hook: Partial<HookStep> = {}): Plan => {
  const smoke = { ...SMOKE, ...hook };
  return PLAN.flatMap((step, index) => (index === 1 ? [smoke] : step.kind === 'approve' ? [] : [step]));
};
const hooked = (hook: Partial<HookStep> = {}) => aWorld({ service: { plan: plan(hook) } });

const statusOf = async (world: World) => (await world.rollout()).phase.status;

describe('a start with hooks', () => {
  it('is refused when a function is not there, and says what to do', async () => {
    const world = hooked();
    world.hooks.whys.set('shop-smoke', { message: 'There is no function shop-smoke.', remedy: 'Deploy it.' });
    await world.say({ name: 'start' });
    expect(await world.record()).toMatchObject({ rollout: null });
    expect(world.told.find(({ kind }) => kind === 'reply')?.text).toContain(
      '✗ There is no function shop-smoke. Deploy it.',
    );
    expect(world.hooks.calls).toEqual([]);
  });

  it('goes ahead when Lambda does not say, and warns', async () => {
    const world = hooked();
    world.hooks.whys.set('shop-smoke', new Error('Lambda is away'));
    await world.say({ name: 'start' });
    const found = (await world.rollout()).findings.filter(({ about }) => about === 'shop-smoke');
    expect(found).toMatchObject([{ severity: 'warns', code: 'hook-unknown' }]);
  });

  it('looks at each function once', async () => {
    const twice: Plan = [SMOKE, ...plan()];
    const looked: string[] = [];
    const world = aWorld({
      service: { plan: twice },
      wrap: (deps) => ({
        ...deps,
        hooks: {
          ...deps.hooks,
          whyNot: async (hook) => {
            looked.push(hook.function);
            return null;
          },
        },
      }),
    });
    await world.say({ name: 'start' });
    expect(looked).toEqual(['shop-smoke']);
  });
});

describe('the answer to a start', () => {
  const replyOf = (world: World) => world.told.find(({ kind }) => kind === 'reply')?.text.split('\n');

  it('has preflight as one list, crosses first, whatever came of it', async () => {
    const world = hooked();
    await world.say({ name: 'start' });
    expect(replyOf(world)).toEqual(
      expect.arrayContaining([
        '✓ v53 → v54; no traffic on the new version yet. ',
        '✓ The alarm is OK. ',
        '✓ The function is there, and Serin may call it. ',
        '✓ Serin can post there. ',
      ]),
    );
    const refused = hooked();
    refused.alarms.delete('checkout-5xx');
    await refused.say({ name: 'start' });
    expect(replyOf(refused)?.find((line) => /^[✗✓]/.test(line))).toBe(
      '✗ The alarm checkout-5xx does not exist. Create it, or take it out of serin.yml and apply that.',
    );
    expect(replyOf(refused)).toContain('✓ The function is there, and Serin may call it. ');
  });

  it('has no list when a rollout runs already', async () => {
    const world = hooked();
    await world.say({ name: 'start' });
    await world.say({ name: 'start' }, { as: 'U0BOB' });
    const second = world.told.filter(({ kind }) => kind === 'reply').at(-1)?.text;
    expect(second).toContain('running');
    expect(second).not.toContain('✓');
  });
});

describe('a start whose users keep an answer for long', () => {
  const warned = async (staleMs: number): Promise<readonly string[]> => {
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        kind: (name) => {
          const kind = deps.kind(name);
          const inspect = async (ask: InspectRequest) => ({ ...(await kind.target.inspect(ask)), staleMs });
          return { ...kind, target: { ...kind.target, inspect } };
        },
      }),
    });
    await world.say({ name: 'start' });
    const { findings } = await world.rollout();
    return findings.flatMap(({ code, about }) => (about === null ? [] : [`${code} ${about}`]));
  };

  it('warns, unless the first bake is longer', async () => {
    expect(await warned(10 * MINUTE)).toEqual(['ttl-longer-than-bake api', 'ttl-longer-than-bake events']);
    expect(await warned(10 * MINUTE - 1)).toEqual([]);
  });
});

describe('a start whose arms must share something', () => {
  const DB = { parameters: ['/a/db', '/b/db'] };
  const API = { function: 'api', variables: ['DB_URL'] };
  const sharing = (shared: Partial<Deps['shared']>, asked: unknown[] = [], ids = true) =>
    aWorld({
      service: { sharedDependencies: [DB, API] },
      wrap: (deps) => ({
        ...deps,
        shared: {
          parameters: async (names) => {
            asked.push(names);
            return { missing: [], unequal: [] };
          },
          variables: async (...about) => {
            asked.push(about);
            return { missing: [], unequal: [] };
          },
          ...shared,
        },
        kind: (name) => {
          const kind = deps.kind(name);
          const inspect = async (ask: InspectRequest) => ({
            ...(await kind.target.inspect(ask)),
            ...(ids ? { ids: { stable: '53', canary: '54' } } : {}),
          });
          return { ...kind, target: { ...kind.target, inspect } };
        },
      }),
    });
  const said = (world: World) => world.told.find(({ kind }) => kind === 'reply')?.text ?? '';

  it('compares parameters, and variables of the two versions of the function', async () => {
    const asked: unknown[] = [];
    const world = sharing({}, asked);
    await world.say({ name: 'start' });
    expect(asked).toEqual([
      ['/a/db', '/b/db'],
      ['api', ['53', '54'], ['DB_URL']],
    ]);
    expect(said(world)).toContain('✓ The same in both arms.');
    expect(await statusOf(world)).toBe('baking');
  });

  it.each([
    ['differs', { missing: [], unequal: ['DB_URL'] }, '✗ DB_URL is not the same in both arms. Make it the same'],
    ['is missing', { missing: ['DB_URL'], unequal: [] }, '✗ DB_URL does not exist, and both arms are to share it.'],
  ])('is refused when it %s', async (_, comparison, words) => {
    const world = sharing({ variables: async () => comparison });
    await world.say({ name: 'start' });
    expect(said(world)).toContain(words);
    expect((await world.record()).rollout).toBeNull();
  });

  it('is refused when it cannot be compared, and no word of the answer gets out', async () => {
    const world = sharing({
      parameters: () => Promise.reject(Object.assign(new Error('hunter2'), { name: 'AccessDeniedException' })),
    });
    await world.say({ name: 'start' });
    expect(said(world)).toContain('✗ It could not be compared: AWS answered AccessDeniedException.');
    expect(JSON.stringify([world.told, await world.record()])).not.toContain('hunter2');
  });

  it('has nothing to compare where the versions could not be resolved', async () => {
    const asked: unknown[] = [];
    await sharing({}, asked, false).say({ name: 'start' });
    expect(asked).toEqual([['/a/db', '/b/db']]);
  });
});
