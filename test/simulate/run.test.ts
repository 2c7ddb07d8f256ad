import { describe, expect, it } from 'vitest';
import { ANALYSIS_DEFAULTS } from '../../src/domain/analysis/analysis.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { type Run, simulate, timetableMinutes } from '../../src/simulate/run.ts';
import type { Scenario } from '../../src/simulate/scenario.ts';
import { NotSimulated } from '../../src/simulate/simulated-rollout.ts';
import { trialPopulation } from '../../src/simulate/try-plan.ts';
import { aService, aWait, HOUR, MINUTE } from '../rollout/builders.ts';
import { aScenario, SHORT } from './a-scenario.ts';

const population = trialPopulation({ users: 5_000, seed: 1 });
const runs = (scenario: Scenario, count = 12): readonly Run[] =>
  Array.from({ length: count }, (_, seed) => simulate(scenario, population, seed));
const ends = (all: readonly Run[]) => [...new Set(all.map(({ end }) => end))].toSorted();
const withPlan = (plan: Plan, over: Partial<Scenario['service']> = {}): Scenario => {
  const scenario = aScenario();
  return { ...scenario, service: { ...scenario.service, plan, ...over } };
};

describe('a simulated rollout', () => {
  it('is the same for the same seed, and another one for another', () => {
    const scenario = aScenario({ canaryRate: 0.02 });
    expect(simulate(scenario, population, 3)).toEqual(simulate(scenario, population, 3));
    expect(simulate(scenario, population, 3)).not.toEqual(simulate(scenario, population, 4));
  });

  it('stops a canary that fails five times as often within minutes, and hurts few', () => {
    const all = runs(aScenario({ canaryRate: 0.05 }));
    expect(ends(all)).toEqual(['stopped']);
    for (const { exposed, share, hurt } of all) {
      // A minute of metrics, and a minute until CloudWatch has it.
      expect(exposed).toBeGreaterThanOrEqual(2);
      expect(exposed).toBeLessThanOrEqual(6);
      expect(share).toBe(10);
      expect(hurt.users).toBeGreaterThan(0);
      expect(hurt.requests).toBeGreaterThanOrEqual(hurt.users);
    }
  });

  it('brings a good version to the end by the timetable, and hurts nobody', () => {
    const all = runs(aScenario());
    expect(ends(all)).toEqual(['completed']);
    expect(all.map(({ minutes }) => minutes)).toEqual(all.map(({ waited }) => 20 + waited));
    expect(Math.max(...all.map(({ hurt }) => hurt.users))).toBe(0);
  });

  it('ends waits for a time of the day at once, and goes on only when it knows that the canary is good', () => {
    const waits: Plan = [{ kind: 'shift', weight: 10 }, aWait({ days: [0] }), { kind: 'shift', weight: 100 }];
    const all = runs(withPlan(waits));
    expect(ends(all)).toEqual(['completed']);
    expect(Math.min(...all.map(({ minutes }) => minutes))).toBeGreaterThan(1);
    expect(
      ends(runs({ ...withPlan(waits), ...aScenario({ canaryRate: 0.05 }), service: withPlan(waits).service })),
    ).toEqual(['stopped']);
  });

  it('asks about a fault where there is too little traffic to know, after the longest wait', () => {
    const all = runs(aScenario({ traffic: 20, canaryRate: 0.05 }));
    const asked = all.filter(({ end }) => end === 'asked');
    expect(ends(all)).not.toContain('completed');
    expect(asked.length).toBeGreaterThan(3);
    expect([...new Set(asked.map(({ minutes }) => minutes))]).toEqual([20 + 30]);
  });

  it('finds more faults where a holdback keeps some users on stable to the end', () => {
    const first: Plan = [
      { kind: 'shift', weight: 10 },
      { kind: 'bake', ms: 5 * MINUTE },
    ];
    const bake = { kind: 'bake', ms: 60 * MINUTE } as const;
    const whole: Plan = [...first, { kind: 'shift', weight: 100 }, bake];
    const held: Plan = [...first, { kind: 'shift', weight: 95, holdback: true }, bake, { kind: 'shift', weight: 100 }];
    const stopped = (plan: Plan) => {
      const scenario = withPlan(plan);
      const bad = { ...scenario, world: { ...scenario.world, canaryRate: 0.0125 } };
      return runs(bad, 20).filter(({ end }) => end === 'stopped').length;
    };
    expect(stopped(held)).toBeGreaterThan(stopped(whole));
  });

  it('stops a slow canary, and counts the requests that are slow because of it', () => {
    const all = runs(aScenario({ slower: 1.5 }), 6);
    expect(ends(all)).toEqual(['stopped']);
    expect(Math.min(...all.map(({ hurt }) => hurt.requests))).toBeGreaterThan(0);
  });

  it('lets a slow canary through where no metric measures latency by version', () => {
    expect(ends(runs(aScenario({ slower: 1.5, knows: { users: false, latency: false } }), 4))).toEqual(['completed']);
  });

  it('lets a fault through where nothing compares both versions', () => {
    const scenario = aScenario({ canaryRate: 0.2 });
    const blind = { ...scenario, isCompared: false };
    const service = { ...scenario.service, analysis: { ...ANALYSIS_DEFAULTS, acts: false } };
    expect(ends(runs(blind, 3))).toEqual(['completed']);
    expect(ends(runs({ ...scenario, service }, 3))).toEqual(['completed']);
  });

  it('holds instead of rolling back where the service wants that', () => {
    const scenario = aScenario({ canaryRate: 0.2 });
    const service = { ...scenario.service, analysis: { ...ANALYSIS_DEFAULTS, onUnhealthy: 'hold' as const } };
    expect(ends(runs({ ...scenario, service }, 3))).toEqual(['stopped']);
  });

  it('finds less where users are split than where requests are', () => {
    const found = (splits: 'requests' | 'users') =>
      runs(aScenario({ canaryRate: 0.016 }, { targets: [{ name: 'a', splits }] }), 20).filter(
        ({ end }) => end === 'stopped',
      );
    expect(found('users').length).toBeLessThan(found('requests').length);
  });

  it('answers for people, hooks and drains at once, and waits only for the bakes', () => {
    const plan: Plan = [
      { kind: 'approve', from: ['U1', 'U2'], count: 2, within: HOUR },
      { kind: 'hook', function: 'migrate', qualifier: null, within: HOUR, onFailure: 'hold', pointOfNoReturn: false },
      ...SHORT,
      { kind: 'bake', ms: 5 * MINUTE },
    ];
    const [run] = runs(withPlan(plan), 1);
    expect(run).toMatchObject({ end: 'completed', minutes: 25 + (run?.waited ?? 0) });
  });

  it('has no exposure before the first share', () => {
    const plan: Plan = [{ kind: 'bake', ms: 7 * MINUTE }, ...SHORT];
    const scenario = withPlan(plan);
    const [run] = runs({ ...scenario, world: { ...scenario.world, canaryRate: 0.2 } }, 1);
    expect(run).toMatchObject({ end: 'stopped', minutes: (run?.exposed ?? 0) + 7 });
  });

  it('is refused where the plan takes longer than three days', () => {
    const plan: Plan = [
      { kind: 'shift', weight: 10 },
      { kind: 'bake', ms: 73 * HOUR },
      { kind: 'shift', weight: 100 },
    ];
    const quiet = withPlan(plan);
    expect(() =>
      simulate({ ...quiet, isCompared: false, world: { ...quiet.world, traffic: 1 } }, population, 1),
    ).toThrow(NotSimulated);
  });

  it('has a timetable of its waits, in whole minutes', () => {
    expect(timetableMinutes(aService().plan)).toBe(55);
    expect(timetableMinutes([{ kind: 'bake', ms: 90_000 }])).toBe(2);
  });
});
