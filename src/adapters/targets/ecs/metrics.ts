import type { ArmMetric, ArmMetrics, TargetMetrics } from '../../../domain/analysis/metrics.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import { groupDimension, readFrozen } from './config.ts';

/**
 * Returns where Elastic Load Balancing publishes the metrics of the target groups of both revisions; null for a service without a load
 * balancer. Before a rollout all requests go to stable's. Source: Application Load Balancers user guide, "CloudWatch metrics".
 */
export function ecsMetrics(target: Pick<TargetState, 'frozen'>): TargetMetrics | null {
  const { stable, canary, loadBalancer: LoadBalancer } = readFrozen(target);
  if (stable.group === null || canary.group === null || LoadBalancer === null) return null;
  const ofGroup = (arn: string): ArmMetrics => {
    const dimensions = { TargetGroup: groupDimension(arn), LoadBalancer };
    const metric = (name: string): ArmMetric => ({ namespace: 'AWS/ApplicationELB', name, dimensions });
    return {
      requests: metric('RequestCount'),
      errors: [metric('HTTPCode_Target_5XX_Count')],
      latency: metric('TargetResponseTime'),
    };
  };
  return { stable: ofGroup(stable.group), canary: ofGroup(canary.group), before: ofGroup(stable.group) };
}
