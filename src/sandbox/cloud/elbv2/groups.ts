import { createHash } from 'node:crypto';
import {
  type DescribeTagsCommandInput,
  type DescribeTargetGroupAttributesCommandInput,
  type DescribeTargetGroupsCommandInput,
  type DescribeTargetHealthCommandInput,
  type TargetGroup,
  TargetGroupNotFoundException,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Model } from '../attach.ts';

/** The state of a target, as a load balancer sees it. */
export type TargetStateName = 'healthy' | 'unhealthy' | 'initial' | 'draining';

/** A target of a group: an address in an Availability Zone. */
export interface ModelTarget {
  readonly zone: string;
  readonly state: TargetStateName;
}

/** A target group, as it is created. */
export interface NewGroup {
  readonly name: string;
  /** Its targets; by default two healthy ones, each in a zone of its own. */
  readonly targets?: readonly ModelTarget[];
  readonly settings?: Partial<TargetGroup>;
  /** Attributes that differ from AWS's defaults. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The target groups of one account. */
export interface Groups {
  readonly model: Model;
  /** Creates a target group. @returns its ARN */
  createGroup(group: NewGroup): string;
  deleteGroup(arn: string): void;
  setTargets(arn: string, targets: readonly ModelTarget[]): void;
  setAttributes(arn: string, attributes: Readonly<Record<string, string>>): void;
  setTags(arn: string, tags: Readonly<Record<string, string>>): void;
  /** Returns the value of a tag; undefined where there is none. */
  tag(arn: string, key: string): string | undefined;
  /** @throws TargetGroupNotFoundException */
  requireGroup(arn: string): { readonly binds: boolean };
}

interface Known {
  readonly group: TargetGroup;
  targets: readonly ModelTarget[];
  attributes: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
}

/** The attributes of a new target group (API Reference, "TargetGroupAttribute"). */
const DEFAULTS = {
  'deregistration_delay.timeout_seconds': '300',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
};

const TWO_ZONES: readonly ModelTarget[] = [
  { zone: 'us-east-1a', state: 'healthy' },
  { zone: 'us-east-1b', state: 'healthy' },
];

/** Returns the ARN of the target group with this name: the same in every account of the model. */
export function groupArn(name: string): string {
  const id = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/${id}`;
}

/**
 * Creates a model of target groups. Their health is checked only while an action names them.
 * @param isUsed tells whether an action names a group
 */
export function createGroups(isUsed: (arn: string) => boolean): Groups {
  const groups = new Map<string, Known>();
  const find = (arn = ''): Known => {
    const found = groups.get(arn);
    if (found !== undefined) return found;
    throw new TargetGroupNotFoundException({ message: `Target groups '${arn}' not found`, $metadata: {} });
  };
  const health = (arn: string, { zone, state }: ModelTarget, index: number): TargetHealthDescription => ({
    Target: { Id: `10.0.${index}.10`, Port: 8080, AvailabilityZone: zone },
    TargetHealth: isUsed(arn) ? { State: state } : { State: 'unused', Reason: 'Target.NotInUse' },
  });
  return {
    model: {
      DescribeTargetGroups: ({ TargetGroupArns = [] }: DescribeTargetGroupsCommandInput) => ({
        TargetGroups: TargetGroupArns.map((arn) => find(arn).group),
      }),
      DescribeTargetHealth: ({ TargetGroupArn = '' }: DescribeTargetHealthCommandInput) => ({
        TargetHealthDescriptions: find(TargetGroupArn).targets.map((target, index) =>
          health(TargetGroupArn, target, index),
        ),
      }),
      DescribeTargetGroupAttributes: ({ TargetGroupArn }: DescribeTargetGroupAttributesCommandInput) => ({
        Attributes: Object.entries(find(TargetGroupArn).attributes).map(([Key, Value]) => ({ Key, Value })),
      }),
      DescribeTags: ({ ResourceArns = [] }: DescribeTagsCommandInput) => ({
        TagDescriptions: ResourceArns.map((ResourceArn) => ({
          ResourceArn,
          Tags: Object.entries(find(ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
        })),
      }),
    },
    createGroup({ name, targets = TWO_ZONES, settings = {}, attributes = {}, tags = {} }) {
      const arn = groupArn(name);
      const group: TargetGroup = {
        ...{ TargetGroupArn: arn, TargetGroupName: name, TargetType: 'ip', Port: 8080 },
        ...{ Protocol: 'HTTP', ProtocolVersion: 'HTTP1', HealthCheckPath: '/health', ...settings },
      };
      groups.set(arn, { group, targets, attributes: { ...DEFAULTS, ...attributes }, tags });
      return arn;
    },
    deleteGroup: (arn) => {
      groups.delete(arn);
    },
    setTargets: (arn, targets) => {
      find(arn).targets = targets;
    },
    setAttributes: (arn, attributes) => {
      const known = find(arn);
      known.attributes = { ...known.attributes, ...attributes };
    },
    setTags: (arn, tags) => {
      const known = find(arn);
      known.tags = { ...known.tags, ...tags };
    },
    tag: (arn, key) => find(arn).tags[key],
    requireGroup: (arn) => ({ binds: find(arn).attributes['stickiness.enabled'] === 'true' }),
  };
}
