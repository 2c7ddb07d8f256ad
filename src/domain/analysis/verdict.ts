import * as z from 'zod/mini';
import { type Infer, list, object, type Schema } from '../schema.ts';

const outcome = z.enum(['healthy', 'unhealthy', 'inconclusive']);

const verdictReason = z.enum([
  /** The boundary of a critical test was crossed. */
  'boundary-crossed',
  /** Without a control: the canary alone is above the service's own limit. */
  'above-guard',
  /** A critical metric of the canary is beyond the limit that the service sets for it. */
  'beyond-limit',
  /** At least twice stable's errors is excluded. */
  'twice-excluded',
  /** An error rate of 0.5 % or more is excluded. */
  'rate-excluded',
  /** Everything is on the canary, there is nothing to compare it with, and it is below the guard. */
  'no-control',
  /** Both versions are above the guard: not this release. */
  'shared-incident',
  /** The last minutes of an arm are missing. */
  'no-data',
  /** The canary does not fail more often; whether it is slower is not known yet. */
  'latency-unknown',
  /** Neither is known yet. */
  'too-little-traffic',
]);

const totals = object({ requests: z.number(), errors: z.number() });

/** The requests and errors of an arm over the whole rollout. */
export interface ArmCount extends Infer<typeof totals> {}

const latencyCounts = object({ canary: list(z.number()), stable: list(z.number()) });

/**
 * The requests of both arms per latency bin, fastest first, over the whole rollout without its cold minutes. The bins lie between
 * the quantiles 10, 25, 50, 75, 90, 95 and 99 of stable before the start.
 */
export interface LatencyCounts extends Infer<typeof latencyCounts> {}

const caseCount = object({ cases: z.number(), chances: z.number() });

/** The cases of a metric of the service's own, and its chances. */
export interface CaseCount extends Infer<typeof caseCount> {}

const customTotals = object({
  name: z.string(),
  /** The cases of both arms over the whole rollout, for counts. */
  counts: z.exactOptional(object({ canary: caseCount as Schema<CaseCount>, stable: caseCount as Schema<CaseCount> })),
  /** The values of both arms per bin, lowest first, without cold minutes. */
  values: z.exactOptional(latencyCounts as Schema<LatencyCounts>),
});

/** The counts of both versions by one metric of the service's own. */
export interface CustomTotals extends Infer<typeof customTotals> {}

const beyondLimit = object({ name: z.string(), cases: z.number(), chances: z.number() });

/** A metric that is beyond its limit, with the canary's cases in the last three minutes. */
export interface BeyondLimit extends Infer<typeof beyondLimit> {}

const test = object({
  name: z.string(),
  role: z.enum(['critical', 'advisory']),
  /** The start of the minute in which its boundary was crossed; null where it was not. */
  crossedAt: z.nullable(z.number()),
  /** The canary's count and its count without a difference, for counts. */
  observed: z.exactOptional(z.number()),
  expected: z.exactOptional(z.number()),
  /** The evidence, where that is a likelihood ratio: its natural logarithm. */
  evidence: z.exactOptional(z.number()),
  /** The count or the evidence at which the canary is unhealthy; null before there is one. */
  boundary: z.nullable(z.number()),
});

/** The result of one test, as it stands at the end of the series. */
export interface TestResult extends Infer<typeof test> {}

const summary = object({
  outcome,
  reason: verdictReason,
  /** The end of the last minute that was judged, in milliseconds since the epoch. */
  through: z.number(),
  /** The names of the critical tests whose boundary was crossed, earliest first. */
  crossed: list(z.string()),
  canary: totals as Schema<ArmCount>,
  stable: totals as Schema<ArmCount>,
  /** The same in the last three minutes. */
  recent: object({ canary: totals as Schema<ArmCount>, stable: totals as Schema<ArmCount> }),
  /** Absent where no latency was compared. */
  latency: z.exactOptional(latencyCounts as Schema<LatencyCounts>),
  /** Absent where nothing was compared beside errors and latency. */
  custom: z.exactOptional(list<CustomTotals>(customTotals)),
  /** The metrics of the canary that are beyond their limits; absent where none is. */
  beyond: z.exactOptional(list<BeyondLimit>(beyondLimit)),
  /** Minutes that both arms have, and minutes that were given. */
  compared: z.number(),
  given: z.number(),
  /** Stable is above the guard and the canary is not: going on may be the fix. */
  isFix: z.boolean(),
  /** The part of α that is spent. */
  spent: z.number(),
  /** The expected minutes at the latest traffic until healthy is known; null if never or if known. */
  minutesToHealthy: z.nullable(z.number()),
  tests: list<TestResult>(test),
});

/** The verdict on a canary, without its charts: what people read and rules ask. */
export interface VerdictSummary extends Infer<typeof summary> {}

export const verdictSchema: Schema<VerdictSummary> = summary;
