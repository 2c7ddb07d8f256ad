import { describe, expect, it } from 'vitest';
import { targetKind } from '../../../src/adapters/targets/registry.ts';
import type { TargetState } from '../../../src/domain/rollout/record.ts';
import { type Goal, type InspectRequest, type Target, TargetChanged, TargetFault } from '../../../src/ports/target.ts';
import type { TestClock } from './support/a-clock.ts';
import { anObservation, aTarget } from './support/a-target.ts';

/** An AWS with one target in it: all traffic on stable, a canary to shift to. */
export interface TargetWorld {
  readonly target: Target;
  readonly clock: TestClock;
  readonly ask: InspectRequest;
  /** What the target looks like to anybody, without what changes at every write. */
  look(): Promise<unknown>;
  /** Somebody else sets the share of the canary, in percent. */
  split(weight: number): Promise<void>;
  /** Somebody else changes what the baseline describes. */
  change(): Promise<void>;
  /** Somebody deletes what the target cannot do without. */
  remove(): Promise<void>;
  /** Somebody deletes what users would go back to, where that is not the target itself. */
  removeBefore?(): Promise<void>;
}

const DAY = 24 * 60 * 60_000;
const to = (weight: number, reversals = 0): Goal => ({ kind: 'weight', weight, reversals, cohorts: [] });
const way = (reversals: number, promotionBegan = false) => ({ reversals, promotionBegan });

/** Shares with the decimals that a plan may have, among them what two Route 53 weights round to nobody and to everybody. */
const FINE = [0.01, 0.19, 0.2, 1.7, 33.33, 66.67, 99.8, 99.81, 99.99];

const facts: Readonly<Record<string, (world: TargetWorld) => Promise<void>>> = {
  'resolves the roles without touching anything': async (world) => {
    const before = await world.look();
    const { findings, weight, expressed } = await world.target.inspect(world.ask);
    expect(findings.filter(({ severity }) => severity === 'blocks')).toEqual([]);
    expect({ weight, expressed }).toEqual({ weight: 0, expressed: [10, 100] });
    expect(await world.look()).toEqual(before);
  },

  'reads a target that nobody touched as its baseline': async (world) => {
    const state = await started(world);
    expect(await world.target.read(state)).toMatchObject({ weight: 0, drift: null, atBaseline: true, promoted: false });
  },

  'shifts to a share and reads it back': async (world) => {
    const state = await started(world);
    await world.target.shift(state, to(10), await world.target.read(state));
    expect(await world.target.read(state)).toMatchObject({
      weight: 10,
      drift: null,
      atBaseline: false,
      promoted: false,
    });
  },

  'has what it says before of each share between 0 and 100%, and of each that it cannot have a finding that lint has too':
    async (world) => {
      const kind = targetKind(world.ask.config.kind);
      const problems = FINE.map((share) => kind.shareProblem?.(share) ?? null);
      const inspection = await world.target.inspect({ ...world.ask, weights: FINE });
      const blocking = inspection.findings.filter(({ severity }) => severity === 'blocks');
      expect(blocking.map(({ message }) => message)).toEqual(problems.flatMap((problem) => problem?.message ?? []));
      const state = aTarget(world.ask.config, inspection);
      for (const [index, share] of FINE.entries()) {
        const expressed = inspection.expressed[index] ?? Number.NaN;
        expect(expressed > 0 && expressed < 100).toBe(problems[index] === null);
        if (problems[index] !== null) continue;
        await world.target.shift(state, to(share), await world.target.read(state));
        expect((await world.target.read(state)).weight).toBeCloseTo(expressed, 6);
      }
    },

  'refuses a shift when somebody else changed the weight since the reading': async (world) => {
    const state = await started(world);
    const reading = await world.target.read(state);
    await world.split(40);
    await expect(world.target.shift(state, to(10), reading)).rejects.toThrow(TargetChanged);
    expect((await world.target.read(state)).weight).toBe(40);
  },

  'brings the canary back to 0 without comparing': async (world) => {
    const state = await started(world);
    await world.target.shift(state, to(10), await world.target.read(state));
    await world.split(40);
    expect(await world.target.back([state], way(1))).toEqual([{ change: expect.toSatisfy(isChange) }]);
    expect(await world.target.read(state)).toMatchObject({ weight: 0, drift: null });
  },

  'refuses a late shift from before the way back although the share is that of before again': async (world) => {
    const state = await started(world);
    const late = await world.target.read(state);
    await world.target.back([state], way(1));
    await expect(world.target.shift(state, to(10), late)).rejects.toThrow(TargetChanged);
    expect((await world.target.read(state)).weight).toBe(0);
  },

  'refuses a late shift from before the second of two ways back': async (world) => {
    const state = await started(world);
    await world.target.back([state], way(1));
    const late = await world.target.read(state);
    await world.target.back([state], way(2));
    await expect(world.target.shift(state, to(10), late)).rejects.toThrow(TargetChanged);
  },

  'refuses a late shift from before a lowering to the share of before': async (world) => {
    const state = await started(world);
    await world.target.shift(state, to(10), await world.target.read(state));
    const late = await world.target.read(state);
    await world.target.shift(state, to(50), late);
    await world.target.shift(state, to(10, 1), await world.target.read(state));
    await expect(world.target.shift(state, to(50, 0), late)).rejects.toThrow(TargetChanged);
    expect((await world.target.read(state)).weight).toBe(10);
  },

  'restores the baseline to the letter after the way back': async (world) => {
    const state = await started(world);
    const before = await world.look();
    await world.target.shift(state, to(10), await world.target.read(state));
    await world.target.back([state], way(1));
    await world.target.shift(state, { kind: 'baseline' }, await world.target.read(state));
    expect(await world.look()).toEqual(before);
    expect(await world.target.read(state)).toMatchObject({ atBaseline: true, weight: 0 });
  },

  'promotes so that nothing but the canary is left': async (world) => {
    const state = await started(world);
    await world.target.shift(state, to(100), await world.target.read(state));
    await world.target.shift(state, { kind: 'promoted' }, await world.target.read(state));
    expect(await world.target.read(state)).toMatchObject({ weight: 100, promoted: true, drift: null });
  },

  'comes back from a promotion': async (world) => {
    const state = await started(world);
    await world.target.shift(state, { kind: 'promoted' }, await world.target.read(state));
    await world.target.back([state], way(1, true));
    expect(await world.target.read(state)).toMatchObject({ weight: 0, promoted: false, drift: null });
  },

  'restores the baseline to the letter after a promotion that stood for a day': async (world) => {
    const state = await started(world);
    const before = await world.look();
    await world.target.shift(state, to(10), await world.target.read(state));
    await world.target.shift(state, { kind: 'promoted' }, await world.target.read(state));
    world.clock.advance(DAY);
    const left = await world.target.read(state);
    expect(left).toMatchObject({ weight: 100, promoted: true, atBaseline: false, drift: null });
    const observed = { ...anObservation(left, world.clock.now()), weight: null, promoted: false };
    const [result] = await world.target.back([{ ...state, observed }], way(1, true));
    expect(result).toEqual({ change: expect.toSatisfy(isChange) });
    expect(await world.target.read(state)).toMatchObject({ weight: 0, promoted: false, drift: null });
    await world.target.shift(state, { kind: 'baseline' }, await world.target.read(state));
    expect(await world.look()).toEqual(before);
    expect(await world.target.read(state)).toMatchObject({ atBaseline: true, weight: 0, promoted: false });
  },

  'says that a promotion was changed by somebody else since': async (world) => {
    const state = await started(world);
    await world.target.shift(state, { kind: 'promoted' }, await world.target.read(state));
    expect((await world.target.read(state)).drift).toBeNull();
    await world.change();
    expect((await world.target.read(state)).drift).toMatch(/\w+ .*, it was \w+/);
  },

  'refuses a late promotion from before the way back': async (world) => {
    const state = await started(world);
    await world.target.shift(state, to(10), await world.target.read(state));
    const late = await world.target.read(state);
    await world.target.shift(state, { kind: 'promoted' }, late);
    await world.target.back([state], way(1, true));
    await expect(world.target.shift(state, { kind: 'promoted' }, late)).rejects.toThrow(TargetChanged);
    expect((await world.target.read(state)).weight).toBe(0);
  },

  'comes back from a promotion that somebody else made': async (world) => {
    const state = await started(world);
    await world.target.shift(state, { kind: 'promoted' }, await world.target.read(state));
    await world.target.back([state], way(1, false));
    expect((await world.target.read(state)).weight).toBe(0);
  },

  'says in words what somebody else changed': async (world) => {
    const state = await started(world);
    await world.change();
    const reading = await world.target.read(state);
    expect(reading.drift).toMatch(/\w+ .*, it was \w+/);
    expect(reading.atBaseline).toBe(false);
  },

  'keeps what somebody else changed on the way back': async (world) => {
    const state = await started(world);
    await world.target.shift(state, to(10), await world.target.read(state));
    await world.change();
    const reading = await world.target.read(state);
    await world.target.back([{ ...state, observed: anObservation(reading, world.clock.now()) }], way(1, true));
    expect(await world.target.read(state)).toMatchObject({ weight: 0, drift: reading.drift });
  },

  'takes over a split that is there and goes back to 0': async (world) => {
    await world.split(20);
    const refused = await world.target.inspect(world.ask);
    expect(refused.findings).toContainEqual(expect.objectContaining({ severity: 'blocks', code: 'split-present' }));
    const taken = await world.target.inspect({ ...world.ask, adopt: true });
    expect(taken.findings.filter(({ severity }) => severity === 'blocks')).toEqual([]);
    expect(taken.weight).toBe(20);
    const state = aTarget(world.ask.config, taken);
    expect(await world.target.read(state)).toMatchObject({ weight: 20, atBaseline: false, drift: null });
    await world.target.back([state], way(1));
    await world.target.shift(state, { kind: 'baseline' }, await world.target.read(state));
    expect(await world.target.read(state)).toMatchObject({ weight: 0, atBaseline: true });
  },

  'knows from when on everybody has a share, and does not move that time': async (world) => {
    const state = await started(world);
    const { change } = await world.target.shift(state, to(10), await world.target.read(state));
    world.clock.advance(DAY);
    const first = await world.target.read({ ...state, change });
    expect(first.effectiveAt).toBeGreaterThanOrEqual(world.clock.now());
    const known = { ...state, change, observed: anObservation(first, world.clock.now()) };
    world.clock.advance(DAY);
    expect((await world.target.read(known)).effectiveAt).toBe(first.effectiveAt);
  },

  'says on the way back which target is gone for good': async (world) => {
    const state = await started(world);
    await world.remove();
    const [result] = await world.target.back([state], way(1, true));
    expect(result).toMatchObject({ fault: { permanent: true, message: expect.stringContaining(state.name) } });
  },

  'says after a promotion whether what users had before can have them again': async (world) => {
    const state = await started(world);
    await world.target.shift(state, { kind: 'promoted' }, await world.target.read(state));
    expect(await world.target.read(state, 'way-back')).not.toHaveProperty('noWayBack');
    await (world.removeBefore ?? world.remove)();
    const asked = await world.target.read(state, 'way-back').catch((error: unknown) => error);
    if (asked instanceof TargetFault) expect(asked).toMatchObject({ permanent: true });
    else expect(asked).toMatchObject({ promoted: true, noWayBack: expect.stringMatching(/\w+ .*\w+/) });
  },

  'reports as permanent what cannot be read any more': async (world) => {
    const state = await started(world);
    await world.remove();
    const read = world.target.read(state);
    await expect(read).rejects.toThrow(TargetFault);
    await expect(read).rejects.toMatchObject({ permanent: true });
  },
};

/** What a backend does differently, by the title of the fact, and why. The fact has to fail there: else the entry is stale. */
export type Deviations = Readonly<Record<string, string>>;

/** What every kind of target keeps, whatever stands behind it. */
export function targetContract(name: string, open: () => Promise<TargetWorld>, deviations: Deviations = {}): void {
  describe(`${name} as a target`, () => {
    it.each(Object.keys(deviations))('declares a deviation from a fact there is: %s', (title) => {
      expect(Object.keys(facts)).toContain(title);
    });
    for (const [title, fact] of Object.entries(facts)) {
      const reason = deviations[title];
      if (reason === undefined) it(title, async () => fact(await open()));
      else it.fails(`${title} [not here: ${reason}]`, async () => fact(await open()));
    }
  });
}

async function started(world: TargetWorld): Promise<TargetState> {
  return aTarget(world.ask.config, await world.target.inspect(world.ask));
}

/** A change that may be under way, or none for kinds that have no such thing. */
function isChange(change: unknown): boolean {
  return change === null || typeof change === 'string';
}
