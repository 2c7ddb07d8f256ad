import { describe, expect, it } from 'vitest';
import { freezeInForce, freezeText } from '../../../src/domain/restrictions/freeze-in-force.ts';
import type { Freeze, Lift } from '../../../src/domain/restrictions/restrictions.ts';
import { windowText } from '../../../src/domain/restrictions/window-text.ts';
import { alice, bob, HOUR, NOW } from '../../rollout/builders.ts';

const aFreeze = (over: Partial<Freeze> = {}): Freeze => ({
  ...{ id: 'k', service: 'checkout', by: alice, at: NOW - HOUR, until: NOW + HOUR, reason: 'incident 42' },
  ...over,
});
const aLift = (over: Partial<Lift> = {}): Lift => ({
  ...{ service: 'checkout', by: bob, at: NOW - 1, until: NOW + HOUR },
  ...over,
});
const WINDOW = { kind: 'once', from: NOW - HOUR, to: NOW + HOUR, reason: 'Christmas' } as const;
const of = (freezes: readonly Freeze[], lifts: readonly Lift[] = [], windows = [] as (typeof WINDOW)[]) =>
  freezeInForce({ freezes, lifts }, { name: 'checkout', freezes: windows }, NOW);

describe('the freeze that a service is under', () => {
  it('is its own, or one of all services, until its end', () => {
    expect(of([aFreeze()])).toEqual({ until: NOW + HOUR, by: alice, reason: 'incident 42' });
    expect(of([aFreeze({ service: null })])).toMatchObject({ by: alice });
    expect(of([aFreeze({ service: 'calls' })])).toBeNull();
    expect(of([aFreeze({ until: NOW })])).toBeNull();
  });

  it('is the one of several that ends last', () => {
    expect(of([aFreeze(), aFreeze({ by: bob, until: NOW + 2 * HOUR }), aFreeze()], [], [WINDOW])?.by).toBe(bob);
  });

  it('may be a window of serin.yml, which nobody commanded', () => {
    expect(of([], [], [WINDOW])).toEqual({ until: NOW + HOUR, by: null, reason: 'Christmas' });
  });

  it('is gone where a lift covers it, for this service only', () => {
    expect(of([aFreeze({ service: null })], [aLift()], [WINDOW])).toBeNull();
    expect(of([aFreeze()], [aLift({ service: 'calls' })])).not.toBeNull();
  });

  it('is there again where it was set after the lift, or ends later than what was lifted', () => {
    expect(of([aFreeze({ at: NOW })], [aLift()])).not.toBeNull();
    expect(of([aFreeze({ until: NOW + 2 * HOUR })], [aLift()])).not.toBeNull();
    expect(of([], [aLift({ until: NOW + HOUR - 1 })], [WINDOW])).not.toBeNull();
  });

  it('is told with its end, who set it and why', () => {
    expect(freezeText({ until: NOW, by: alice, reason: 'incident 42.' })).toBe(
      'frozen until 2030-03-17 17:46 UTC by alice: incident 42',
    );
    expect(freezeText({ until: NOW, by: null, reason: '' })).toBe('frozen until 2030-03-17 17:46 UTC by serin.yml');
    const weekly = { kind: 'weekly', from: 6720, to: 480, timezone: 'Europe/Berlin', reason: 'Weekend' } as const;
    expect(windowText(weekly)).toBe('Fri 16:00 to Mon 08:00 (Europe/Berlin): Weekend');
    expect(windowText(WINDOW)).toBe('2030-03-17 16:46 UTC to 2030-03-17 18:46 UTC: Christmas');
  });
});
