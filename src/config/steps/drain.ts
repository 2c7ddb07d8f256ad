import * as z from 'zod';
import type { Metric } from '../../domain/plan/metric.ts';
import { lastShiftIndex, type Plan, stepsOf } from '../../domain/plan/plan.ts';
import type { Complaint } from '../read/complaint.ts';
import { durationMs, durationText } from '../read/durations.ts';
import { waitComplaints } from '../rules/wait.ts';
import { duration } from '../schema/duration.ts';
import { dimensionName, dimensionValue, metricNames } from '../schema/metric.ts';
import { stepConfig } from './step-config.ts';

const metric = z
  .strictObject({
    ...metricNames({ namespace: 'Calls', name: 'ActiveSessions' }),
    dimensions: z
      .record(dimensionName, dimensionValue)
      .optional()
      .meta({
        description:
          'What tells the old version from the new one. {stable} is the stable version or identifier of the first target.',
        examples: [{ Version: '{stable}' }],
      }),
    statistic: z
      .enum(['Maximum', 'Minimum', 'Average', 'Sum'])
      .optional()
      .meta({
        description: 'What is taken of a minute.',
        default: 'Maximum',
        examples: ['Sum'],
      }),
  })
  .meta({
    description: 'A metric of CloudWatch.',
    examples: [{ namespace: 'Calls', name: 'ActiveSessions', dimensions: { Version: '{stable}' } }],
  });

const atOrUnder = z.number().min(0);

/**
 * Returns a complaint for each drain before the last shift: until then users still get the old version, so its metric never
 * falls.
 */
function earlyComplaints(plan: Plan): readonly Complaint[] {
  const last = lastShiftIndex(plan);
  const message = 'A drain comes before the last shift, while users are still sent to the old version.';
  return stepsOf(plan, 'drain')
    .filter(({ index }) => index <= last)
    .map(({ index }) => ({ path: [index, 'drain'], message, remedy: 'Put it behind `- shift: 100`.' }));
}

function metricText({ namespace, name, dimensions, statistic }: Metric): string {
  const where = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return `${statistic} of ${[namespace, name, ...where].join(' ')}`;
}

/** A step that waits until the old version is not in use any more. */
export const drain = stepConfig(
  'drain',
  z
    .strictObject({
      metric,
      atOrUnder: atOrUnder.meta({
        description: 'The wait is over when the metric is at or under this number.',
        examples: [0],
      }),
      atMost: duration.meta({ description: 'How long to wait at most, at least 1m.', examples: ['4h'] }),
    })
    .meta({
      description: 'What is waited for, and for how long at most.',
      examples: [{ metric: { namespace: 'Calls', name: 'ActiveSessions' }, atOrUnder: 0, atMost: '4h' }],
    }),
  {
    description: 'Waits, after the shift to 100, until the old version is not in use any more.',
    example: { metric: { namespace: 'Calls', name: 'ActiveSessions' }, atOrUnder: 0, atMost: '4h' },
  },
  {
    limits: { metric, onCanary: z.never().exactOptional(), atOrUnder, atMost: z.int() },
    read: ({ metric: { dimensions = {}, statistic = 'Maximum', ...named }, atOrUnder: number, atMost }) => ({
      kind: 'drain',
      metric: { ...named, dimensions, statistic },
      atOrUnder: number,
      atMost: durationMs(atMost),
    }),
    complaints: ({ atMost }) => waitComplaints('A drain', atMost, ['atMost']),
    planComplaints: earlyComplaints,
    text: ({ metric: counted, atOrUnder: number, atMost }) =>
      `drain until ${metricText(counted)} <= ${number}, at most ${durationText(atMost)}`,
  },
);
