import { describe, expect, it } from 'vitest';
import { cohortsOpenAfter, hasOpen, openWords } from '../../../src/domain/plan/cohorts.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { WRITER_LIFETIME_MS } from '../../../src/domain/timing.ts';
import { enter } from '../../../src/rollout/steps/enter.ts';
import { alice, anObserved, aRollout, aService, bothTargets, MINUTE, NOW, readings } from '../../rollout/builders.ts';
import { anObservation, aSignal, nextOf, told } from '../../rollout/signals.ts';

const plan: Plan = [
  { kind: 'cohort', names: ['staff'] },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'cohort', names: ['beta', 'partners'] },
  { kind: 'shift', weight: 5 },
  { kind: 'shift', weight: 100 },
];

const [EDGE, ALIAS] = bothTargets(anObserved({ weight: 0, cohorts: ['staff'] }));
const { cohorts: _none, ...withoutCohorts } = ALIAS!.observed!;
const targets = [EDGE!, { ...ALIAS!, observed: withoutCohorts }];

/** In the step that opens beta and partners, staff being on the canary already. */
const opening = aRollout({
  config: aService({ plan }),
  step: 2,
  phase: { status: 'shifting', since: NOW - MINUTE },
  weight: 0,
  agreed: 0,
  cohorts: ['staff', 'beta', 'partners'],
  generation: 3,
  targets,
});

function see(rollout: Rollout, cohorts: readonly string[], over: object = {}): Rollout {
  return nextOf(rollout, { ...anObservation(rollout, { weight: 0, cohorts, ...over }), alarms: readings() });
}

describe('a cohort step', () => {
  it('opens its cohorts beside those that are open, at the same weight, under a new generation', () => {
    const baking = { ...opening, step: 1, cohorts: ['staff'], generation: 2 };
    const next = enter(baking, 2, NOW);
    expect(next).toMatchObject({ weight: 0, cohorts: ['staff', 'beta', 'partners'], generation: 3, reversals: 0 });
    expect(next.phase).toEqual({ status: 'shifting', since: NOW });
    expect(told(baking, next)).toEqual(['Opens the canary to beta and partners.']);
  });

  it('is over when the targets that know cohorts show them, and those that do not show the weight', () => {
    const incomplete = { ...anObservation(opening, { weight: 0, cohorts: ['staff'] }), alarms: readings() };
    expect(nextOf(opening, incomplete)).toMatchObject({ step: opening.step, phase: { status: 'shifting' } });
    const [edge, alias] = anObservation(opening, { weight: 0 }).targets;
    const { cohorts: _cohorts, ...plain } = alias!;
    const signal = {
      ...anObservation(opening, {}),
      alarms: readings(),
      targets: [
        { ...edge!, cohorts: ['partners', 'staff', 'beta'] },
        { ...plain, weight: 0 },
      ],
    };
    const next = nextOf(opening, signal);
    expect(next).toMatchObject({ step: 3, weight: 5, cohorts: ['staff', 'beta', 'partners'] });
  });

  it('is taken back by a pause in the middle of it, as a reversal, and opened again by a resume', () => {
    const paused = nextOf(opening, aSignal('pause'));
    expect(paused).toMatchObject({ cohorts: ['staff'], weight: 0, generation: 4, reversals: 1 });
    expect(told(opening, paused)).toEqual(['bob paused; every target returns to 0%, and open to staff.']);
    const resumed = nextOf(paused, aSignal('resume', { alarms: readings() }));
    expect(resumed).toMatchObject({
      cohorts: ['staff', 'beta', 'partners'],
      generation: 5,
      phase: { status: 'shifting' },
    });
  });

  it('that is the first is taken back by a pause as well, so that nobody is on the canary', () => {
    const first = { ...opening, step: 0, cohorts: ['staff'] };
    expect(nextOf(first, aSignal('pause'))).toMatchObject({ cohorts: [], weight: 0, generation: 4, reversals: 1 });
  });

  it('that cannot be carried out holds, with what was open before', () => {
    const fault = { code: 'AccessDenied', message: 'No.', permanent: true };
    const held = see(opening, [], { weight: null, fault });
    expect(held).toMatchObject({ phase: { status: 'holding' }, cohorts: ['staff'] });
    expect(told(opening, held)[0]).toContain(
      'could not be brought to 0%, and open to staff, beta and partners: No. All targets return to 0%, and open to staff.',
    );
  });

  it('that was promoted past is never opened', () => {
    const baking = {
      ...opening,
      step: 1,
      cohorts: ['staff'],
      phase: { status: 'baking', since: NOW, until: NOW + MINUTE },
    };
    const next = nextOf(baking as Rollout, aSignal('promote', { by: alice, alarms: readings() }));
    expect(next).toMatchObject({ weight: 100, cohorts: ['staff'] });
    const paused = nextOf(next, aSignal('pause'));
    expect(paused).toMatchObject({ weight: 0, cohorts: ['staff'] });
  });
});

describe('a rollback with open cohorts', () => {
  const goneBack = () => nextOf(opening, aSignal('rollback'));

  it('closes them', () => {
    const back = goneBack();
    expect(back).toMatchObject({ weight: 0, cohorts: [], reversals: 1, phase: { status: 'rolling-back' } });
    expect(told(opening, back)[0]).toContain('Rolls back from 0%, and open to staff, beta and partners, because');
  });

  it('is not back while one is seen open, and says which', () => {
    const back = goneBack();
    expect(see(back, ['staff']).targets[0]?.observed?.cohorts).toEqual(['staff']);
    expect(told(back, see(back, ['staff']))).toEqual([]);
    expect(told(back, see(back, []))).toEqual(['Every target is back at 0%. Verifying for 90 s.']);
  });

  it('begins anew when a late writer opened one again', () => {
    const back = goneBack();
    const settled = nextOf(see(back, []), aSignal('timer', { rollout: back.id }), NOW + WRITER_LIFETIME_MS);
    expect(settled.phase).toMatchObject({ stage: 'restoring' });
    const again = see(settled, ['beta']);
    expect(again.phase).toMatchObject({ status: 'rolling-back', stage: 'returning' });
    expect(told(settled, again)[0]).toContain('had 0%, and open to beta again: brings it back once more');
  });
});

describe('a cohort that somebody opened by hand', () => {
  it('is noticed once our own writers are gone, and asked about', () => {
    const baking = aRollout({
      config: aService({ plan }),
      step: 1,
      weight: 0,
      agreed: 0,
      cohorts: ['staff'],
      intendedAt: NOW - WRITER_LIFETIME_MS - MINUTE,
      phase: { status: 'baking', since: NOW, until: NOW + MINUTE },
      targets,
    });
    const held = see(baking, ['staff', 'everybody']);
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'drift' } });
    expect(told(baking, held)[0]).toContain(
      'its weight is 0%, and open to staff and everybody instead of 0%, and open to staff',
    );
  });
});

describe('a weight that somebody set by hand', () => {
  it('is compared in words with the weight alone at a target that knows no cohorts', () => {
    const intendedAt = NOW - WRITER_LIFETIME_MS - MINUTE;
    const phase = { status: 'baking', since: NOW, until: NOW + MINUTE } as const;
    const baking = { ...opening, step: 1, cohorts: ['staff'], intendedAt, phase };
    const held = nextOf(baking, anObservation(baking, { weight: 50 }));
    expect(held.phase).toMatchObject({ why: { kind: 'drift', detail: 'its weight is 50% instead of 0%' } });
  });
});

describe('open cohorts', () => {
  it('are those of the steps up to here, each once', () => {
    const config = aService({ plan: [...plan, { kind: 'cohort', names: ['staff'] }] });
    expect(cohortsOpenAfter({ config, hurried: [] }, -1)).toEqual([]);
    expect(cohortsOpenAfter({ config, hurried: [] }, 1)).toEqual(['staff']);
    expect(cohortsOpenAfter({ config, hurried: [] }, 5)).toEqual(['staff', 'beta', 'partners']);
    expect(cohortsOpenAfter({ config, hurried: [{ step: 0, how: 'promoted', by: alice }] }, 2)).toEqual([
      'beta',
      'partners',
    ]);
  });

  it('are compared as a set, and not at all where a target knows none', () => {
    expect(hasOpen(['b', 'a'], ['a', 'b'])).toBe(true);
    expect(hasOpen(['a'], ['a', 'b'])).toBe(false);
    expect(hasOpen(['a', 'c'], ['a', 'b'])).toBe(false);
    expect(hasOpen(undefined, ['a'])).toBe(true);
  });

  it('are the end of a sentence', () => {
    expect(openWords()).toBe('');
    expect(openWords(['a', 'b', 'c'])).toBe(', and open to a, b and c');
  });
});
