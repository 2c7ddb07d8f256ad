import * as z from 'zod/mini';
import { dictionary, type Infer, object, type Schema } from '../schema.ts';

const metric = object({
  namespace: z.string(),
  name: z.string(),
  /** `{stable}` in a value stands for the stable arm of the first target until a rollout starts: a version, an identifier. */
  dimensions: dictionary(z.string()),
  statistic: z.enum(['Maximum', 'Minimum', 'Average', 'Sum']),
});

/** A metric of CloudWatch, read by the minute. */
export interface Metric extends Infer<typeof metric> {}

export const metricSchema: Schema<Metric> = metric;

const reading = object({
  value: z.number(),
  /** The beginning of that minute, in milliseconds since the epoch. */
  at: z.number(),
});

/** The value of a metric in one minute. */
export interface MetricReading extends Infer<typeof reading> {}

/** The newest reading; null while there is none. */
export const newestReadingSchema: Schema<MetricReading | null> = z.nullable(reading as Schema<MetricReading>);
