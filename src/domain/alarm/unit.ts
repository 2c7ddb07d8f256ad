/** The units of metrics of AWS that alarms often watch. Source: the lists of metrics in the guides of these services. */
const UNITS: Readonly<Record<string, string>> = {
  'AWS/Lambda Duration': ' ms',
  'AWS/ApiGateway Latency': ' ms',
  'AWS/ApiGateway IntegrationLatency': ' ms',
  'AWS/ApplicationELB TargetResponseTime': ' s',
  'AWS/CloudFront 4xxErrorRate': '%',
  'AWS/CloudFront 5xxErrorRate': '%',
  'AWS/CloudFront TotalErrorRate': '%',
  'AWS/ECS CPUUtilization': '%',
  'AWS/ECS MemoryUtilization': '%',
};

/** A factor of 100 in metric math, as in `100 * errors / requests`: what comes out is a percentage, unless it is compared there. */
const TIMES_100 = /(^|[^\w.])100\s*\*|\*\s*100(?![\w.])/;

/**
 * Returns the unit of what an alarm measures, to follow a number: `%`, ` ms`; empty where it is not known.
 * @param metric a namespace with a name (`AWS/Lambda Duration`), or an expression
 */
export function metricUnit(metric: string): string {
  return UNITS[metric] ?? (TIMES_100.test(metric) && !/[<>=]/.test(metric) ? '%' : '');
}
