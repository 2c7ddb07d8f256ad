import { describe, expect, it } from 'vitest';
import { environmentForArm, locateUser } from '../../src/discovery/place.ts';
import { emptyRecord, type Rollout } from '../../src/domain/rollout/record.ts';
import { armOf, saltOf } from '../../src/routing/arm.ts';
import { aRollout, aTarget, type Situation } from '../rollout/builders.ts';

const users = Array.from({ length: 1000 }, (_, at) => `user-${at}`);
const place = (rollout: Rollout | null, user: string) => locateUser({ ...emptyRecord('checkout'), rollout }, user);
const onCanary = (rollout: Rollout) => users.filter((user) => place(rollout, user).arm === 'canary').length;

describe('the place of a user', () => {
  it('is the arm that the salt of the rollout and its weight give, for every user', () => {
    const rollout = aRollout({ situation: 'baking', weight: 25, agreed: 25 });
    const salt = saltOf(rollout.id);
    for (const key of users) expect(place(rollout, key).arm).toBe(armOf({ salt, weight: 25, key }));
    expect(place(rollout, 'alice')).toMatchObject({ rollout: 'checkout-1', revision: 2 });
  });

  it('has the salt of a split at the edge that the rollout took over', () => {
    const edge = { config: { kind: 'edge' }, frozen: { stable: 'a', canary: 'b', salt: 'older', own: 'older' } };
    const rollout = aRollout({ situation: 'baking', weight: 25, agreed: 25, targets: [aTarget(), aTarget(edge)] });
    for (const key of users) expect(place(rollout, key).arm).toBe(armOf({ salt: 'older', weight: 25, key }));
  });

  it.each<Situation>(['completed', 'rolled-back'])('is stable for everyone when the rollout is %s', (situation) => {
    const rollout = aRollout({ situation });
    expect(onCanary(rollout)).toBe(0);
    expect(place(rollout, 'alice')).toEqual({ arm: 'stable', rollout: null, revision: 0 });
  });

  it('is stable where nothing was ever rolled out', () => {
    expect(locateUser(null, 'alice').arm).toBe('stable');
    expect(place(null, 'alice').arm).toBe('stable');
  });

  it.each<Situation>(['returning', 'restoring', 'asking', 'stuck'])('is stable for everyone while %s', (situation) => {
    expect(onCanary(aRollout({ situation }))).toBe(0);
  });

  it('stays while a rollout is paused, holds or waits for people', () => {
    const baking = onCanary(aRollout({ situation: 'baking' }));
    expect(baking).toBeGreaterThan(0);
    for (const situation of ['paused', 'holding', 'awaiting-approval'] as const) {
      expect(onCanary(aRollout({ situation }))).toBe(baking);
    }
  });

  it('follows a shift up when all targets agreed, with a later revision, and a way back at once', () => {
    const shifting = aRollout({ situation: 'shifting' });
    expect([shifting.weight, shifting.agreed]).toEqual([25, 5]);
    const [before, after] = [shifting, { ...shifting, agreed: 25 }];
    expect(onCanary(before)).toBe(onCanary(aRollout({ situation: 'baking' })));
    expect(onCanary(after)).toBeGreaterThan(onCanary(before));
    expect([before, after].map((rollout) => place(rollout, 'alice').revision)).toEqual([2, 3]);
    expect(onCanary({ ...shifting, weight: 0 })).toBe(0);
  });
});

describe('the side of an arm', () => {
  const environments = { stable: 'b', canary: 'a' } as const;
  const sides = (rollout: Rollout | null) => {
    const record = { ...emptyRecord('checkout'), rollout };
    return [environmentForArm('stable', record, 'a'), environmentForArm('canary', record, 'a')];
  };

  it.each<Situation>(['baking', 'holding', 'returning', 'rolled-back'])(
    'is the one of the rollout while it is %s',
    (situation) => {
      expect(sides(aRollout({ situation, environments }))).toEqual(['b', 'a']);
    },
  );

  it('is the other one when the rollout has completed, as at the edge', () => {
    expect(sides(aRollout({ situation: 'completed', environments }))).toEqual(['a', 'b']);
  });

  it('is what the configuration begins with before the first rollout', () => {
    expect(sides(null)).toEqual(['a', 'b']);
    expect(environmentForArm('stable', null, 'b')).toBe('b');
  });
});
