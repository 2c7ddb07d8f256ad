import { describe, expect, it } from 'vitest';
import { freezeInForce } from '../../../src/domain/restrictions/freeze-in-force.ts';
import { type Freeze, noRestrictions, type Restrictions } from '../../../src/domain/restrictions/restrictions.ts';
import {
  isRemembered,
  liftFreezes,
  liftOwnFreezeOfAll,
  rememberCommand,
  setFreeze,
} from '../../../src/rollout/restrictions/change-freezes.ts';
import { alice, aService, bob, HOUR, NOW } from '../builders.ts';

const aFreeze = (over: Partial<Freeze> = {}): Freeze => ({
  ...{ id: 'k', service: 'checkout', by: alice, at: NOW, until: NOW + HOUR, reason: '' },
  ...over,
});
const withFreezes = (...freezes: readonly Freeze[]): Restrictions =>
  freezes.reduce((known, freeze) => setFreeze(known, freeze, NOW), noRestrictions());
const run = (n: number) => ({ arn: `arn:aws:sts::123456789012:assumed-role/deploy/run-${n}` });

describe('a freeze', () => {
  it('replaces the one of its owner on the same service, and leaves all others', () => {
    const others = [aFreeze({ by: bob }), aFreeze({ service: null })];
    const { freezes } = withFreezes(aFreeze(), ...others, aFreeze({ until: NOW + 1 }));
    expect(freezes).toEqual([...others, aFreeze({ until: NOW + 1 })]);
  });

  it('of a role belongs to every session of it', () => {
    expect(withFreezes(aFreeze({ by: run(1) }), aFreeze({ by: run(2) })).freezes).toEqual([aFreeze({ by: run(2) })]);
  });

  it('that is over is forgotten with the next change', () => {
    const later = setFreeze(withFreezes(aFreeze()), aFreeze({ by: bob, until: NOW + 3 * HOUR }), NOW + 2 * HOUR);
    expect(later.freezes).toHaveLength(1);
  });
});

describe('lifting the freezes of a service', () => {
  const lift = (known: Restrictions, by = alice, mayPromote = false, service = aService()) =>
    freezeInForce(liftFreezes(known, service, { by, mayPromote }, NOW), service, NOW);

  it('lifts its own, and what others froze only for who may promote', () => {
    const known = withFreezes(aFreeze(), aFreeze({ by: bob }));
    expect(lift(known)?.by).toBe(bob);
    expect(lift(known, alice, true)).toBeNull();
  });

  it('exempts it from a freeze of all and from a window for who may promote, and for nobody else', () => {
    const freezes = [{ kind: 'once', from: 0, to: NOW + 2 * HOUR, reason: 'Christmas' }] as const;
    const service = aService({ freezes });
    const known = withFreezes(aFreeze({ service: null, by: bob }));
    expect(lift(known, alice, false, service)?.reason).toBe('Christmas');
    expect(lift(known, alice, true, service)).toBeNull();
    const lifted = liftFreezes(known, service, { by: alice, mayPromote: true }, NOW);
    expect(freezeInForce(lifted, aService({ name: 'calls' }), NOW)?.by).toBe(bob);
  });

  it('of all lifts what its owner froze of all, and nothing of one service', () => {
    const known = withFreezes(aFreeze({ service: null }), aFreeze({ service: null, by: bob }), aFreeze());
    expect(liftOwnFreezeOfAll(known, alice, NOW).freezes).toEqual([aFreeze({ service: null, by: bob }), aFreeze()]);
  });
});

it('a command is remembered for a day', () => {
  const known = rememberCommand(noRestrictions(), 'k', NOW);
  expect([isRemembered(known, 'k'), isRemembered(known, 'other')]).toEqual([true, false]);
  expect(isRemembered(rememberCommand(known, 'other', NOW + 26 * HOUR), 'k')).toBe(false);
});
