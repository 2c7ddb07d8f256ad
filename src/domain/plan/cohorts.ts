import type { Rollout } from '../rollout/record.ts';
import { stepTraits } from '../steps/registry.ts';
import type { TargetReading } from '../target/reading.ts';
import { joinWithAnd } from '../wording.ts';

/**
 * Returns the cohorts that are open after a step: those of every cohort step up to it that nobody promoted past, in the order in
 * which they are opened.
 */
export function cohortsOpenAfter(
  { config, hurried }: Pick<Rollout, 'config' | 'hurried'>,
  step: number,
): readonly string[] {
  const names = config.plan
    .slice(0, step + 1)
    .flatMap((each, index) => (hurried.some((passed) => passed.step === index) ? [] : stepTraits(each).opens));
  return [...new Set(names)];
}

/** Tells whether a target has exactly these cohorts open, in any order; true for a kind of target that has no cohorts. */
export function hasOpen(seen: readonly string[] | undefined, wanted: readonly string[]): boolean {
  if (seen === undefined) return true;
  return seen.length === wanted.length && wanted.every((name) => seen.includes(name));
}

/** Tells whether the last reading shows anybody on the canary: a share of the traffic, or a cohort. */
export function hasCanary({
  observed,
}: {
  readonly observed: Pick<TargetReading, 'weight' | 'cohorts'> | null;
}): boolean {
  return (observed?.weight ?? 0) > 0 || (observed?.cohorts ?? []).length > 0;
}

/** Returns the open cohorts as the end of a sentence that names a share; empty when none is open. */
export function openWords(cohorts: readonly string[] = []): string {
  return cohorts.length === 0 ? '' : `, and open to ${joinWithAnd(cohorts)}`;
}
