import type { Person } from '../people/person.ts';
import { lastShiftIndex } from '../plan/plan.ts';
import type { Rollout } from './record.ts';

/**
 * The state of a step of a plan. `skipped`, `promoted`: a person cut it short or passed it. `given-up`: it ran when the rollback
 * began. `not-run`: the rollback began before it.
 */
export type StepState = 'done' | 'skipped' | 'promoted' | 'current' | 'ahead' | 'given-up' | 'not-run';

/** The state of a step, and the person who skipped or promoted past it. */
export interface StepStanding {
  readonly state: StepState;
  /** The person who skipped or promoted past it; null where nobody did. */
  readonly by: Person | null;
}

type Stepped = Pick<Rollout, 'config' | 'step' | 'hurried' | 'phase'>;

/** Returns the current step. After a promotion past the current step it is the last shift. */
function currentStep({ step, hurried, config }: Stepped): number {
  return hurried.some((each) => each.step === step) ? lastShiftIndex(config.plan) : step;
}

/** Returns the state of each step of the plan; every drawing of the plan uses this rule. */
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
