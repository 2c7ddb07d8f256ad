import * as z from 'zod';

// The limits of CloudWatch for the names and values of metrics (PutMetricData, API reference).
const name = z.string().min(1).max(255);

/** The name of a dimension of a metric. */
export const dimensionName = name;

/** The value of a dimension of a metric. */
export const dimensionValue = z.string().min(1).max(1024);

/** Returns the fields that name a metric of CloudWatch, with an example of each. */
export const metricNames = (example: { readonly namespace: string; readonly name: string }) => ({
  namespace: name.meta({ description: 'The namespace in CloudWatch.', examples: [example.namespace] }),
  name: name.meta({ description: 'The name of the metric.', examples: [example.name] }),
});
