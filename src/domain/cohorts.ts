import type { Rollout, TargetReading } from './record.ts';
import { joinWithAnd } from './wording.ts';

/**
 * The cohorts that are open once the plan is behind a step: those of every cohort step up to it that nobody promoted past, in
 * the order in which they are opened.
 */
export function cohortsOpenAfter(
  { config, hurried }: Pick<Rollout, 'config' | 'hurried'>,
  step: number,
): readonly string[] {
  const names = config.plan
    .slice(0, step + 1)
    .flatMap((each, index) =>
      each.kind === 'cohort' && !hurried.some((passed) => passed.step === index) ? each.names : [],
    );
  return [...new Set(names)];
}

/** Whether a target has exactly these cohorts open, in whatever order; where the kind knows none there is nothing to open. */
export function hasOpen(seen: readonly string[] | undefined, wanted: readonly string[]): boolean {
  if (seen === undefined) return true;
  return seen.length === wanted.length && wanted.every((name) => seen.includes(name));
}

/** Whether anybody is on the canary as far as was seen: a share of the traffic, or a cohort. */
export function hasCanary({
  observed,
}: {
  readonly observed: Pick<TargetReading, 'weight' | 'cohorts'> | null;
}): boolean {
  return (observed?.weight ?? 0) > 0 || (observed?.cohorts ?? []).length > 0;
}

/** The cohorts that are open, as the end of a sentence that names a share; nothing when none is. */
export function openWords(cohorts: readonly string[] = []): string {
  return cohorts.length === 0 ? '' : `, and open to ${joinWithAnd(cohorts)}`;
}
