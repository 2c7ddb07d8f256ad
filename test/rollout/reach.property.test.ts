import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApprovalNext } from '../../src/rollout/commands/skip-rules.ts';
import { ceiling, everybody, exposureOf, mayPromote, reachable, standing, stands, words } from './reach.ts';
import { decideGiven } from './signals.ts';

const seeded = { numRuns: 150, seed: 20_300_317 };
const sampled = fc.sample(fc.tuple(stands, fc.constantFrom(...everybody)), { numRuns: 3_000, seed: 20_300_317 });

describe('a person alone, in no time, by any commands in any order', () => {
  it('brings the canary no further than by one word for each gate that stands in front of it', () => {
    fc.assert(
      fc.property(stands, fc.constantFrom(...everybody), (stand, person) => {
        const { rollout, now } = standing(stand);
        const most = ceiling(rollout, person);
        for (const reached of reachable(rollout, person, now).map(exposureOf)) {
          expect(reached.weight).toBeLessThanOrEqual(most.weight);
          for (const what of ['opened', 'isStable', 'noReturn'] as const)
            if (!most[what]) expect(reached[what]).toBe(false);
        }
      }),
      seeded,
    );
  });

  it('brings it that far', () => {
    const far = sampled.slice(0, 150).filter(([stand, person]) => {
      const { rollout, now } = standing(stand);
      const most = Math.max(...reachable(rollout, person, now).map(({ weight }) => weight));
      return most > rollout.weight && most === ceiling(rollout, person).weight;
    });
    expect(far.length).toBeGreaterThan(15);
  });
});

describe('a bake', () => {
  const baking = sampled.flatMap(([stand, person]) => {
    const { rollout, now } = standing(stand);
    if (rollout.phase.status !== 'baking') return [];
    const [promote, skip] = words(rollout, person, now).map((word) => decideGiven(rollout, word, now));
    return [{ rollout, person, promote, skip, isGated: isApprovalNext(rollout.config.plan, rollout.step) }];
  });
  const before = baking.filter(({ isGated }) => !isGated);

  it('before a raise is skipped by whoever may promote, and by nobody else', () => {
    expect(before.length).toBeGreaterThan(100);
    for (const { rollout, person, promote, skip } of before) {
      expect(promote?.answer).toBe(mayPromote(rollout, person) ? 'accepted' : 'refused');
      expect(skip?.answer).toBe(promote?.answer);
    }
  });

  it('is refused to everybody else with who may', () => {
    const no = before.flatMap(({ skip }) => (skip?.answer === 'refused' ? [skip] : []));
    expect(new Set(no.map(({ code }) => code))).toEqual(new Set(['not-approver', 'not-allowed', 'own-rollout']));
    for (const { because } of no) expect(because).toMatch(/^Only (alice|bob|U[A-Z]+)|somebody else|nobody can skip/);
  });

  it('in front of a gate is skipped by everybody, and the gate asks', () => {
    const gated = baking.filter(({ isGated }) => isGated);
    expect(gated.length).toBeGreaterThan(40);
    for (const { skip } of gated) expect(skip?.answer).toBe('accepted');
  });
});
