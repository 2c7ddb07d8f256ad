import type { ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53';
import type { Finding } from '../../../domain/finding.ts';
import type { Json } from '../../../domain/json.ts';
import type { Inspection, InspectRequest } from '../../../ports/target.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, findingsAbout } from '../finding.ts';
import { finePercent } from '../weight-pairs.ts';
import { identifierPair, type Route53Config, route53Config, route53Name } from './config.ts';
import { healthFindings } from './health-checks.ts';
import { type RecordPair, readGroup, readWeights, withWeights } from './records.ts';
import { rolesIn } from './roles.ts';
import { route53ShareProblem } from './shares.ts';
import { canaryShare, nearestShare } from './weights.ts';
import { zoneFindings } from './zone.ts';

/** Above this TTL, in seconds, a rollback takes long to reach everybody; AWS advises 60 s or less for records that change. */
const LONG_TTL = 60;

/** Resolves the roles of two weighted records and finds what stands in the way. Reads only. */
export async function inspectRoute53(client: Route53Client, ask: InspectRequest): Promise<Inspection> {
  const place = route53Config.parse(ask.config);
  const found = findingsAbout(route53Name(place));
  const shares = sharesFindings(ask.weights, found);
  const unresolved = {
    frozen: null,
    baseline: [],
    stable: identifierPair(place)[0],
    canary: identifierPair(place)[1],
    weight: 0,
    expressed: ask.weights.map(nearestShare),
    notes: shares.map(({ message }) => message),
  };
  try {
    const [group, zone] = await Promise.all([readGroup(client, place), zoneFindings(client, place, found)]);
    const { pair, findings } = rolesIn(group, place, ask, found);
    if (pair === null) return { ...unresolved, findings: [...zone, ...findings, ...shares] };
    const health = await healthFindings(client, pair, found);
    return {
      ...unresolved,
      ...toInspection(pair),
      findings: [...zone, ...findings, ...recordFindings(pair, place, found), ...health, ...shares],
    };
  } catch (error) {
    if (errorCode(error) !== 'NoSuchHostedZone') throw error;
    return { ...unresolved, findings: [zoneMissing(place, found), ...shares] };
  }
}

/**
 * Makes the inspection of a pair of records. The baseline has the records as they are, with the canary at 0: a rollback returns to
 * it, also from an adopted split.
 */
function toInspection(pair: RecordPair) {
  const { stable, canary } = readWeights(pair);
  const before = withWeights(pair, { stable, canary: 0 });
  return {
    frozen: before as unknown as Json,
    baseline: [before.stable, before.canary].map(describeRecord),
    stable: pair.stable.SetIdentifier as string,
    canary: pair.canary.SetIdentifier as string,
    weight: canaryShare({ stable, canary }),
    ids: { stable: pair.stable.SetIdentifier as string, canary: pair.canary.SetIdentifier as string },
    staleMs: longestTtl([pair.stable, pair.canary]) * 1000,
  };
}

/** `app.example.com A primary → 1.2.3.4, weight 100, TTL 60 s`: what to type into a form. */
function describeRecord({
  Name,
  Type,
  SetIdentifier,
  Weight,
  TTL,
  ResourceRecords,
  AliasTarget,
}: ResourceRecordSet): string {
  const name = (Name ?? '').replace(/\.$/, '');
  const value = AliasTarget ? `alias of ${AliasTarget.DNSName}` : (ResourceRecords ?? []).map((r) => r.Value).join(' ');
  return `${name} ${Type} ${SetIdentifier} → ${value}, weight ${Weight}, ${TTL === undefined ? 'TTL of the alias' : `TTL ${TTL} s`}`;
}

function zoneMissing(place: Route53Config, found: Findings): Finding {
  return found.blocks(
    'zone-missing',
    `There is no hosted zone ${place.zone} in this account.`,
    'Set `zone` to the id of the zone, as the Route 53 console shows it.',
  );
}

/** Returns the time resolvers keep an answer, in seconds; 0 where an alias decides. */
function longestTtl(records: readonly ResourceRecordSet[]): number {
  return Math.max(...records.map(({ TTL }) => TTL ?? 0));
}

function recordFindings({ stable, canary }: RecordPair, place: Route53Config, found: Findings): readonly Finding[] {
  const records = [stable, canary];
  const findings: Finding[] = [];
  const ttl = longestTtl(records);
  if (ttl > LONG_TTL) {
    findings.push(
      found.warns(
        'long-ttl',
        `Resolvers keep an answer of ${place.record} for ${ttl} s: a rollback reaches the last user that much later.`,
        `Set the TTL of both records to ${LONG_TTL} s or less, and wait for the old one to pass.`,
      ),
    );
  }
  if (records.some(({ TrafficPolicyInstanceId }) => TrafficPolicyInstanceId !== undefined)) {
    findings.push(
      found.blocks(
        'traffic-policy',
        `The records of ${place.record} belong to a traffic policy; Route 53 lets nobody else change them.`,
        'Use records of your own, or shift with the traffic policy.',
      ),
    );
  }
  if (
    records.some(({ HealthCheckId, AliasTarget }) => HealthCheckId !== undefined || AliasTarget?.EvaluateTargetHealth)
  ) {
    findings.push(
      found.warns(
        'zero-weight-may-answer',
        `${place.record} has health checks: when all records with a weight are unhealthy, Route 53 answers with those of weight 0.`,
        'Know that the canary can get traffic at 0%, and the stable record at 100%.',
      ),
    );
  }
  return findings;
}

/** Shares that two integers from 0 to 255 cannot express. */
function sharesFindings(weights: readonly number[], found: Findings): readonly Finding[] {
  return weights.flatMap((wanted) => {
    const nearest = nearestShare(wanted);
    if (Math.abs(nearest - wanted) < 1e-9) return [];
    const problem = route53ShareProblem(wanted);
    if (problem !== null) return [found.blocks('share-not-expressible', problem.message, problem.remedy)];
    return [
      found.warns(
        'share-not-exact',
        `${finePercent(wanted)} becomes ${finePercent(nearest)}, the nearest share that two Route 53 weights can express.`,
        'Nothing to do, if that is near enough.',
      ),
    ];
  });
}
