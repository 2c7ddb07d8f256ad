import {
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** The targets of a group that get requests, and those that only finish theirs. */
export interface GroupHealth {
  readonly healthy: number;
  /** Targets that were taken out and serve what they have begun. */
  readonly draining: number;
  /** The healthy targets of each Availability Zone that AWS names; it does for targets that are IP addresses. */
  readonly zones: ReadonlyMap<string, number>;
}

/** The settings of a target group that matter to a split, times in seconds. */
export interface GroupAttributes {
  readonly slowStart: number;
  readonly deregistrationDelay: number;
  /** True when users are bound to single targets of the group. */
  readonly binds: boolean;
  /** False when the requests of a zone stay in it. */
  readonly crossesZones: boolean;
}

/** Both arms of one thing. */
export interface Pair<T> {
  readonly stable: T;
  readonly canary: T;
}

/** The ARNs of the two target groups. */
export type GroupArns = Pair<string>;

async function ofBoth<T>({ stable, canary }: GroupArns, read: (arn: string) => Promise<T>): Promise<Pair<T>> {
  const [ofStable, ofCanary] = await Promise.all([read(stable), read(canary)]);
  return { stable: ofStable, canary: ofCanary };
}

/** A Lambda function as a target has no health check, and AWS says `unavailable` of it. */
function isServing({ TargetHealth: health }: TargetHealthDescription): boolean {
  return (
    health?.State === 'healthy' || (health?.State === 'unavailable' && health.Reason === 'Target.HealthCheckDisabled')
  );
}

/** Reads the targets of a group. @throws the SDK's error when there is no such group */
export async function readGroupHealth(client: ElasticLoadBalancingV2Client, arn: string): Promise<GroupHealth> {
  const { TargetHealthDescriptions: targets = [] } = await client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
  );
  const serving = targets.filter(isServing);
  const zones = new Map<string, number>();
  for (const { Target } of serving) {
    const zone = Target?.AvailabilityZone ?? 'all';
    if (zone !== 'all') zones.set(zone, (zones.get(zone) ?? 0) + 1);
  }
  const draining = targets.filter(({ TargetHealth: health }) => health?.State?.includes('draining') === true);
  return { healthy: serving.length, draining: draining.length, zones };
}

/** Reads the targets of both groups. */
export function readHealth(client: ElasticLoadBalancingV2Client, arns: GroupArns): Promise<Pair<GroupHealth>> {
  return ofBoth(arns, (arn) => readGroupHealth(client, arn));
}

async function readGroupAttributes(client: ElasticLoadBalancingV2Client, arn: string): Promise<GroupAttributes> {
  const { Attributes: attributes = [] } = await client.send(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }),
  );
  const attribute = (key: string) => attributes.find(({ Key }) => Key === key)?.Value;
  return {
    slowStart: Number(attribute('slow_start.duration_seconds') ?? 0),
    deregistrationDelay: Number(attribute('deregistration_delay.timeout_seconds') ?? 0),
    binds: attribute('stickiness.enabled') === 'true',
    crossesZones: attribute('load_balancing.cross_zone.enabled') !== 'false',
  };
}

/** Reads the settings of both groups. */
export function readAttributes(client: ElasticLoadBalancingV2Client, arns: GroupArns): Promise<Pair<GroupAttributes>> {
  return ofBoth(arns, (arn) => readGroupAttributes(client, arn));
}

/** Reads what both groups are: protocols and health checks. */
export async function readGroups(client: ElasticLoadBalancingV2Client, arns: GroupArns): Promise<Pair<TargetGroup>> {
  const { TargetGroups: groups = [] } = await client.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arns.stable, arns.canary] }),
  );
  const find = (arn: string): TargetGroup => groups.find(({ TargetGroupArn }) => TargetGroupArn === arn) ?? {};
  return { stable: find(arns.stable), canary: find(arns.canary) };
}

/** Reads the version that a tag of each group names; null where a group has no such tag. */
export async function readVersions(
  client: ElasticLoadBalancingV2Client,
  arns: GroupArns,
  tag: string,
): Promise<Pair<string | null>> {
  const { TagDescriptions: described = [] } = await client.send(
    new DescribeTagsCommand({ ResourceArns: [arns.stable, arns.canary] }),
  );
  const versionOf = (arn: string): string | null => {
    const tags = described.find(({ ResourceArn }) => ResourceArn === arn)?.Tags ?? [];
    return tags.find(({ Key }) => Key === tag)?.Value ?? null;
  };
  return { stable: versionOf(arns.stable), canary: versionOf(arns.canary) };
}
