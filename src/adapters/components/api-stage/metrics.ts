import type { ArmMetrics, MetricsByEnvironment } from '../../../domain/analysis/metrics.ts';
import { type ApiStageConfig, apiStageComponent } from './config.ts';

function metricsOfStage(ApiName: string, Stage: string): ArmMetrics {
  const metric = (name: string) => ({ namespace: 'AWS/ApiGateway', name, dimensions: { ApiName, Stage } });
  return { requests: metric('Count'), errors: [metric('5XXError')], latency: metric('Latency') };
}

/**
 * Returns where API Gateway publishes the metrics of the stages; empty where the configuration does not name the API, since its
 * metrics have its name and not its id.
 * Source: API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics".
 */
export function apiStageMetrics(config: ApiStageConfig): readonly MetricsByEnvironment[] {
  const { name, stages } = config;
  if (name === undefined) return [];
  const [a, b] = [metricsOfStage(name, stages.a), metricsOfStage(name, stages.b)];
  return [{ name: apiStageComponent(config), a, b }];
}
