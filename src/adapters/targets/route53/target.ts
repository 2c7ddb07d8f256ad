import type { Route53Client } from '@aws-sdk/client-route-53';
import type { Json } from '../../../domain/json.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Goal, type Reading, type RollbackResult, type Target, TargetChanged } from '../../../ports/target.ts';
import { faulting } from '../fault.ts';
import { route53Config, route53Name } from './config.ts';
import { inspectRoute53 } from './inspect.ts';
import {
  describeDrift,
  presentPair,
  type RecordPair,
  readGroup,
  readWeights,
  weightsInGroup,
  withWeights,
} from './records.ts';
import { bringBack } from './rollback.ts';
import { canaryShare, weightPair } from './weights.ts';
import { createZoneWriter, isInSync, isMismatch, route53Api } from './write.ts';

/**
 * The time resolvers keep the answer of an alias record, in seconds (Route 53 Developer Guide, "Choosing between alias and
 * non-alias records").
 */
const ALIAS_TTL = 60;

/** The time a change may take to reach the name servers, in milliseconds: "usually within 60 seconds" (Route 53 API Reference). */
const PROPAGATION_MS = 60_000;

/** Weighted records as a target. One per process, so that it can queue its writes per zone. */
export function createRoute53Target({
  client,
  clock,
}: {
  readonly client: Route53Client;
  readonly clock: Clock;
}): Target {
  const write = createZoneWriter(client, clock);
  return {
    inspect: (ask) =>
      faulting(route53Api, route53Name(route53Config.parse(ask.config)), () => inspectRoute53(client, ask)),
    read: (target) => faulting(route53Api, target.name, () => read(client, clock, target)),
    shift: (target, goal, expected) =>
      faulting(route53Api, target.name, async () => {
        const before = expected.token as unknown as RecordPair;
        const after = goalRecords(frozenState(target), goal, before);
        try {
          const change = await write(route53Config.parse(target.config).zone, [
            { Action: 'DELETE', ResourceRecordSet: before.stable },
            { Action: 'DELETE', ResourceRecordSet: before.canary },
            { Action: 'CREATE', ResourceRecordSet: after.stable },
            { Action: 'CREATE', ResourceRecordSet: after.canary },
          ]);
          return { change };
        } catch (error) {
          throw isMismatch(error) ? new TargetChanged(target.name, { cause: error }) : error;
        }
      }),
    back: (targets, way): Promise<readonly RollbackResult[]> => bringBack({ client, write }, targets, way),
  };
}

async function read(client: Route53Client, clock: Clock, target: TargetState): Promise<Reading> {
  const baseline = frozenState(target);
  const group = await readGroup(client, route53Config.parse(target.config));
  const now = presentPair(group, baseline, target.name);
  const weights = readWeights(now);
  const ofAll = weightsInGroup(group, now);
  const weight = canaryShare(ofAll);
  const drift = describeDrift(baseline, now, group);
  const unchanged = JSON.stringify(weights) === JSON.stringify(readWeights(baseline));
  return {
    weight,
    token: now as unknown as Json,
    effectiveAt: await effectiveAt(client, clock, target, { weight, unchanged, ttl: now.stable.TTL ?? ALIAS_TTL }),
    drift,
    atBaseline: drift === null && unchanged,
    promoted: ofAll.stable === 0 && ofAll.canary > 0,
  };
}

/**
 * Every user has a weight when the name servers have it and the answers from before have left the caches. Of a write whose
 * answer was lost there is no change to ask for: it is given the time a change usually takes. Weights of the baseline are
 * such a write too, unless the target was never seen otherwise.
 */
async function effectiveAt(
  client: Route53Client,
  clock: Clock,
  { change, observed }: TargetState,
  { weight, unchanged, ttl }: { readonly weight: number; readonly unchanged: boolean; readonly ttl: number },
): Promise<number | null> {
  if (observed !== null && observed.effectiveAt !== null && observed.weight === weight) return observed.effectiveAt;
  if (change !== null) return (await isInSync(client, change)) ? clock.now() + ttl * 1000 : null;
  const untouched = unchanged && (observed === null || observed.weight === weight);
  return untouched ? clock.now() : clock.now() + PROPAGATION_MS + ttl * 1000;
}

function goalRecords(baseline: RecordPair, goal: Goal, before: RecordPair): RecordPair {
  switch (goal.kind) {
    case 'baseline':
      return baseline;
    case 'promoted':
      return withWeights(before, weightPair(100, 0, readWeights(baseline)));
    case 'weight':
      return withWeights(before, weightPair(goal.weight, goal.reversals, readWeights(baseline)));
  }
}

function frozenState(target: TargetState): RecordPair {
  return target.frozen as unknown as RecordPair;
}
