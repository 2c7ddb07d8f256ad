import { isFinished, type ServiceRecord } from '../../../domain/rollout/record.ts';
import { isSyncing } from '../../../environments/sync.ts';
import type { Claim } from '../../../ports/store.ts';
import type { Current } from './current.ts';

/** The things to remove with one service. */
export interface Removal {
  readonly service: string;
  /** False when no parameter, claim or control center of the service is left. */
  readonly isThere: boolean;
  /** The targets and alarms that the service gives up, for people. */
  readonly lines: readonly string[];
}

/** Thrown when a rollout of the service still runs: nothing could look up its alarms after the removal. */
export class RolloutRuns extends Error {
  readonly code = 'rollout-runs';
  constructor(service: string, what: string) {
    super(`A rollout of ${service} runs (${what}). Wait for its end or roll it back, then remove the service.`);
    this.name = 'RolloutRuns';
  }
}

/** Thrown when a sync of the service still runs: nothing could finish it after the removal. */
export class SyncRuns extends Error {
  readonly code = 'sync-runs';
  constructor(service: string, side: string) {
    super(`${side} of ${service} is being brought up. Wait until that is done, or stop it, then remove the service.`);
    this.name = 'SyncRuns';
  }
}

/** Returns the reason why the service of a record cannot be removed; null when it can. */
export function removalObstacle(record: ServiceRecord | null): RolloutRuns | SyncRuns | null {
  const sync = record?.sync ?? null;
  if (isSyncing(sync)) return new SyncRuns(sync.service, sync.side);
  const rollout = record?.rollout ?? null;
  if (rollout === null || isFinished(rollout)) return null;
  return new RolloutRuns(rollout.service, `${rollout.canary}, ${rollout.phase.status}`);
}

/** Returns the things that removing a service deletes. The history of its rollouts stays. */
export function planRemoval(
  service: string,
  { texts, claims, centers }: Pick<Current, 'texts' | 'claims' | 'centers'>,
): Removal {
  const claimed = claims.find((claim) => claim.service === service);
  const hasCenter = (centers.get(service)?.is ?? 'missing') !== 'missing';
  return {
    service,
    isThere: texts.has(service) || claimed !== undefined || hasCenter,
    lines: [
      ...(claimed === undefined ? [] : describeReleasedClaim(claimed)),
      ...(hasCenter ? ['control center: removed'] : []),
    ],
  };
}

function describeReleasedClaim({ targets, alarmArns }: Claim): readonly string[] {
  return [
    ...targets.map((target) => `targets: - ${target}`),
    ...(alarmArns.length === 0 ? [] : [`alarms: ${alarmArns.map((arn) => `- ${arn}`).join(', ')}`]),
  ];
}
