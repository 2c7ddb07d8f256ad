import type { ArmMetric, ArmMetrics, TargetMetrics } from '../../../domain/analysis/metrics.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import { albConfig, albExact, albPlace, groupDimension } from './config.ts';

/**
 * Returns where Elastic Load Balancing publishes the metrics of the two target groups. Before a rollout all requests go to stable's.
 * Source: Application Load Balancers user guide, "CloudWatch metrics", dimensions `LoadBalancer` and `TargetGroup`.
 */
export function albMetrics(target: Pick<TargetState, 'config' | 'frozen'>): TargetMetrics {
  const { stable, canary } = albExact(target);
  const { dimension: LoadBalancer } = albPlace(albConfig.parse(target.config));
  const ofGroup = (arn: string): ArmMetrics => {
    const dimensions = { TargetGroup: groupDimension(arn), LoadBalancer };
    const metric = (name: string): ArmMetric => ({ namespace: 'AWS/ApplicationELB', name, dimensions });
    return {
      requests: metric('RequestCount'),
      errors: [metric('HTTPCode_Target_5XX_Count')],
      latency: metric('TargetResponseTime'),
    };
  };
  return { stable: ofGroup(stable), canary: ofGroup(canary), before: ofGroup(stable) };
}
