import { describe, expect, it } from 'vitest';
import { parseService, storedText } from '../../../src/config/read/stored-service.ts';
import { scriptOf } from './draw-script.ts';
import { simulateInParallel } from './parallel.ts';
import { told } from './report.ts';
import type { Script } from './script.ts';
import { type ArmsSetup, plansOf, QUALITIES, type Quality, serviceOf, TARGET_SETS } from './setup.ts';
import { simulate } from './simulate.ts';
import { run } from './world/world.ts';

/** As many as take about two minutes on one core of their own; `.ci/run` runs more, from another seed. */
const RUNS = 1_500;
const LIMIT_MS = 30 * 60_000;

const START = {
  at: 0,
  kind: 'say',
  name: 'start',
  as: 'U0ALICE',
  label: 'v54',
  insists: false,
  button: false,
  arrives: [30],
} as const;

/** A world in which nothing fails and every call takes as long as every other. */
function aScript(change: Partial<Script> = {}): Script {
  return {
    seed: 1,
    setup: {
      targets: 'aliases',
      plan: 'short',
      onAlarm: 'rollback',
      missingData: 'hold',
      selfApproval: false,
      rollbackWindow: 0,
    },
    happenings: [START],
    faults: new Map(),
    uneven: false,
    endsInAlarm: false,
    goesOn: false,
    ...change,
  };
}

describe('the services of worlds', () => {
  it.each(TARGET_SETS)('are stored as they could be applied: %s', (targets) => {
    for (const plan of plansOf(targets)) {
      const setup = { ...aScript().setup, targets, plan };
      expect(() => parseService(JSON.parse(storedText(serviceOf('checkout', setup)))), plan).not.toThrow();
    }
  });
});

describe('whole worlds', () => {
  it('are the same in several processes as in one', { timeout: LIMIT_MS }, async () => {
    const asked = { runs: 40, seed: 700 };
    expect(await simulateInParallel(2, asked)).toEqual(await simulate(asked));
  });

  it('keep every invariant, whatever fails, and meet what can be met', { timeout: LIMIT_MS }, async () => {
    const { failures, met } = await simulate({ runs: RUNS, seed: 1 });
    expect(failures.flatMap(told)).toEqual([]);
    const has = (prefix: string) => [...met.keys()].filter((what) => what.startsWith(prefix)).length;
    for (const status of ['shifting', 'baking', 'awaiting-approval', 'hooking', 'paused', 'holding', 'promoting'])
      expect(met.get(`status ${status}`), status).toBeGreaterThan(0);
    for (const status of ['rolling-back', 'stuck', 'completed', 'rolled-back'])
      expect(met.get(`status ${status}`), status).toBeGreaterThan(0);
    for (const fault of ['throttled', 'failed', 'answer lost', 'done twice', 'slow', 'stale', 'event lost'])
      expect(met.get(`fault ${fault}`), fault).toBeGreaterThan(0);
    expect(met.get('fault a worker is killed')).toBeGreaterThan(0);
    expect(has('outage ')).toBeGreaterThanOrEqual(8 * 3);
    expect(has('holds ')).toBeGreaterThanOrEqual(6);
    expect(has('fault evaluation: ')).toBe(3);
    for (const quality of QUALITIES) expect(has(`verdict ${quality}: `), quality).toBeGreaterThan(0);
    for (const kind of ['unhealthy', 'inconclusive']) expect(met.get(`holds ${kind}`), kind).toBeGreaterThan(0);
  });

  it('are the same from the same seed, whatever ran before', async () => {
    const once = await run(scriptOf(7));
    await run(scriptOf(8));
    const again = await run(scriptOf(7));
    expect(again.story).toEqual(once.story);
    expect(again.hash).toBe(once.hash);
    expect((await run(scriptOf(9))).hash).not.toBe(once.hash);
  });

  it('are the same when the faults that were met are listed instead of drawn', async () => {
    for (const seed of [2, 12, 30]) {
      const drawn = await run(scriptOf(seed));
      const listed = await run({ ...scriptOf(seed), faults: drawn.faults });
      expect(listed.story).toEqual(drawn.story);
    }
  });

  it('complete a rollout where nothing fails', async () => {
    const { breach, met, faults } = await run(aScript());
    expect(breach).toBeNull();
    expect(faults.size).toBe(0);
    expect(met.get('transition promoting → completed')).toBe(1);
  });

  it('go back after the end when somebody asks for it within the window, and not because of an alarm', async () => {
    const setup = { ...aScript().setup, rollbackWindow: 60 };
    const alarm = { at: 9 * 60_000, kind: 'alarm', value: 'ALARM', arrives: [100] } as const;
    const regret = { ...START, at: 10 * 60_000, name: 'rollback' } as const;
    const kept = await run(aScript({ setup, happenings: [START, alarm] }));
    expect([kept.breach, kept.met.get('transition completed → rolling-back')]).toEqual([null, undefined]);
    const { breach, met } = await run(aScript({ setup, happenings: [START, alarm, regret] }));
    expect(breach).toBeNull();
    expect(met.get('transition completed → rolling-back')).toBe(1);
    expect(met.get('transition rolling-back → rolled-back')).toBe(1);
  });

  it('let a write that is overtaken by a rollback come to nothing', async () => {
    const after = 'Lambda.UpdateAlias#1';
    const slow = { at: 0, after, kind: 'call', fault: 'slow' } as const;
    const rollback = { ...START, at: 200, after, name: 'rollback' } as const;
    const { breach, story } = await run(aScript({ happenings: [START, slow, rollback] }));
    expect(breach).toBeNull();
    expect(story.filter((line) => line.includes('lambda-alias 0 0% → 5%'))).toEqual([]);
    const without = await run(aScript({ happenings: [START, rollback] }));
    expect(without.story.filter((line) => line.includes('lambda-alias 0 0% → 5%'))).toHaveLength(1);
  });

  it('let a resume go on with a promotion that was stopped in the middle of its shift', async () => {
    const after = 'Lambda.UpdateAlias#3';
    const slow = { at: 0, after, kind: 'call', fault: 'slow' } as const;
    const slower = { ...slow, after: 'Lambda.UpdateAlias#5' } as const;
    const promote = { ...START, at: 100, after, name: 'promote' } as const;
    const pause = { ...START, at: 1_500, after, name: 'pause' } as const;
    const resume = { ...START, at: 90_000, after, name: 'resume' } as const;
    const { breach, story } = await run(aScript({ happenings: [START, slow, slower, promote, pause, resume] }));
    expect(breach).toBeNull();
    expect(story.filter((line) => /alice promoted it|alice paused;|alice resumed/.test(line))).toHaveLength(3);
  });

  it('hold before a raise while CloudWatch does not evaluate the alarm, and not where it evaluates a part of its data', async () => {
    const trouble = { at: 30_000, kind: 'evaluation', lasts: null } as const;
    const holds = 'holds alarm-unclear';
    const blind = await run(aScript({ happenings: [START, { ...trouble, problem: 'EVALUATION_ERROR' }] }));
    expect([blind.breach, (blind.met.get(holds) ?? 0) > 0]).toEqual([null, true]);
    const part = await run(aScript({ happenings: [START, { ...trouble, problem: 'PARTIAL_DATA' }] }));
    expect([part.breach, part.met.get(holds)]).toEqual([null, undefined]);
    expect(part.met.get('transition promoting → completed')).toBe(1);
  });

  /** A world whose arms have metrics, which nothing disturbs. */
  const compared = (quality: Quality, change: Partial<Script> = {}): Script => {
    const arms: ArmsSetup = {
      ...{ quality, perMinute: quality === 'no traffic' ? 3 : 60_000, isLate: false, from: 2 },
      ...{ acts: true, onUnhealthy: 'rollback', onSharedIncident: 'hold', onEvidence: false, custom: null },
    };
    // A latency is not judged in the minutes after a raise: for that it takes a plan that stays.
    const plan = quality === 'slow' ? 'gated' : 'stepwise';
    return aScript({ setup: { ...aScript().setup, plan, arms }, ...change });
  };

  it.each([
    ['good', 'transition promoting → completed'],
    ['fix-forward', 'transition promoting → completed'],
    ['bad', 'transition baking → rolling-back'],
    ['slow', 'transition awaiting-approval → rolling-back'],
    ['no traffic', 'holds inconclusive'],
  ] as const)('compare both arms: %s', async (quality, outcome) => {
    const { breach, met } = await run(compared(quality));
    expect([breach, (met.get(outcome) ?? 0) > 0]).toEqual([null, true]);
  });

  it('compare both arms to the end where some users are held back', async () => {
    const script = compared('good');
    const { breach, met } = await run({ ...script, setup: { ...script.setup, plan: 'held back' } });
    expect([breach, met.get('transition promoting → completed')]).toEqual([null, 1]);
  });

  it('hold where the alarm is about both versions', async () => {
    const alarm = { at: 4.5 * 60_000, kind: 'alarm', value: 'ALARM', arrives: [100] } as const;
    const { breach, met } = await run(compared('shared incident', { happenings: [START, alarm] }));
    expect([breach, (met.get('holds alarm') ?? 0) > 0]).toEqual([null, true]);
    expect(met.get('transition baking → rolling-back')).toBeUndefined();
  });

  it('go back when the alarm fires, also when its event is lost', async () => {
    const alarm = { at: 90_000, kind: 'alarm', value: 'ALARM', arrives: [] } as const;
    const { breach, met } = await run(aScript({ happenings: [START, alarm] }));
    expect(breach).toBeNull();
    expect(met.get('transition rolling-back → rolled-back')).toBe(1);
  });
});
