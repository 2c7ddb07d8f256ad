import { expect, it } from 'vitest';
import { rolloutFacts } from '../../../src/domain/rollout/facts.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { stepStandings } from '../../../src/domain/rollout/step-standing.ts';
import { aRollout, bob, carol, NOW } from '../../rollout/builders.ts';
import { aSignal, nextOf } from '../../rollout/signals.ts';

const states = (rollout: Rollout) => stepStandings(rollout).map(({ state }) => state);

it('has what is behind as done, one step as current, and the rest ahead', () => {
  expect(states(aRollout())).toEqual(['done', 'current', 'ahead', 'ahead', 'ahead', 'ahead', 'ahead']);
});

it('has a bake that somebody skipped as skipped, by whom, also after the end and after a way back', () => {
  const skipped = nextOf(aRollout(), aSignal('skip'));
  expect(stepStandings(skipped)[1]).toEqual({ state: 'skipped', by: bob });
  for (const situation of ['completed', 'rolled-back'] as const) {
    const over = aRollout({ situation, step: 3, hurried: skipped.hurried });
    expect(stepStandings(over)[1]).toEqual({ state: 'skipped', by: bob });
  }
});

it('has no step as done or failed that a promotion passed over', () => {
  const promoted = nextOf(aRollout({ situation: 'awaiting-approval' }), aSignal('promote', { by: carol }));
  expect(states(promoted)).toEqual(['done', 'done', 'promoted', 'promoted', 'promoted', 'current', 'promoted']);
  const back = nextOf(promoted, aSignal('rollback'));
  expect(states(back)).toEqual(['done', 'done', 'promoted', 'promoted', 'promoted', 'given-up', 'promoted']);
  const over = aRollout({ situation: 'completed', hurried: promoted.hurried });
  expect(states(over)).toEqual(['done', 'done', 'promoted', 'promoted', 'promoted', 'done', 'promoted']);
});

it('has only the step as given up that was under way when the rollout went back', () => {
  expect(states(nextOf(aRollout(), aSignal('rollback')))).toEqual([
    'done',
    'given-up',
    ...Array.from({ length: 5 }, () => 'not-run'),
  ]);
});

it('is in the facts of a rollout, with who', () => {
  const { steps } = rolloutFacts(nextOf(aRollout(), aSignal('skip')), NOW);
  expect(steps?.slice(0, 3)).toEqual([
    { state: 'done', by: null },
    { state: 'skipped', by: 'bob' },
    { state: 'current', by: null },
  ]);
});
