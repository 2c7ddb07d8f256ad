import { expect, it } from 'vitest';
import { timetableMinutes } from '../../src/simulate/run.ts';
import { candidatePlans, searchPlan, type Wish } from '../../src/simulate/search-plan.ts';
import { aScenario } from './a-scenario.ts';

function search(wish: Wish) {
  const steps = searchPlan(aScenario({ canaryRate: 0.05 }), { users: 2_000, rollouts: 20, seed: 1 }, wish);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

it('proposes the plan with the shortest timetable that keeps the wish', () => {
  const times = candidatePlans().map(timetableMinutes);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const { found, plans } = search({ hurt: 500, asked: 0.1, missed: 0.02 });
  expect(plans).toBe(1);
  expect(found?.fault.completed.share).toBe(0);
});

it('proposes none where every plan hurts more users than wished, and names the nearest', () => {
  const { found, nearest } = search({ hurt: 0.5, asked: 0.1, missed: 0.02 });
  expect(found).toBeNull();
  expect(nearest.fault.users.mean).toBeGreaterThan(0.5);
});

it('rules out a plan by which too many bad versions reach everybody, however few it hurts before', () => {
  expect(search({ hurt: 500, asked: 0.1, missed: -1 }).found).toBeNull();
});
