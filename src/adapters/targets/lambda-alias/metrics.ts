import type { ArmMetric, ArmMetrics, TargetMetrics } from '../../../domain/analysis/metrics.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { TargetConfig } from '../../../domain/service.ts';
import { lambdaAliasConfig, lambdaAliasExact } from './config.ts';

const metricsWith = (dimensions: Readonly<Record<string, string>>): ArmMetrics => {
  const metric = (name: string): ArmMetric => ({ namespace: 'AWS/Lambda', name, dimensions });
  return { requests: metric('Invocations'), errors: [metric('Errors')], latency: metric('Duration') };
};

const aliasDimensions = (config: TargetConfig): Readonly<Record<string, string>> => {
  const { function: FunctionName, alias } = lambdaAliasConfig.parse(config);
  return { FunctionName, Resource: `${FunctionName}:${alias}` };
};

/** Returns where Lambda publishes the metrics of an alias, whichever version serves it. */
export function lambdaAliasPast(config: TargetConfig): ArmMetrics {
  return metricsWith(aliasDimensions(config));
}

/**
 * Returns where Lambda publishes the metrics of the versions behind an alias. Lambda tells versions apart while the alias has
 * weights; before that, only the alias has metrics.
 * Source: AWS Lambda Developer Guide, "Types of metrics for Lambda functions", dimensions `Resource` and `ExecutedVersion`.
 */
export function lambdaAliasMetrics(target: Pick<TargetState, 'config' | 'frozen'>): TargetMetrics {
  const { stable, canary } = lambdaAliasExact(target);
  const ofAlias = aliasDimensions(target.config);
  const ofVersion = (ExecutedVersion: string): ArmMetrics => metricsWith({ ...ofAlias, ExecutedVersion });
  return { stable: ofVersion(stable), canary: ofVersion(canary), before: lambdaAliasPast(target.config) };
}
