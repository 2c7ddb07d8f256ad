import * as z from 'zod';
import { ANALYSIS_DEFAULTS, type AnalysisConfig } from '../../domain/analysis/analysis.ts';
import { durationMs } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { percentPattern, rateOf } from '../read/percents.ts';
import { byArmMetric } from './by-arm-metric.ts';
import { customMetricSchema, toCustomMetrics } from './custom-metric.ts';
import { duration } from './duration.ts';

const metrics = z.strictObject({
  requests: byArmMetric.meta({
    description: 'Its sum is the number of requests.',
    examples: [{ namespace: 'Shop', name: 'Requests', dimensions: { Arm: '{arm}' } }],
  }),
  errors: z
    .array(byArmMetric)
    .min(1)
    .max(limits.errorMetrics)
    .meta({
      description: 'Their sums together are the number of failed requests.',
      examples: [[{ namespace: 'Shop', name: 'Errors', dimensions: { Arm: '{arm}' } }]],
    }),
  latency: byArmMetric.optional().meta({
    description: 'Milliseconds per request; without it, latency is not compared.',
    examples: [{ namespace: 'Shop', name: 'Latency', dimensions: { Arm: '{arm}' } }],
  }),
});

const acts = z.boolean();
const onUnhealthy = z.enum(['rollback', 'hold']);
const onSharedIncident = z.enum(['rollback', 'hold']);

/** Matches a share in percent with at most two decimals, such as `2%` and `0.5%`. */
const holdbackPattern = /^\d{1,3}(\.\d{1,2})?%$/;

/** The comparison of the canary with stable as it is written in serin.yml. */
export const analysisSchema = z
  .union([
    z.literal('off').meta({
      description: 'Serin compares and says what it would have done, and does nothing.',
      examples: ['off'],
    }),
    z.strictObject({
      acts: acts.optional().meta({
        description: 'Whether a verdict acts; false: Serin only says what it would have done.',
        default: true,
        examples: [false],
      }),
      onUnhealthy: onUnhealthy.optional().meta({
        description: 'What to do when the canary is worse than stable.',
        default: 'rollback',
        examples: ['hold'],
      }),
      onSharedIncident: onSharedIncident.optional().meta({
        description:
          'What a firing alarm does while both versions fail more than the guard allows. hold needs a guard.',
        default: 'rollback',
        examples: ['hold'],
      }),
      maxHold: duration.optional().meta({
        description: 'How long a bake waits for evidence after its time, at least 1m; then Serin holds and asks.',
        default: '30m',
        examples: ['1h'],
      }),
      guard: z
        .string()
        .regex(percentPattern, 'a guard is an error rate in percent, such as 5%')
        .optional()
        .meta({
          description:
            'The error rate that no version may exceed: above it nothing is raised, and nothing is blamed while stable is above it too.',
          examples: ['5%'],
        }),
      holdback: z
        .string()
        .regex(holdbackPattern, 'a holdback is a share in percent, such as 2%')
        .optional()
        .meta({
          description:
            'The share of the users who stay on stable while the steps behind the last shift watch, so that both versions are compared to the end; more than 0% and at most 20%.',
          examples: ['2%'],
        }),
      metrics: metrics.optional().meta({
        description: 'The metrics of the service by arm, where its targets have none or these are better.',
        examples: [
          {
            requests: { namespace: 'Shop', name: 'Requests', dimensions: { Arm: '{arm}' } },
            errors: [{ namespace: 'Shop', name: 'Errors', dimensions: { Arm: '{arm}' } }],
          },
        ],
      }),
      custom: z
        .record(z.string(), customMetricSchema)
        .optional()
        .meta({
          description:
            'What is compared beside errors and latency, by name: lower-case letters, digits and -, starting with a letter, at most 30.',
          maxProperties: limits.customMetrics,
          examples: [
            {
              orders: {
                cases: { namespace: 'Shop', name: 'Orders', dimensions: { Arm: '{arm}' } },
                worseWhen: 'lower',
              },
            },
          ],
        }),
    }),
  ])
  .meta({
    description: 'How the canary is compared with stable: on by default wherever both have metrics of their own.',
    examples: [{ onUnhealthy: 'hold', maxHold: '1h' }],
  });

/** The comparison in a service of the file. */
export type FileAnalysis = z.infer<typeof analysisSchema>;

/** Returns the share of a holdback from its text, in percent: 2 for `2%`; null where it is none. */
export const holdbackOf = (text: string): number | null =>
  holdbackPattern.test(text) ? Number(text.slice(0, -1)) : null;

/** Returns the settings of a service for the comparison, complete with defaults. @param written absent where nothing is said */
export function toAnalysis(written: FileAnalysis | undefined): AnalysisConfig {
  if (written === undefined) return ANALYSIS_DEFAULTS;
  if (written === 'off') return { ...ANALYSIS_DEFAULTS, acts: false };
  const { acts: isOn, onUnhealthy: reaction, onSharedIncident: shared, maxHold, guard, metrics: own, custom } = written;
  return {
    acts: isOn ?? ANALYSIS_DEFAULTS.acts,
    onUnhealthy: reaction ?? ANALYSIS_DEFAULTS.onUnhealthy,
    onSharedIncident: shared ?? ANALYSIS_DEFAULTS.onSharedIncident,
    maxHold: maxHold === undefined ? ANALYSIS_DEFAULTS.maxHold : durationMs(maxHold),
    guard: guard === undefined ? null : rateOf(guard),
    metrics: own === undefined ? null : { ...own, latency: own.latency ?? null },
    ...(custom !== undefined && { custom: toCustomMetrics(custom) }),
  };
}
