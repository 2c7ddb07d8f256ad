import { describe, expect, it } from 'vitest';
import { launchdarklyConfig, launchdarklyFrozen } from '../../../../src/adapters/targets/launchdarkly/config.ts';
import {
  armRule,
  type FlagEnvironment,
  findArmRules,
  isArmRule,
  isPlainSplit,
} from '../../../../src/adapters/targets/launchdarkly/flag.ts';
import {
  canaryShare,
  describeDrift,
  describeSurroundings,
  findPositions,
  isAtRest,
  variationName,
} from '../../../../src/adapters/targets/launchdarkly/state.ts';
import { aLaunchDarklyConfig } from './world.ts';

const variations = ['old', 'new', 'other'].map((name) => ({ _id: `id-${name}`, value: name, name }));
const POSITIONS = { stable: 0, canary: 1 };
const here = (change: object = {}): FlagEnvironment =>
  ({
    on: true,
    version: 1,
    offVariation: 0,
    fallthrough: { variation: 0 },
    rules: [],
    targets: [],
    contextTargets: [],
    prerequisites: [],
    ...change,
  }) as FlagEnvironment;
const arm = (change: object = {}) => ({ _id: 'r-1', ...armRule(1, 5), ...change });
const clause = armRule(1, 5).clauses[0]!;
const split = (change: object = {}) => here({ fallthrough: { rollout: { variations: [], ...change } } });

describe('a rule on the arm', () => {
  it('says its share, also as it was written with a space', () => {
    const { share } = findArmRules(here({ rules: [arm()] }));
    const earlier = findArmRules(here({ rules: [arm({ description: 'Serin: 12.5 % of the users are in this arm' })] }));
    expect([share, earlier.share]).toEqual([5, 12.5]);
  });

  it('asks for the arm of the canary and for nothing else', () => {
    expect(isArmRule(arm())).toBe(true);
    expect(isArmRule(arm({ clauses: [{ ...clause, attribute: 'email' }] }))).toBe(false);
    expect(isArmRule(arm({ clauses: [clause, { ...clause, attribute: 'email' }] }))).toBe(false);
    expect(isArmRule(arm({ clauses: [{ ...clause, values: ['stable'] }] }))).toBe(false);
    expect(isArmRule(arm({ clauses: [] }))).toBe(false);
  });

  it.each([
    ['Serin: 5% of the users', 5],
    ['Serin: 0.25% of the users', 0.25],
    ['Serin: 12.5% of the users', 12.5],
    ['Not Serin: 5% of the users', null],
    ['mine', null],
  ])('names the share at the beginning of its description: %s', (description, share) => {
    expect(findArmRules(here({ rules: [arm({ description })] })).share).toBe(share);
  });
});

describe('a split by LaunchDarkly', () => {
  it.each([
    ['nothing else is said', {}, true],
    ['the seed is null', { seed: null }, true],
    ['buckets are by another attribute', { bucketBy: 'tenant' }, false],
    ['another kind of context is dealt out', { contextKind: 'organisation' }, false],
    ['it is an experiment', { kind: 'experiment' }, false],
    ['it has a seed of its own', { seed: 61 }, false],
  ])('is as those of Serin where %s', (_what, change, isPlain) => {
    expect(isPlainSplit(split(change))).toBe(isPlain);
  });
});

describe('the share of the canary', () => {
  const rule = { rules: [arm()] };
  it('is what the rule on the arm says where the arm decides, and what the default rule gives elsewhere', () => {
    expect(canaryShare(here(rule), POSITIONS, 'arm')).toBe(5);
    expect(canaryShare(here(rule), POSITIONS, 'percentage')).toBe(0);
    expect(canaryShare(here({ rules: [arm({ description: 'mine' })] }), POSITIONS, 'arm')).toBe(100);
    expect(canaryShare(here({ ...rule, fallthrough: { variation: 1 } }), POSITIONS, 'arm')).toBe(100);
  });

  it('is everybody or nobody where the flag is off: what it serves then', () => {
    expect(canaryShare(here({ ...rule, on: false, offVariation: 1 }), POSITIONS, 'arm')).toBe(100);
    expect(canaryShare(here({ ...rule, on: false }), POSITIONS, 'arm')).toBe(0);
  });
});

describe('the variations of a flag', () => {
  it.each([
    [{ name: 'New', value: 'n' }, 'New'],
    [{ name: '', value: 'n' }, 'n'],
    [{ value: 'n' }, 'n'],
    [{ value: true }, 'true'],
    [{ value: { a: 1 } }, '{"a":1}'],
  ])('are called by their name, or by their value: %j', (variation, name) => {
    expect(variationName({ _id: 'id', ...variation })).toBe(name);
  });

  it('are found by their ids, wherever they are now', () => {
    const flag = { variations: variations.toReversed(), environments: {} };
    expect(findPositions(flag, { stable: 'id-old', canary: 'id-new' }, 'the flag')).toEqual({ stable: 2, canary: 1 });
    const missing = expect.objectContaining({
      code: 'VariationMissing',
      permanent: true,
      message: 'A variation of the flag is gone (id-gone). Create it again, or bring the flag back by hand.',
    });
    expect(() => findPositions(flag, { stable: 'id-old', canary: 'id-gone' }, 'the flag')).toThrow(missing);
    expect(() => findPositions(flag, { stable: 'id-gone', canary: 'id-new' }, 'the flag')).toThrow(missing);
  });
});

describe('the drift of a flag', () => {
  const place = (change: object = {}, all = variations) => ({
    flag: { variations: all, environments: {} },
    here: here(change),
  });
  const frozen = {
    ids: { stable: 'id-old', canary: 'id-new' },
    fallthrough: { variation: 0 },
    around: describeSurroundings(place()),
  };
  const drift = (change: object, by: 'arm' | 'percentage' = 'percentage', all = variations) =>
    describeDrift(place(change, all), frozen, POSITIONS, by);
  const shares = (...weights: readonly number[]) => ({
    fallthrough: { rollout: { variations: weights.map((weight, variation) => ({ variation, weight })) } },
  });

  it('is none while only the split moves', () => {
    expect(drift({})).toBeNull();
    expect(drift(shares(95_000, 5_000))).toBeNull();
    expect(drift({ rules: [arm()] }, 'arm')).toBeNull();
    expect(drift({ fallthrough: { variation: 1 } }, 'arm')).toBeNull();
  });

  it.each<[string, object, 'arm' | 'percentage', RegExp]>([
    ['a third variation is served', shares(90_000, 5_000, 5_000), 'percentage', /^the default rule serves/],
    ['LaunchDarkly splits where the arm decides', shares(95_000, 5_000), 'arm', /^the default rule serves/],
    ['another variation is served when off', { offVariation: 2 }, 'arm', /^the variation when off: other, it was old$/],
    ['none is served when off', { offVariation: undefined }, 'arm', /^the variation when off: none, it was old$/],
    ['a rule came', { rules: [arm({ clauses: [] })] }, 'arm', /^rules: 1 \(fingerprint [0-9a-f]{12}\), it was none$/],
    ['a person is named', { targets: [{ values: ['u'] }] }, 'arm', /^targets: 1 /],
    ['a context is named', { contextTargets: [{ values: ['u'] }] }, 'arm', /^targets: 1 /],
    ['another flag comes first', { prerequisites: [{ key: 'k' }] }, 'arm', /^prerequisites: 1 /],
    ['it was turned off', { on: false }, 'arm', /^targeting: off, it was on$/],
    [
      'the rule on the arm names no share',
      { rules: [arm({ description: 'mine' })] },
      'arm',
      /^the rule on the arm has another description, it was one that names the share$/,
    ],
    [
      'the rule on the arm serves somebody else',
      { rules: [arm(), arm({ variation: 2 })] },
      'percentage',
      /^the rule on the arm serves another variation, it was the canary$/,
    ],
    [
      'more than one thing changed',
      { on: false, fallthrough: { variation: 2 } },
      'arm',
      /^targeting: off, it was on; the default rule serves \{"variation":2\}, it was \{"variation":0\}$/,
    ],
  ])('is said where %s', (_what, change, by, words) => {
    expect(drift(change, by)).toMatch(words);
  });

  it('is none for the words of a rule on the arm that decides nothing', () => {
    expect(drift({ rules: [arm({ description: 'mine' })] })).toBeNull();
  });

  it('is said where variations were exchanged, whatever they are called', () => {
    const renamed = variations.map((one) => ({ ...one, name: 'same' }));
    expect(drift({}, 'arm', renamed)).toContain('the variation when off');
    const others = variations.map((one, i) => (i === 2 ? { ...one, _id: 'id-2' } : one));
    expect(drift({}, 'arm', others)).toMatch(/^variations: 3 /);
  });
});

describe('a flag at rest', () => {
  it('has the default rule that was frozen, and no rule on the arm', () => {
    expect(isAtRest(here(), { variation: 0 })).toBe(true);
    expect(isAtRest(here({ rules: [arm({ clauses: [] })] }), { variation: 0 })).toBe(true);
    expect(isAtRest(here({ fallthrough: { variation: 1 } }), { variation: 0 })).toBe(false);
    expect(isAtRest(here({ rules: [arm()] }), { variation: 0 })).toBe(false);
  });
});

describe('two variations', () => {
  const parse = (pair: object) =>
    launchdarklyConfig.safeParse({ ...aLaunchDarklyConfig('arm'), variations: pair }).success;

  it('are different ones, in the configuration and in what is frozen', () => {
    expect([parse({ stable: 'x', canary: 'y' }), parse({ a: 'x', b: 'y' })]).toEqual([true, true]);
    expect([parse({ stable: 'x', canary: 'x' }), parse({ a: true, b: 'true' })]).toEqual([false, false]);
    const frozen = (canary: string) =>
      launchdarklyFrozen.safeParse({ ids: { stable: 'x', canary }, fallthrough: { variation: 0 }, around: {} }).success;
    expect([frozen('y'), frozen('x')]).toEqual([true, false]);
  });
});
