import type { Step } from '../steps/registry.ts';
import type { ShiftStep } from '../steps/shift.ts';
import { percent } from '../wording.ts';
import type { Plan } from './plan.ts';

/**
 * Returns who stays on the old version after a shift, and for what; empty for a shift that holds nobody back.
 * @param stable the name of the old version
 */
export function holdbackText({ weight, holdback }: ShiftStep, stable: string): string {
  const stays = percent(Number((100 - weight).toFixed(6)));
  return holdback === true ? `${stays} stay on ${stable} to the end, so that the two can be compared` : '';
}

const holdsBack = (step: Step): step is ShiftStep => 'holdback' in step;

/** Returns the same of a whole plan: `98%: 2% stay on stable to the end, …`; null for a plan that holds nobody back. */
export function planHoldbackText(plan: Plan, stable: string): string | null {
  const step = plan.find(holdsBack);
  return step === undefined ? null : `${percent(step.weight)}: ${holdbackText(step, stable)}`;
}
