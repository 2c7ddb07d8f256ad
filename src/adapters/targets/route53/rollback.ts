import type { Change, Route53Client } from '@aws-sdk/client-route-53';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { RollbackRequest, RollbackResult } from '../../../ports/target.ts';
import { toFault } from '../fault.ts';
import { type Route53Config, route53Config } from './config.ts';
import { describeDrift, presentPair, type RecordPair, readGroup, readWeights, withWeights } from './records.ts';
import { canaryShare, weightPair } from './weights.ts';
import { route53Api, type WriteZone } from './write.ts';

interface RollbackTools {
  readonly client: Route53Client;
  readonly write: WriteZone;
}

/** A target that is being rolled back. */
interface TargetRollback {
  readonly target: TargetState;
  readonly place: Route53Config;
  readonly changes: readonly Change[];
}

type Outcome = readonly [target: TargetState, result: RollbackResult];

/** Brings the canary of all these targets to 0: the records of a zone in one batch, zones in parallel. */
export async function bringBack(
  tools: RollbackTools,
  targets: readonly TargetState[],
  way: RollbackRequest,
): Promise<readonly RollbackResult[]> {
  const zones = new Map<string, TargetState[]>();
  for (const target of targets) {
    const { zone } = route53Config.parse(target.config);
    zones.set(zone, [...(zones.get(zone) ?? []), target]);
  }
  const outcomes = await Promise.all([...zones.values()].map((inZone) => bringZoneBack(tools, inZone, way)));
  const results = new Map(outcomes.flat());
  return targets.map((target) => results.get(target) as RollbackResult);
}

async function bringZoneBack(
  tools: RollbackTools,
  targets: readonly TargetState[],
  way: RollbackRequest,
): Promise<readonly Outcome[]> {
  const returns: TargetRollback[] = [];
  const unread: Outcome[] = [];
  await Promise.all(
    targets.map(async (target) => {
      try {
        returns.push(await prepare(tools.client, target, way));
      } catch (error) {
        unread.push(failedResult(target, error));
      }
    }),
  );
  return returns.length === 0 ? unread : [...unread, ...(await send(tools, returns, way))];
}

async function send(
  tools: RollbackTools,
  returns: readonly TargetRollback[],
  way: RollbackRequest,
): Promise<readonly Outcome[]> {
  const [first] = returns as readonly [TargetRollback, ...TargetRollback[]];
  try {
    const change = await tools.write(
      first.place.zone,
      returns.flatMap(({ changes }) => changes),
    );
    return returns.map(({ target }) => [target, { change }]);
  } catch (error) {
    if (!toFault(error, route53Api, first.target.name).permanent) {
      return returns.map(({ target }) => failedResult(target, error));
    }
    // One record that Route 53 refuses must not keep the others from rolling back.
    if (returns.length > 1) return (await Promise.all(returns.map((one) => send(tools, [one], way)))).flat();
    return [[first.target, await acceptIfBack(tools, first, way, error)]];
  }
}

/**
 * Reads a target whose rollback Route 53 refused for good before it counts as failed. Somebody may have restored it by hand, or
 * have changed what was refused, such as a health check that no longer exists. Then only the weights are written.
 */
async function acceptIfBack(
  { client, write }: RollbackTools,
  { target, place }: TargetRollback,
  way: RollbackRequest,
  refusal: unknown,
): Promise<RollbackResult> {
  try {
    const baseline = frozenState(target);
    const group = await readGroup(client, place);
    const pair = presentPair(group, baseline, target.name);
    if (canaryShare(readWeights(pair)) === 0) return { change: null };
    if (describeDrift(baseline, pair, group) === null) return toFailure(target, refusal);
    return { change: await write(place.zone, loweringChanges(pair, baseline, way)) };
  } catch {
    return toFailure(target, refusal);
  }
}

function toFailure(target: TargetState, error: unknown): RollbackResult {
  return { fault: toFault(error, route53Api, target.name) };
}

function failedResult(target: TargetState, error: unknown): Outcome {
  return [target, toFailure(target, error)];
}

/**
 * Prepares the rollback of a target: without drift it writes the baseline without reading; with drift it keeps the current values.
 */
async function prepare(client: Route53Client, target: TargetState, way: RollbackRequest): Promise<TargetRollback> {
  const place = route53Config.parse(target.config);
  const baseline = frozenState(target);
  const drifted = typeof target.observed?.drift === 'string';
  const pair = drifted ? presentPair(await readGroup(client, place), baseline, target.name) : baseline;
  return { target, place, changes: loweringChanges(pair, baseline, way) };
}

/** Brings the canary to 0, whatever the records are by now; everything else of these records is written as given. */
function loweringChanges(pair: RecordPair, baseline: RecordPair, { reversals }: RollbackRequest): readonly Change[] {
  const { stable, canary } = withWeights(pair, weightPair(0, reversals, readWeights(baseline)));
  return [
    { Action: 'UPSERT', ResourceRecordSet: stable },
    { Action: 'UPSERT', ResourceRecordSet: canary },
  ];
}

function frozenState(target: TargetState): RecordPair {
  return target.frozen as unknown as RecordPair;
}
