import { describe, expect, it } from 'vitest';
import { armOf } from '../../src/routing/arm.ts';
import { decideArm } from '../../src/routing/decide.ts';
import { aSplit, evidence } from './a-split.ts';

const split = aSplit({ weight: 50, cohorts: ['staff'] });

/** A key whose bucket gives it this arm in the split above. */
function keyOn(arm: 'stable' | 'canary', kind: string): string {
  for (let n = 0; ; n += 1) {
    const key = `${kind}-${n}`;
    if (armOf({ salt: split.salt, weight: split.weight, key }) === arm) return key;
  }
}

const stable = { room: keyOn('stable', 'room'), user: keyOn('stable', 'user'), visitor: keyOn('stable', 'visitor') };
const canary = { room: keyOn('canary', 'room'), user: keyOn('canary', 'user'), visitor: keyOn('canary', 'visitor') };

describe('the decision', () => {
  it.each([
    ['an override before an open cohort', { ...canary, override: 'stable', cohorts: ['staff'] }, 'stable', 'override'],
    ['an override before every bucket', { ...stable, override: 'canary' }, 'canary', 'override'],
    ['an open cohort before every bucket', { ...stable, cohorts: ['beta', 'staff'] }, 'canary', 'cohort'],
    ['the room before the user', { ...canary, room: stable.room }, 'stable', 'room'],
    ['the room before the user, to the canary too', { ...stable, room: canary.room }, 'canary', 'room'],
    ['the user before the visitor', { user: canary.user, visitor: stable.visitor }, 'canary', 'user'],
    ['the visitor where nobody is known', { visitor: canary.visitor }, 'canary', 'visitor'],
    ['stable for nobody', {}, 'stable', 'nothing'],
  ] as const)('takes %s', (_, known, arm, by) => {
    expect(decideArm(split, evidence(known))).toEqual({ arm, by });
  });

  it('gives a cohort that is not open nothing', () => {
    expect(decideArm(split, evidence({ ...stable, cohorts: ['beta'] }))).toEqual({ arm: 'stable', by: 'room' });
    expect(decideArm(aSplit({ weight: 0 }), evidence({ cohorts: ['staff'], user: 'u' })).arm).toBe('stable');
  });

  it('keeps who must meet together, whoever they are', () => {
    const arms = Array.from(
      { length: 200 },
      (_, n) => decideArm(split, evidence({ room: 'room-7', user: `user-${n}` })).arm,
    );
    expect(new Set(arms).size).toBe(1);
  });
});
