import type { MetricReading, Rollout } from '../../domain/rollout/record.ts';
import type { Deps } from '../deps.ts';

/** Reads the metric of a drain; undefined when nothing is drained, null when it has no value or cannot be read. */
export async function readDrain(deps: Deps, rollout: Rollout): Promise<MetricReading | null | undefined> {
  const step = rollout.config.plan[rollout.step];
  if (rollout.phase.status !== 'draining' || step?.kind !== 'drain') return undefined;
  try {
    return await deps.metrics.newest(step.metric, rollout.phase.from);
  } catch (error) {
    const { service, id } = rollout;
    deps.log.warn(
      { service, rollout: id, metric: step.metric.name, error: String(error) },
      'a metric could not be read',
    );
    return null;
  }
}
