import type { Change, Route53Client } from '@aws-sdk/client-route-53';
import type { TargetState } from '../../../domain/record.ts';
import type { BackResult, WayBack } from '../../../ports/target.ts';
import { toFault } from '../fault.ts';
import { type Route53Config, route53Config } from './config.ts';
import { driftFrom, presentPair, type RecordPair, readGroup, weightsOf, withWeights } from './records.ts';
import { shareOf, weightPair } from './weights.ts';
import { route53Api, type WriteZone } from './write.ts';

interface Tools {
  readonly client: Route53Client;
  readonly write: WriteZone;
}

/** One target on its way back. */
interface Return {
  readonly target: TargetState;
  readonly place: Route53Config;
  readonly changes: readonly Change[];
}

type Outcome = readonly [target: TargetState, result: BackResult];

/** Brings the canary of all these targets to 0: the records of a zone in one batch, zones side by side. */
export async function bringBack(
  tools: Tools,
  targets: readonly TargetState[],
  way: WayBack,
): Promise<readonly BackResult[]> {
  const zones = new Map<string, TargetState[]>();
  for (const target of targets) {
    const { zone } = route53Config.parse(target.config);
    zones.set(zone, [...(zones.get(zone) ?? []), target]);
  }
  const outcomes = await Promise.all([...zones.values()].map((inZone) => bringZoneBack(tools, inZone, way)));
  const results = new Map(outcomes.flat());
  return targets.map((target) => results.get(target) as BackResult);
}

async function bringZoneBack(tools: Tools, targets: readonly TargetState[], way: WayBack): Promise<readonly Outcome[]> {
  const returns: Return[] = [];
  const unread: Outcome[] = [];
  await Promise.all(
    targets.map(async (target) => {
      try {
        returns.push(await prepare(tools.client, target, way));
      } catch (error) {
        unread.push(failed(target, error));
      }
    }),
  );
  return returns.length === 0 ? unread : [...unread, ...(await send(tools, returns, way))];
}

async function send(tools: Tools, returns: readonly Return[], way: WayBack): Promise<readonly Outcome[]> {
  const [first] = returns as readonly [Return, ...Return[]];
  try {
    const change = await tools.write(
      first.place.zone,
      returns.flatMap(({ changes }) => changes),
    );
    return returns.map(({ target }) => [target, { change }]);
  } catch (error) {
    if (!toFault(error, route53Api, first.target.name).permanent) {
      return returns.map(({ target }) => failed(target, error));
    }
    // One record that Route 53 refuses must not keep the others from going back.
    if (returns.length > 1) return (await Promise.all(returns.map((one) => send(tools, [one], way)))).flat();
    return [[first.target, await asMended(tools, first, way, error)]];
  }
}

/**
 * What Route 53 refused for good is looked at before it counts as failed: somebody may have brought it back by hand, or
 * have changed what was refused, such as a health check that does not exist any more. Then only the weights go back.
 */
async function asMended(
  { client, write }: Tools,
  { target, place }: Return,
  way: WayBack,
  refusal: unknown,
): Promise<BackResult> {
  try {
    const baseline = baselineOf(target);
    const group = await readGroup(client, place);
    const pair = presentPair(group, baseline, target.name);
    if (shareOf(weightsOf(pair)) === 0) return { change: null };
    if (driftFrom(baseline, pair, group) === null) return faultOf(target, refusal);
    return { change: await write(place.zone, lowering(pair, baseline, way)) };
  } catch {
    return faultOf(target, refusal);
  }
}

function faultOf(target: TargetState, error: unknown): BackResult {
  return { fault: toFault(error, route53Api, target.name) };
}

function failed(target: TargetState, error: unknown): Outcome {
  return [target, faultOf(target, error)];
}

/** Where nothing foreign was seen the baseline is written without reading; else what is there keeps its values. */
async function prepare(client: Route53Client, target: TargetState, way: WayBack): Promise<Return> {
  const place = route53Config.parse(target.config);
  const baseline = baselineOf(target);
  const drifted = typeof target.observed?.drift === 'string';
  const pair = drifted ? presentPair(await readGroup(client, place), baseline, target.name) : baseline;
  return { target, place, changes: lowering(pair, baseline, way) };
}

/** Brings the canary to 0, whatever the records are by now; everything else of these records is written as given. */
function lowering(pair: RecordPair, baseline: RecordPair, { reversals }: WayBack): readonly Change[] {
  const { stable, canary } = withWeights(pair, weightPair(0, reversals, weightsOf(baseline)));
  return [
    { Action: 'UPSERT', ResourceRecordSet: stable },
    { Action: 'UPSERT', ResourceRecordSet: canary },
  ];
}

function baselineOf(target: TargetState): RecordPair {
  return target.frozen as unknown as RecordPair;
}
