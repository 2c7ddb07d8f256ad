import * as z from 'zod';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { ExactTarget } from '../../../ports/hooks.ts';

const arn = (kind: string, rest: string) =>
  new RegExp(`^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:${kind}/${rest}$`);

const LISTENER = arn('listener', 'app/([\\w-]+)/([0-9a-f]+)/([0-9a-f]+)');
const RULE = arn('listener-rule', 'app/([\\w-]+)/([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)');
const GROUP = arn('targetgroup', '([\\w-]+)/([0-9a-f]+)');

const group = (example: string) =>
  z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,32}$/, 'a target group is given by its name, not by its ARN')
    .meta({ description: 'The name of a target group.', examples: [example] });

/** A forward action of an Application Load Balancer that two target groups share. */
export const albConfig = z
  .strictObject({
    kind: z.literal('alb').describe('Splits the requests of an Application Load Balancer between two target groups.'),
    listener: z
      .string()
      .regex(LISTENER, 'a listener of an Application Load Balancer is given by its ARN')
      .optional()
      .meta({
        description: 'The ARN of the listener whose default action splits. Or name a `rule`.',
        examples: [
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2',
        ],
      }),
    rule: z
      .string()
      .regex(RULE, 'a rule of an Application Load Balancer is given by its ARN')
      .optional()
      .meta({
        description: 'The ARN of the rule whose forward action splits. Or name a `listener`.',
        examples: [
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee',
        ],
      }),
    groups: z
      .union([
        z
          .tuple([group('orders-blue'), group('orders-green')])
          .refine(([one, other]) => one !== other, 'two different target groups are needed')
          .meta({ description: 'Two target groups. The one that holds the weight is stable, the other the canary.' }),
        z
          .strictObject({
            a: group('orders-a').describe('The target group of environment a.'),
            b: group('orders-b').describe('The target group of environment b.'),
          })
          .refine(({ a, b }) => a !== b, 'two different target groups are needed')
          .meta({ description: 'The target groups of the two environments.' }),
      ])
      .meta({
        description: 'The names of the two target groups; by environment where the service has environments.',
        examples: [['orders-blue', 'orders-green']],
      }),
    versionTag: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .meta({
        description:
          'The tag of a target group that names the version behind it; `serin:version` where nothing is said. Without the tag the version of a start is what was typed.',
        examples: ['serin:version'],
      }),
  })
  .refine(({ listener, rule }) => (listener === undefined) !== (rule === undefined), 'name a listener or a rule')
  .describe('Two weighted target groups of an Application Load Balancer');

export type AlbConfig = z.infer<typeof albConfig>;

/** The parts of the ARN of a listener or a rule. */
interface Place {
  /** `orders`. */
  readonly loadBalancer: string;
  /** The value of the dimension `LoadBalancer`: `app/orders/50dc6c495c0c9188`. */
  readonly dimension: string;
  /** The id of the listener, and that of the rule behind a slash. */
  readonly id: string;
}

/** Returns the load balancer, the listener and the rule that a configuration names. */
export function albPlace({ listener, rule }: Pick<AlbConfig, 'listener' | 'rule'>): Place {
  const [, name = '', id = '', ...rest] = LISTENER.exec(listener ?? '') ?? RULE.exec(rule ?? '') ?? [];
  return { loadBalancer: name, dimension: `app/${name}/${id}`, id: rest.join('/') };
}

/** Unique in an account and region: `alb orders f2f7dc8efc522ab2`, with `/9683b2d02a6cabee` behind it for a rule. */
export function albName(config: Pick<AlbConfig, 'listener' | 'rule'>): string {
  const { loadBalancer, id } = albPlace(config);
  return `alb ${loadBalancer} ${id}`;
}

/** Returns the names of the two target groups, those of environments a and b where they are named. */
export function groupPair({ groups }: Pick<AlbConfig, 'groups'>): readonly [string, string] {
  return 'a' in groups ? [groups.a, groups.b] : groups;
}

/** Returns the name of a target group. */
export function groupName(groupArn: string): string {
  return GROUP.exec(groupArn)?.[1] ?? groupArn;
}

/** Returns a target group as the dimension `TargetGroup` names it: `targetgroup/orders-blue/73e2d6bc24d8a067`. */
export function groupDimension(groupArn: string): string {
  return groupArn.split(':').at(-1) ?? groupArn;
}

const groupArn = z.string().regex(GROUP, 'a target group is given by its ARN');

const weight = z.int().min(0).max(999);

const action = z.looseObject({
  Type: z.string(),
  ForwardConfig: z
    .looseObject({ TargetGroups: z.array(z.strictObject({ TargetGroupArn: groupArn, Weight: weight })) })
    .optional(),
});

/** The frozen state of a target: its actions as they were, with the canary at 0, and which group has which role. */
export const albFrozen = (config: AlbConfig) =>
  z
    .strictObject({ stable: groupArn, canary: groupArn, bound: z.boolean(), actions: z.array(action).min(1) })
    .refine(
      ({ stable, canary }) =>
        stable !== canary && [stable, canary].every((one) => groupPair(config).includes(groupName(one))),
      'the two target groups of the configuration are needed',
    )
    .refine(({ stable, canary, actions }) => {
      const groups = actions.flatMap(({ ForwardConfig: forward }) => forward?.TargetGroups ?? []);
      const weightOf = (wanted: string) => groups.find(({ TargetGroupArn: known }) => known === wanted)?.Weight ?? 0;
      return groups.length === 2 && weightOf(stable) > 0 && weightOf(canary) === 0;
    }, 'the forward action of a baseline gives all the weight to stable');

/** A target for programs: the arms by the ARNs of their target groups. */
export function albExact({ config, frozen }: Pick<TargetState, 'config' | 'frozen'>): ExactTarget {
  const { kind, listener, rule } = albConfig.parse(config);
  const { stable, canary } = frozen as unknown as z.infer<ReturnType<typeof albFrozen>>;
  return { kind, ...(listener !== undefined && { listener }), ...(rule !== undefined && { rule }), stable, canary };
}
