import { describe, expect, it } from 'vitest';
import { compareUrgency, waitsForSomebody } from '../../../src/domain/rollout/urgency.ts';

describe('the order of rollouts in a list', () => {
  it('is what waits for somebody, what moves, what is over, and what never was', () => {
    const mixed = ['completed', 'baking', null, 'holding', 'rolled-back', 'stuck', 'rolling-back', 'paused'] as const;
    expect(mixed.toSorted(compareUrgency)).toEqual([
      ...['stuck', 'holding', 'paused', 'rolling-back', 'baking', 'rolled-back', 'completed', null],
    ]);
  });

  it('keeps the order of those that are alike', () => {
    const names = ['b', 'a', 'c'].map((name) => ({ name, status: 'baking' as const }));
    expect(names.toSorted((one, other) => compareUrgency(one.status, other.status))).toEqual(names);
  });

  it.each([
    ['stuck', true],
    ['holding', true],
    ['awaiting-approval', true],
    ['paused', true],
    ['rolling-back', false],
    ['baking', false],
    ['completed', false],
  ] as const)('%s waits for somebody: %s', (status, waits) => {
    expect(waitsForSomebody(status)).toBe(waits);
  });
});
