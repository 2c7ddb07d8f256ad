import type { Measurement } from '../../domain/measurement.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';

function measureEnd({ phase }: Rollout): Measurement {
  return { name: 'Rollouts', outcome: phase.status === 'rolled-back' ? phase.reason.kind : 'completed' };
}

/** Returns the time from the alarm to the moment at which all traffic was back; nothing where no alarm was the reason. */
function measureWayBack({ phase, backAt }: Rollout): readonly Measurement[] {
  const isBack = phase.status === 'rolling-back' || phase.status === 'rolled-back';
  if (backAt === undefined || !isBack || phase.reason.kind !== 'alarm') return [];
  const { since } = phase.reason;
  return since === undefined ? [] : [{ name: 'AlarmToBack', ms: Math.max(0, backAt - since) }];
}

/** Returns what is measured when a record with this rollout is saved after one with another: each end and each way back once. */
export function measureRollout(before: Rollout | null, next: Rollout | null): readonly Measurement[] {
  if (next === null) return [];
  const was = before?.id === next.id ? before : null;
  return [
    ...(isFinished(next) && (was === null || !isFinished(was)) ? [measureEnd(next)] : []),
    ...(was?.backAt === undefined ? measureWayBack(next) : []),
  ];
}
