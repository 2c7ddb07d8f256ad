import { describe, expect, it } from 'vitest';
import { armRule } from '../../../../src/adapters/targets/launchdarkly/flag.ts';
import type { InspectRequest } from '../../../../src/ports/target.ts';
import { aLaunchDarklyConfig, aLaunchDarklyWorld, type LaunchDarklyWorld } from './world.ts';

type By = 'arm' | 'percentage';

async function inspect(
  by: By,
  prepare: (world: LaunchDarklyWorld) => void = () => undefined,
  ask: Partial<InspectRequest> = {},
) {
  const world = await aLaunchDarklyWorld(by);
  prepare(world);
  return world.target.inspect({ ...world.ask, ...ask });
}

const served = (...weights: readonly number[]) => ({
  rollout: { variations: weights.map((weight, variation) => ({ variation, weight: weight * 1000 })) },
});
const configured = (changes: object): Partial<InspectRequest> => ({
  config: { ...aLaunchDarklyConfig('percentage'), ...changes },
});

describe('the inspection of a flag', () => {
  it('says both variations and the baseline in words', async () => {
    const { frozen: _frozen, ...said } = await inspect('arm');
    expect(said).toEqual({
      stable: 'old',
      canary: 'new',
      weight: 0,
      expressed: [10, 100],
      baseline: ['new-checkout in production → old by default, no rule on serin-arm'],
      notes: ['LaunchDarkly heeds the attribute serin-arm; the share is that of what decides the arm.'],
      findings: [],
    });
  });

  it('notes that LaunchDarkly picks other users where it splits by itself', async () => {
    expect((await inspect('percentage')).notes).toEqual([expect.stringMatching(/own key and salt.*other users/)]);
  });

  it('takes a variation that was named for the flag as the canary', async () => {
    const { canary, findings } = await inspect('percentage', undefined, { explicit: { 'new-checkout': 'other' } });
    expect([canary, findings]).toEqual(['other', []]);
  });

  describe('in a service with environments', () => {
    const sides = { variations: { a: 'old', b: 'new' } };
    const to = (canary: 'a' | 'b'): Pick<InspectRequest, 'roles'> => ({
      roles: { stable: canary === 'a' ? 'b' : 'a', canary },
    });

    it.each(['arm', 'percentage'] as const)(
      'goes from the variation of one side to that of the other, by %s',
      async (by) => {
        const ask = { config: { ...aLaunchDarklyConfig(by), ...sides } };
        expect(await inspect(by, undefined, { ...ask, ...to('b') })).toMatchObject({
          ...{ stable: 'old', canary: 'new', findings: [] },
        });
        const swapped = ({ edit }: LaunchDarklyWorld) => edit({ fallthrough: { variation: 1 } });
        expect(await inspect(by, swapped, { ...ask, ...to('a') })).toMatchObject({
          ...{ stable: 'new', canary: 'old', weight: 0, findings: [] },
        });
      },
    );

    it('may have a variation of each arm where it heeds the arm, and only there', async () => {
      expect((await inspect('arm', undefined, to('b'))).findings).toEqual([]);
      expect((await inspect('percentage', undefined, to('b'))).findings).toEqual([
        expect.objectContaining({ severity: 'blocks', code: 'sides-missing' }),
      ]);
    });

    it('takes the variation of the side also where it is named', async () => {
      const named = { ...configured(sides), ...to('b'), explicit: { 'new-checkout': 'new' } };
      expect(await inspect('percentage', undefined, named)).toMatchObject({ canary: 'new', findings: [] });
    });

    it('refuses a variation of no side, and sides where there are none', async () => {
      const named = { ...configured(sides), ...to('b'), explicit: { 'new-checkout': 'other' } };
      expect((await inspect('percentage', undefined, named)).findings).toMatchObject([{ code: 'other-side' }]);
      expect((await inspect('percentage', undefined, configured(sides))).findings).toMatchObject([
        { code: 'no-sides' },
      ]);
    });
  });

  it('finds the variations of a flag of true and false by their values', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    world.cloud.createFlag('default', 'new-checkout', 'production', ['false', 'true']);
    const ask = { ...world.ask, ...configured({ variations: { stable: false, canary: true } }) };
    expect(await world.target.inspect(ask)).toMatchObject({ stable: 'false', canary: 'true', findings: [] });
  });

  const blocked: [
    code: string,
    message: RegExp,
    by: By,
    prepare: (world: LaunchDarklyWorld) => void,
    ask?: Partial<InspectRequest>,
  ][] = [
    ['flag-missing', /no flag new-checkout/, 'arm', ({ cloud }) => cloud.deleteFlag('default', 'new-checkout')],
    ['flag-missing', /environment staging/, 'arm', () => undefined, configured({ environment: 'staging' })],
    ['flag-off', /is off in production/, 'arm', ({ edit }) => edit({ on: false })],
    ['flag-archived', /is archived/, 'arm', ({ edit }) => edit({ archived: true })],
    ['split-present', /split already/, 'percentage', ({ edit }) => edit({ fallthrough: served(80, 20) })],
    ['split-present', /splits by itself: 20%/, 'arm', ({ edit }) => edit({ fallthrough: served(80, 20) })],
    ['split-present', /split already/, 'arm', ({ edit }) => edit({ rules: [{ _id: 'r', ...armRule(1, 5) }] })],
    [
      'split-by-another-key',
      /something else than the key/,
      'percentage',
      ({ edit }) => edit({ fallthrough: { rollout: { ...served(80, 20).rollout, bucketBy: 'tenant' } } }),
      { adopt: true },
    ],
    ['third-variation', /beside old and new/, 'percentage', ({ edit }) => edit({ fallthrough: served(80, 0, 20) })],
    [
      'already-promoted',
      /serves new to everybody/,
      'percentage',
      ({ edit }) => edit({ fallthrough: { variation: 1 } }),
    ],
    [
      'variation-missing',
      /no variation blue; there is old, new, other/,
      'arm',
      () => undefined,
      configured({ variations: { stable: 'old', canary: 'blue' } }),
    ],
    [
      'variation-ambiguous',
      /same could be several/,
      'arm',
      ({ cloud }) => cloud.createFlag('default', 'new-checkout', 'production', ['same', 'same', 'old']),
      configured({ variations: { stable: 'old', canary: 'same' } }),
    ],
  ];
  it.each(blocked)('blocks with %s: %s (%s)', async (code, message, by, prepare, ask) => {
    const { findings } = await inspect(by, prepare, ask);
    const finding = findings.find((candidate) => candidate.code === code);
    expect(finding).toMatchObject({ severity: 'blocks', message: expect.stringMatching(message) });
    expect(finding?.remedy).not.toBe('');
  });

  it('warns of rules and targets that come first', async () => {
    const mine = {
      _id: 'mine',
      variation: 1,
      clauses: [{ attribute: 'email', op: 'endsWith', values: ['@example.com'] }],
    };
    const { findings } = await inspect('percentage', ({ edit }) => edit({ rules: [mine] }));
    expect(findings).toEqual([expect.objectContaining({ severity: 'warns', code: 'rules-come-first' })]);
  });

  it('counts rules and targets of every kind of context', async () => {
    const target = { variation: 1, values: ['a'] };
    const rule = { _id: 'r', variation: 1, clauses: [{ attribute: 'plan', op: 'in', values: ['gold'] }] };
    const contextTargets = [
      { ...target, contextKind: 'user' },
      { ...target, contextKind: 'organization' },
    ];
    const { findings } = await inspect('percentage', ({ edit }) =>
      edit({ rules: [rule], targets: [target], contextTargets } as never),
    );
    expect(findings[0]?.message).toContain('has 4 rules or targets');
  });

  it('does not count rules where it heeds the arm by one, nor its own rule', async () => {
    const rule = { _id: 'r', variation: 1, clauses: [{ attribute: 'plan', op: 'in', values: ['gold'] }] };
    expect((await inspect('arm', ({ edit }) => edit({ rules: [rule] }))).findings).toEqual([]);
    const own = ({ edit }: LaunchDarklyWorld) => edit({ rules: [{ _id: 'r', ...armRule(1, 5) }] });
    const codes = (await inspect('percentage', own)).findings.map(({ code }) => code);
    expect(codes).not.toEqual([]);
    expect(codes).not.toContain('rules-come-first');
  });

  it('takes a split over without a finding when it may', async () => {
    const split = ({ edit }: LaunchDarklyWorld) => edit({ fallthrough: served(80, 20) });
    const { findings, weight, frozen } = await inspect('percentage', split, { adopt: true });
    expect([findings, weight]).toEqual([[], 20]);
    expect(frozen).toMatchObject({ fallthrough: { variation: 0 } });
  });

  it('restores a default rule that is written as a rollout the way it is written', async () => {
    const whole = served(100, 0);
    const { frozen, findings } = await inspect('percentage', ({ edit }) => edit({ fallthrough: whole }));
    expect([frozen, findings]).toMatchObject([{ fallthrough: whole }, []]);
  });

  it('finds a flag that is archived as a whole', async () => {
    const archive = ({ cloud }: LaunchDarklyWorld) =>
      Object.assign(cloud.flag('default', 'new-checkout'), { archived: true });
    expect((await inspect('arm', archive)).findings).toMatchObject([{ code: 'flag-archived' }]);
  });

  it('says that everybody has the canary, and not that it is split, where it heeds the arm too', async () => {
    const { findings } = await inspect('arm', ({ edit }) => edit({ fallthrough: { variation: 1 } }));
    expect(findings).toMatchObject([{ code: 'already-promoted' }]);
  });

  it('says nothing else of a flag that it cannot resolve', async () => {
    const blue = configured({ variations: { stable: 'old', canary: 'blue' } });
    const { findings, baseline, frozen } = await inspect('percentage', undefined, blue);
    expect(findings).toMatchObject([{ code: 'variation-missing' }]);
    expect([baseline, frozen]).toEqual([[], null]);
  });

  it('takes a variation by its name before one that has this value', async () => {
    const rename = ({ cloud }: LaunchDarklyWorld) => {
      const { variations } = cloud.flag('default', 'new-checkout');
      Object.assign(variations[1] ?? {}, { name: 'other' });
      Object.assign(variations[2] ?? {}, { name: 'third' });
    };
    const byName = await inspect('percentage', rename, configured({ variations: { stable: 'old', canary: 'other' } }));
    expect([byName.canary, byName.findings]).toEqual(['other', []]);
    expect(byName.frozen).toMatchObject({ ids: { canary: 'new-checkout-variation-1' } });
    const byValue = await inspect('percentage', rename, configured({ variations: { stable: 'old', canary: 'new' } }));
    expect(byValue).toMatchObject({ frozen: { ids: { canary: 'new-checkout-variation-1' } }, findings: [] });
  });

  it('keeps of people and rules a fingerprint only', async () => {
    const { frozen } = await inspect('percentage', ({ edit }) =>
      edit({ targets: [{ variation: 1, values: ['alice@example.com'] }] }),
    );
    expect(JSON.stringify(frozen)).toMatch(/"targets":"1 \(fingerprint [0-9a-f]{12}\)"/);
    expect(JSON.stringify(frozen)).not.toContain('alice');
  });
});
