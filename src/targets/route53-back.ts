import type { Change, Route53Client } from '@aws-sdk/client-route-53';
import type { BackResult, WayBack } from '../ports/target.ts';
import type { TargetState } from '../rollout/record.ts';
import { codeOf, toFault } from './fault.ts';
import { type Route53Config, route53Config } from './route53-config.ts';
import { presentPair, type RecordPair, readGroup, weightsOf, withWeights } from './route53-records.ts';
import { weightPair } from './route53-weights.ts';
import { route53Api, type WriteZone } from './route53-write.ts';

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
  return returns.length === 0 ? unread : [...unread, ...(await send(tools.write, returns))];
}

async function send(write: WriteZone, returns: readonly Return[]): Promise<readonly Outcome[]> {
  try {
    const { zone } = (returns[0] as Return).place;
    const change = await write(
      zone,
      returns.flatMap(({ changes }) => changes),
    );
    return returns.map(({ target }) => [target, { change }]);
  } catch (error) {
    // One record that Route 53 refuses must not keep the others from going back.
    if (returns.length > 1 && codeOf(error) === 'InvalidChangeBatch') {
      return (await Promise.all(returns.map((one) => send(write, [one])))).flat();
    }
    return returns.map(({ target }) => failed(target, error));
  }
}

function failed(target: TargetState, error: unknown): Outcome {
  return [target, { fault: toFault(error, route53Api, target.name) }];
}

/** Where nothing foreign was seen the baseline is written without reading; else what is there keeps its values. */
async function prepare(client: Route53Client, target: TargetState, way: WayBack): Promise<Return> {
  const place = route53Config.parse(target.config);
  const baseline = target.frozen as unknown as RecordPair;
  const drifted = typeof target.observed?.drift === 'string';
  const pair = drifted ? presentPair(await readGroup(client, place), baseline, target.name) : baseline;
  const weights = weightPair(0, way.reversals, weightsOf(baseline));
  const { stable, canary } = withWeights(pair, weights);
  return {
    target,
    place,
    changes: [
      { Action: 'UPSERT', ResourceRecordSet: stable },
      { Action: 'UPSERT', ResourceRecordSet: canary },
    ],
  };
}
