import type { ArmMetrics, MetricsByEnvironment } from '../../../domain/analysis/metrics.ts';
import { functionComponent, type LambdaFunctionsConfig } from './config.ts';

function metricsOfAlias(FunctionName: string, alias: string): ArmMetrics {
  const dimensions = { FunctionName, Resource: `${FunctionName}:${alias}` };
  const metric = (name: string) => ({ namespace: 'AWS/Lambda', name, dimensions });
  return { requests: metric('Invocations'), errors: [metric('Errors')], latency: metric('Duration') };
}

/**
 * Returns where Lambda publishes the metrics of the aliases, for each function.
 * Source: AWS Lambda Developer Guide, "Types of metrics for Lambda functions", dimension `Resource`.
 */
export function lambdaFunctionsMetrics({ functions, aliases }: LambdaFunctionsConfig): readonly MetricsByEnvironment[] {
  return functions.map((name) => {
    const [a, b] = [metricsOfAlias(name, aliases.a), metricsOfAlias(name, aliases.b)];
    return { name: functionComponent(name), a, b };
  });
}
