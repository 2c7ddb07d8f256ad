import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Signal } from '../../domain/rollout/signal.ts';
import { leavingMetric } from '../../rollout/rollback/user-metric.ts';
import { commitSignal } from '../commit/commit-signal.ts';
import type { Deps } from '../deps.ts';

type Reading = Extract<Signal, { kind: 'leaving' }>['reading'];

/**
 * Reads how many users are still on the canary of a rollout that was rolled back, when a metric of its plan tells. Runs after the
 * targets are written: no rollback waits for CloudWatch.
 *
 * @returns the record as it is afterwards
 */
export async function readRemainingUsers(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  const { rollout, service } = record;
  const metric = rollout === null ? null : leavingMetric(rollout);
  if (rollout === null || metric === null) return record;
  let reading: Reading;
  try {
    // A datapoint from before the rollback still gives a count; only one from after it proves that nobody is left.
    reading = await deps.metrics.newest(metric, 0);
  } catch (error) {
    deps.log.warn(
      { service, rollout: rollout.id, metric: metric.name, error: String(error) },
      'who is still on the canary could not be read',
    );
    reading = 'unreadable';
  }
  const signal: Signal = { kind: 'leaving', rollout: rollout.id, reading };
  return (await commitSignal(deps, service, signal, { keys: [], known: record, onlyFor: rollout.id })).record;
}
