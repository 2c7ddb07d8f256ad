import * as z from 'zod';
import type { ConfiguredCustom } from '../../domain/analysis/custom-metrics.ts';
import { percentPattern, rateOf } from '../read/percents.ts';
import { byArmMetric } from './by-arm-metric.ts';

/** The tolerances where nothing is said: a tenth of stable's rate, and 0.02 standard deviations. */
const TOLERANCES = { count: 0.1, value: 0.02 } as const;

const worseWhen = z.enum(['higher', 'lower']);
const role = z.enum(['critical', 'advisory']);
const percentText = (what: string) => z.string().regex(percentPattern, `${what} is a percentage, such as 5%`);

const example = (name: string) => ({ namespace: 'Shop', name, dimensions: { Arm: '{arm}' } });

/** A metric that a service compares beside errors and latency, as it is written. Rules say which fields go together. */
export const customMetricSchema = z
  .strictObject({
    cases: byArmMetric.optional().meta({
      description: 'For a rate: its sum is the number of cases.',
      examples: [example('Orders')],
    }),
    of: byArmMetric.optional().meta({
      description: 'For a rate: its sum is the number of chances, each of which is at most one case.',
      default: 'the requests',
      examples: [example('Visits')],
    }),
    value: byArmMetric.optional().meta({
      description: 'Instead of cases: a metric whose values are compared, published value by value.',
      examples: [example('Basket')],
    }),
    worseWhen: worseWhen.meta({ description: 'The direction in which the canary is worse.', examples: ['lower'] }),
    tolerance: percentText('a tolerance')
      .optional()
      .meta({
        description:
          "How much worse is tolerated: for a rate in percent of stable's rate (10%), for a value in percent of a standard deviation (2%).",
        examples: ['5%'],
      }),
    role: role.optional().meta({
      description:
        'critical: it can stop the canary, and shares the chance of a false alarm; advisory: it is only shown.',
      default: 'advisory',
      examples: ['critical'],
    }),
    limit: percentText('a limit')
      .optional()
      .meta({
        description: 'The rate that the canary may not pass in that direction, whatever stable does.',
        examples: ['2%'],
      }),
  })
  .meta({
    description: 'A metric of the service by arm: a rate (cases of chances) or values.',
    examples: [{ cases: example('Orders'), of: example('Visits'), worseWhen: 'lower', role: 'critical' }],
  });

type FileCustom = z.infer<typeof customMetricSchema>;

function toCustomMetric(name: string, written: FileCustom): readonly ConfiguredCustom[] {
  const { cases, of = null, value, worseWhen: direction, tolerance, role: part = 'advisory', limit } = written;
  const rule = { name, worseWhen: direction, role: part };
  const toTolerance = (usual: number) => (tolerance === undefined ? usual : rateOf(tolerance));
  if (value !== undefined) return [{ kind: 'value', ...rule, value, tolerance: toTolerance(TOLERANCES.value) }];
  if (cases === undefined) return [];
  const ratio = 1 + toTolerance(TOLERANCES.count);
  return [{ kind: 'count', ...rule, cases, of, tolerance: ratio, limit: limit === undefined ? null : rateOf(limit) }];
}

/** Returns the metrics of a service that are compared beside errors and latency, complete with defaults. */
export function toCustomMetrics(written: Readonly<Record<string, FileCustom>>): readonly ConfiguredCustom[] {
  return Object.entries(written).flatMap(([name, metric]) => toCustomMetric(name, metric));
}
