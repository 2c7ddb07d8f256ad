import * as z from 'zod/mini';
import { personSchema } from '../people/person.ts';
import { type Infer, list, object, type Schema } from '../schema.ts';
import {
  type ConfiguredCustom,
  type CustomSource,
  configuredCustomSchema,
  customSourceSchema,
} from './custom-metrics.ts';
import { configuredMetricsSchema, metricSourceSchema } from './metrics.ts';
import { minuteSchema } from './minute.ts';
import { verdictSchema } from './verdict.ts';

const config = object({
  /** False where Serin only shows what it would have done. */
  acts: z.boolean(),
  /** The reaction to an unhealthy canary. */
  onUnhealthy: z.enum(['rollback', 'hold']),
  /** The reaction to a firing alarm while both versions are above the guard alike. */
  onSharedIncident: z.enum(['rollback', 'hold']),
  /** The longest wait for evidence after the time of a bake, in milliseconds; then people are asked. */
  maxHold: z.number(),
  /** The error rate that no version may exceed, from 0 to 1; null where there is none. */
  guard: z.nullable(z.number()),
  /** Metrics of the service's own; null where those of the targets are used. */
  metrics: z.nullable(configuredMetricsSchema),
  /** The metrics that are compared beside errors and latency; absent where there are none. */
  custom: z.exactOptional(list<ConfiguredCustom>(configuredCustomSchema)),
});

/** The settings of a service for comparing the canary with stable. */
export interface AnalysisConfig extends Infer<typeof config> {}

export const analysisConfigSchema: Schema<AnalysisConfig> = config;

/** The settings where nothing is said. */
export const ANALYSIS_DEFAULTS = {
  acts: true,
  onUnhealthy: 'rollback',
  onSharedIncident: 'rollback',
  maxHold: 30 * 60_000,
  guard: null,
  metrics: null,
} satisfies AnalysisConfig;

const share = object({ at: z.number(), share: z.number() });

/** The canary's share from a moment on, in percent. */
export interface ShareChange extends Infer<typeof share> {}

const answer = object({
  by: personSchema,
  /** The step that the person answered for; for an unhealthy canary the answer counts until the end. */
  step: z.number(),
  for: z.enum(['unhealthy', 'inconclusive']),
});

const decisive = object({
  /** The moment of the decision. */
  at: z.number(),
  verdict: verdictSchema,
  /** The series that the verdict was made from, its newest minutes where it is long; empty where it is stored apart. */
  minutes: list(minuteSchema),
  /** True once the series is stored beside the record; absent in older records. */
  isApart: z.exactOptional(z.literal(true)),
});

/** A verdict that decided something, with the series that it was made from. */
export interface DecisiveVerdict extends Infer<typeof decisive> {}

const analysis = object({
  /** The places that publish the metrics of both arms; frozen at the start. */
  sources: list(metricSourceSchema),
  /** The places of the service's own metrics; frozen at the start, absent where there are none. */
  custom: z.exactOptional(list<CustomSource>(customSourceSchema)),
  /** The unit that is split. */
  split: z.enum(['request', 'user']),
  /** The intended shares over time, oldest first. */
  shares: list<ShareChange>(share),
  /** The newest verdict; absent before the first one. */
  verdict: z.exactOptional(verdictSchema),
  /** The moment from which the metrics could not be read; absent while they can. */
  unreadSince: z.exactOptional(z.number()),
  /** The step whose bake waits for evidence, and people know it. */
  waitsAt: z.exactOptional(z.number()),
  /** The last person who answered for a verdict that was not healthy. */
  answer: z.exactOptional(answer),
  /** The newest verdict that decided something. */
  decisive: z.exactOptional(decisive as Schema<DecisiveVerdict>),
});

/** The comparison of both arms in one rollout. */
export interface RolloutAnalysis extends Infer<typeof analysis> {}

export const rolloutAnalysisSchema: Schema<RolloutAnalysis> = analysis;
