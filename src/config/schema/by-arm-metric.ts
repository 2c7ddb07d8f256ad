import * as z from 'zod';
import { US_EAST_1 } from '../../domain/analysis/metrics.ts';
import { limits } from '../read/limits.ts';
import { dimensionName, dimensionValue, metricNames } from './metric.ts';

const dimension = z
  .union([
    dimensionValue.meta({
      description:
        'The value; {arm} stands for stable or canary, {version} for the version of the arm, {environment} for its environment.',
      examples: ['{arm}'],
    }),
    z
      .strictObject({
        a: dimensionValue.meta({ description: 'The value in environment a.', examples: ['shop-api-a'] }),
        b: dimensionValue.meta({ description: 'The value in environment b.', examples: ['shop-api-b'] }),
      })
      .meta({
        description: 'The value by environment.',
        examples: [{ a: 'shop-api-a', b: 'shop-api-b' }],
      }),
  ])
  .meta({ description: 'The value of a dimension, for each arm another.', examples: ['{arm}'] });

/** A metric of CloudWatch that exists once per arm, as it is written. */
export const byArmMetric = z
  .strictObject({
    ...metricNames({ namespace: 'Shop', name: 'Requests' }),
    dimensions: z.record(dimensionName, dimension).meta({
      description: 'The dimensions; at least one differs between the arms.',
      maxProperties: limits.dimensions,
      examples: [{ Arm: '{arm}' }],
    }),
    region: z
      .literal(US_EAST_1)
      .exactOptional()
      .meta({
        description:
          "The region that publishes it, where that is not Serin's own. CloudFront and Route 53 have their metrics there, so theirs need no word.",
        examples: [US_EAST_1],
      }),
  })
  .meta({
    description: 'A metric of CloudWatch that exists once per arm.',
    examples: [{ namespace: 'Shop', name: 'Requests', dimensions: { Arm: '{arm}' } }],
  });
