import type { ArmMetric, ArmMetrics, TargetMetrics } from '../../../domain/analysis/metrics.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import { lambdaAliasConfig, lambdaAliasExact } from './config.ts';

/**
 * Returns where Lambda publishes the metrics of the versions behind an alias. Lambda tells versions apart while the alias has
 * weights; before that, only the alias has metrics.
 * Source: AWS Lambda Developer Guide, "Types of metrics for Lambda functions", dimensions `Resource` and `ExecutedVersion`.
 */
export function lambdaAliasMetrics(target: Pick<TargetState, 'config' | 'frozen'>): TargetMetrics {
  const { function: FunctionName, alias } = lambdaAliasConfig.parse(target.config);
  const { stable, canary } = lambdaAliasExact(target);
  const ofAlias = { FunctionName, Resource: `${FunctionName}:${alias}` };
  const metric = (name: string, dimensions: Readonly<Record<string, string>>): ArmMetric => ({
    namespace: 'AWS/Lambda',
    name,
    dimensions,
  });
  const metrics = (dimensions: Readonly<Record<string, string>>): ArmMetrics => ({
    requests: metric('Invocations', dimensions),
    errors: [metric('Errors', dimensions)],
    latency: metric('Duration', dimensions),
  });
  const ofVersion = (ExecutedVersion: string): ArmMetrics => metrics({ ...ofAlias, ExecutedVersion });
  return { stable: ofVersion(stable), canary: ofVersion(canary), before: metrics(ofAlias) };
}
