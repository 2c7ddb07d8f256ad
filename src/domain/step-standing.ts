import type { Person } from './person.ts';
import { lastShiftIndex } from './plan.ts';
import type { Rollout } from './record.ts';

/**
 * Where a step of a plan stands. `skipped`, `promoted`: a person hurried past it. `given-up`: it was under way when the rollout went
 * back. `not-run`: the rollout went back before it.
 */
export type StepState = 'done' | 'skipped' | 'promoted' | 'current' | 'ahead' | 'given-up' | 'not-run';

/** Where a step stands, and who hurried past it. */
export interface StepStanding {
  readonly state: StepState;
  /** Null where nobody hurried past it. */
  readonly by: Person | null;
}

type Stepped = Pick<Rollout, 'config' | 'step' | 'hurried' | 'phase'>;

/** The step that is current. A promotion waits behind what it passes over for the last shift. */
function currentStep({ step, hurried, config }: Stepped): number {
  return hurried.some((each) => each.step === step) ? lastShiftIndex(config.plan) : step;
}

/** Where each step of the plan stands: the one rule for every drawing of it. */
export function stepStandings(rollout: Stepped): readonly StepStanding[] {
  const { config, hurried, phase } = rollout;
  const current = phase.status === 'completed' ? config.plan.length : currentStep(rollout);
  const isBack = phase.status === 'rolling-back' || phase.status === 'rolled-back' || phase.status === 'stuck';
  const otherStepState = (index: number): StepState => {
    if (index < current) return 'done';
    if (index === current) return isBack ? 'given-up' : 'current';
    return isBack ? 'not-run' : 'ahead';
  };
  return config.plan.map((_, index) => {
    const passed = hurried.find((each) => each.step === index);
    return passed === undefined ? { state: otherStepState(index), by: null } : { state: passed.how, by: passed.by };
  });
}
