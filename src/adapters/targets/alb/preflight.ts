import type { ElasticLoadBalancingV2Client, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Finding } from '../../../domain/finding.ts';
import { duration, percent } from '../../../domain/wording.ts';
import { type Findings, ifPossible } from '../finding.ts';
import { groupName } from './config.ts';
import { type GroupArns, type GroupAttributes, type GroupHealth, type Pair, readGroups, readHealth } from './groups.ts';

/** The canary counts as large enough from this part of the targets on that stable has for the same requests. */
const ENOUGH = 0.8;

/** The two target groups of a start, and the part of its plan that concerns them. */
export interface Looked {
  readonly client: ElasticLoadBalancingV2Client;
  readonly arns: GroupArns;
  readonly attributes: Pair<GroupAttributes>;
  /** The shares of the plan, in percent. */
  readonly shares: readonly number[];
  /** The length of the plan's first bake, in milliseconds; null without one. */
  readonly firstBakeMs: number | null;
  /** The time for which users keep their group, in seconds; null without target-group stickiness. */
  readonly sticky: number | null;
  readonly found: Findings;
}

/** Looks for what makes a split between two target groups unsafe or misleading. */
export async function preflight(looked: Looked): Promise<readonly Finding[]> {
  const { client, arns, found } = looked;
  const looks = await Promise.all([
    ifPossible('elasticloadbalancing:DescribeTargetGroups', found, async () =>
      differenceFindings(await readGroups(client, arns), looked),
    ),
    ifPossible('elasticloadbalancing:DescribeTargetHealth', found, async () => {
      const health = await readHealth(client, arns);
      return [...healthFindings(health, looked), ...drainingFindings(health, looked), ...zoneFindings(health, looked)];
    }),
  ]);
  return [...looks.flat(), ...timeFindings(looked), ...stickinessFindings(looked)];
}

function differenceFindings({ stable, canary }: Pair<TargetGroup>, { arns, found }: Looked): readonly Finding[] {
  const [one, other] = [groupName(arns.stable), groupName(arns.canary)];
  const protocol = ({ Protocol, ProtocolVersion }: TargetGroup) =>
    [Protocol, ProtocolVersion].filter(Boolean).join(' ');
  const findings: Finding[] = [];
  if (protocol(stable) !== protocol(canary)) {
    findings.push(
      found.warns(
        'protocols-differ',
        `${one} speaks ${protocol(stable)} and ${other} ${protocol(canary)}: the two arms are not compared in the same way.`,
        'Give both target groups the same protocol and protocol version, if that is not meant.',
      ),
    );
  }
  if (stable.HealthCheckPath !== canary.HealthCheckPath) {
    findings.push(
      found.warns(
        'health-checks-differ',
        `The health check of ${one} asks for ${stable.HealthCheckPath ?? 'no path'}, that of ${other} for ${canary.HealthCheckPath ?? 'no path'}.`,
        'Give both the same path, so that healthy means the same in both.',
      ),
    );
  }
  return findings;
}

function healthFindings({ stable, canary }: Pair<GroupHealth>, { arns, shares, found }: Looked): readonly Finding[] {
  const [one, other] = [groupName(arns.stable), groupName(arns.canary)];
  if (canary.healthy === 0) {
    return [
      found.blocks(
        'canary-not-healthy',
        `${other} has no healthy target: every request to it would fail.`,
        'Deploy the new version behind it and wait until its targets are healthy.',
      ),
    ];
  }
  const targetsFor = (share: number) => (stable.healthy * share) / 100;
  const small = shares
    .filter((share) => share > 0 && canary.healthy < ENOUGH * targetsFor(share))
    .toSorted((a, b) => a - b);
  const [first] = small;
  if (first === undefined) return [];
  const carries = Math.floor((100 * canary.healthy) / stable.healthy);
  return [
    found.warns(
      'canary-too-small',
      `${other} has ${canary.healthy} healthy targets and ${one} ${stable.healthy}: as many as stable has for ${percent(carries)} of the requests. At ${percent(first)} it would need ${Math.ceil(targetsFor(first))}; Serin warns under ${ENOUGH * 100}% of that.`,
      `Scale ${other} up before the plan reaches ${percent(first)}, or know that its targets take more requests each.`,
    ),
  ];
}

function drainingFindings({ canary }: Pair<GroupHealth>, { arns, found }: Looked): readonly Finding[] {
  if (canary.draining === 0) return [];
  return [
    found.warns(
      'canary-draining',
      `${canary.draining} targets of ${groupName(arns.canary)} are being taken out: a deployment to it is still under way.`,
      'Wait until it is over, so that only the new version is compared.',
    ),
  ];
}

function zoneFindings({ stable, canary }: Pair<GroupHealth>, { arns, attributes, found }: Looked): readonly Finding[] {
  const missing = [...stable.zones.keys()].filter((zone) => !canary.zones.has(zone)).toSorted();
  if (missing.length === 0 || canary.healthy === 0) return [];
  const [one, other] = [groupName(arns.stable), groupName(arns.canary)];
  const message = `${other} has no healthy target in ${missing.join(' and ')}, where ${one} has some`;
  if (!attributes.canary.crossesZones) {
    return [
      found.blocks(
        'zone-without-canary',
        `${message}; its requests stay in their zone, and would fail there.`,
        'Run the new version in each of these zones, or turn on cross-zone load balancing for the target group.',
      ),
    ];
  }
  const remedy = 'Run the new version in each of these zones: else requests cross zones, and one zone less can fail.';
  return [found.warns('zone-without-canary', `${message}.`, remedy)];
}

function timeFindings({ arns, attributes: { canary }, firstBakeMs, found }: Looked): readonly Finding[] {
  const name = groupName(arns.canary);
  if (firstBakeMs === null) return [];
  const bake = duration(firstBakeMs);
  const findings: Finding[] = [];
  if (canary.slowStart * 1000 >= firstBakeMs) {
    findings.push(
      found.warns(
        'slow-start-outlasts-bake',
        `New targets of ${name} get their full share of requests only after ${duration(canary.slowStart * 1000)} (slow start), and the first bake takes ${bake}.`,
        'Start once its targets are that old, or lengthen the first bake.',
      ),
    );
  }
  if (canary.deregistrationDelay * 1000 >= firstBakeMs) {
    findings.push(
      found.warns(
        'draining-outlasts-bake',
        `A target that is taken out of ${name} goes on with its requests for up to ${duration(canary.deregistrationDelay * 1000)} (deregistration delay), and the first bake takes ${bake}: failures of a version that is being replaced fall into it.`,
        'Shorten the delay to what requests take, or lengthen the first bake.',
      ),
    );
  }
  return findings;
}

function stickinessFindings({ sticky, firstBakeMs, found }: Looked): readonly Finding[] {
  if (sticky === null || firstBakeMs === null || sticky * 1000 < firstBakeMs) return [];
  return [
    found.warns(
      'stickiness-outlasts-bake',
      `Users keep their target group for ${duration(sticky * 1000)} (target-group stickiness), and the first bake takes ${duration(firstBakeMs)}: until then the canary gets new users only, and fewer requests than its share.`,
      'Shorten the stickiness, or lengthen the first bake.',
    ),
  ];
}
