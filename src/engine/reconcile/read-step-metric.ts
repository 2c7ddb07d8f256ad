import type { MetricReading } from '../../domain/plan/metric.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { isRunning } from '../../domain/rollout/running-phase.ts';
import { phaseHandler } from '../../rollout/steps/registry.ts';
import type { Deps } from '../deps.ts';

/** Reads the metric that the current phase is judged by; undefined where none is, null when it has no value or cannot be read. */
export async function readStepMetric(deps: Deps, rollout: Rollout): Promise<MetricReading | null | undefined> {
  const { phase, service, id } = rollout;
  const judged = isRunning(phase) ? phaseHandler(phase).metric?.(rollout, phase) : undefined;
  if (judged === undefined) return undefined;
  const { metric, from } = judged;
  try {
    return await deps.metrics.newest(metric, from);
  } catch (error) {
    deps.log.warn({ service, rollout: id, metric: metric.name, error: String(error) }, 'a metric could not be read');
    return null;
  }
}
