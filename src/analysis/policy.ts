/** A step of the plan as far as the judge needs it: a share of the canary, and how long it is meant to last. */
export interface PlannedShare {
  readonly share: number;
  readonly minutes: number;
}

/** A metric of the service's own beside errors and latency. */
export interface CustomMetric {
  readonly name: string;
  /** `count` has cases among chances; `value` has cases per bin. */
  readonly kind: 'count' | 'value';
  readonly worseWhen: 'higher' | 'lower';
  /** For counts the ratio that is tolerated (1.1), for values the shift in standard deviations (0.02). */
  readonly tolerance: number;
  /** The rate of a count that the canary may not pass in its direction, from 0 to 1; null where there is none. */
  readonly limit: number | null;
  /** A critical metric can condemn and shares α; an advisory one is shown only. */
  readonly role: 'critical' | 'advisory';
}

/** All that the judge takes as given. It is frozen when the rollout starts. */
export interface JudgePolicy {
  readonly plan: readonly PlannedShare[];
  /** The unit that is split: single requests, or users who stay in their arm. */
  readonly split: 'request' | 'user';
  /** `users` counts each user once, at the first error of the rollout; it needs metrics that know users. */
  readonly errorsBy: 'requests' | 'users';
  /** The chance of a false rollback over the whole plan and all critical metrics. */
  readonly alpha: number;
  /** The ratio of error rates that is tolerated. */
  readonly errorTolerance: number;
  /** The shift of latency that is tolerated, in standard deviations of normal scores. */
  readonly latencyTolerance: number;
  /** The dependence between errors of one user, where users are split and not counted. */
  readonly design: { readonly burst: number; readonly persistence: number; readonly isAssumed: boolean };
  /** The error rate, from 0 to 1, that the service is not to exceed, whichever version serves it. */
  readonly guard: number | null;
  readonly metrics: readonly CustomMetric[];
}

const DEFAULTS: Omit<JudgePolicy, 'plan'> = {
  split: 'request',
  errorsBy: 'requests',
  alpha: 0.01,
  errorTolerance: 1.1,
  latencyTolerance: 0.02,
  design: { burst: 2.5, persistence: 0.002, isAssumed: true },
  guard: null,
  metrics: [],
};

/** Returns a policy with the defaults for everything that is not given. */
export function aPolicy(given: Pick<JudgePolicy, 'plan'> & Partial<JudgePolicy>): JudgePolicy {
  return { ...DEFAULTS, ...given };
}

/** The parts of α: they add up to it, however many critical metrics there are. */
export interface AlphaSplit {
  readonly errors: number;
  readonly latency: number;
  readonly holds: number;
  /** For each critical custom metric. */
  readonly custom: number;
}

/** Splits α 57 : 38 : 5 between errors, latency and holds. Each critical custom metric takes a share as half of latency's. */
export function splitAlpha({ alpha, metrics }: JudgePolicy): AlphaSplit {
  const critical = metrics.filter(({ role }) => role === 'critical').length;
  const part = (alpha * 0.95) / (5 + critical);
  return { errors: 3 * part, latency: 2 * part, holds: 0.05 * alpha, custom: part };
}
