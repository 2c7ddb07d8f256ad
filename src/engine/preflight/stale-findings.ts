import type { Finding } from '../../domain/finding.ts';
import { stepsOf } from '../../domain/plan/plan.ts';
import type { Service } from '../../domain/service.ts';
import { duration } from '../../domain/wording.ts';

/** Returns the length of the plan's first bake, in milliseconds; null without one. */
export function firstBake({ plan }: Service): number | null {
  return stepsOf(plan, 'bake')[0]?.step.ms ?? null;
}

/** Warns when the first bake ends before all users have the canary: it watches less than it says. */
export function staleFindings(name: string, staleMs: number | undefined, service: Service): readonly Finding[] {
  const bake = firstBake(service);
  if (staleMs === undefined || bake === null || staleMs < bake) return [];
  return [
    {
      severity: 'warns',
      code: 'ttl-longer-than-bake',
      about: name,
      message: `Users keep an answer for ${duration(staleMs)}, and the first bake takes ${duration(bake)}: a rollback reaches them later than what the bake found.`,
      remedy: 'Lower the TTL, or lengthen the bake.',
    },
  ];
}
