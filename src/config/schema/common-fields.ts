import * as z from 'zod';
import { componentKinds } from '../../adapters/components/registry.ts';
import { targetKinds } from '../../adapters/targets/registry.ts';
import { limits } from '../read/limits.ts';
import { sharedDependencies } from './shared.ts';

/** Matches the name of a service, which is typed in Slack and ends the names of its parameter and timers. */
export const serviceNamePattern = /^[a-z][a-z0-9-]{0,39}$/;

const kinds = Object.values(targetKinds).map(({ schema }) => schema);

/** A target of any kind in the registry. */
export const targetSchema = z.discriminatedUnion('kind', kinds as [(typeof kinds)[number], ...typeof kinds]).meta({
  description: 'A place where traffic is split. It belongs to one service.',
  examples: [{ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }],
});

const componentSchemas = Object.values(componentKinds).map(({ schema }) => schema);

/** A component of any kind in the registry. */
export const componentSchema = z
  .discriminatedUnion('kind', componentSchemas as [(typeof componentSchemas)[number], ...typeof componentSchemas])
  .meta({
    description: 'A versioned part that must be in step in both environments. It belongs to one service.',
    examples: [{ kind: 'lambda-functions', functions: ['shop-api'], aliases: { a: 'env-a', b: 'env-b' } }],
  });

/** The components of a service, the same in the file and in storage. */
export const componentsSchema = z
  .array(componentSchema)
  .max(limits.components)
  .meta({
    description: 'What must be in step in both environments before a rollout starts.',
    default: [],
    examples: [[{ kind: 'lambda-functions', functions: ['shop-api'], aliases: { a: 'env-a', b: 'env-b' } }]],
  });

/** The fields of a service that look the same in the file and in storage. */
export const commonFields = {
  channel: z
    .string()
    .regex(
      /^(#[^\sA-Z#@,.]{1,80}|[CG][A-Z0-9]{2,20})$/,
      'a channel is "#name" in lower case or an id such as C0123456789',
    )
    .meta({
      description:
        'The Slack channel of the service: "#name" in quotes, since YAML takes a bare # for a comment, or an id.',
      examples: ['#deploys'],
    }),
  targets: z
    .array(targetSchema)
    .min(1)
    .max(limits.targets)
    .meta({
      description: 'Where the traffic is split, in the order in which a rollout shifts.',
      examples: [[{ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }]],
    }),
  alarms: z
    .array(
      z
        .string()
        .min(1)
        .max(limits.alarmName)
        .regex(/^(?!arn:|us-east-1:$)/, 'an alarm is given by its name, not by its ARN')
        .meta({
          description:
            "The name of a CloudWatch alarm (metric, composite or log alarm) in Serin's own region; us-east-1:name is one in us-east-1.",
          examples: ['checkout-5xx', 'us-east-1:calls-health'],
        }),
    )
    .min(1)
    .max(limits.alarms)
    .meta({ description: 'The CloudWatch alarms that watch the service.', examples: [['checkout-5xx']] }),
  onAlarm: z.enum(['rollback', 'hold', 'ask']).meta({
    description: 'What to do when an alarm fires during a rollout.',
    default: 'rollback',
    examples: ['rollback'],
  }),
  missingData: z.enum(['hold', 'ignore']).meta({
    description:
      'What an alarm that had data and has none any more does to the plan: hold raises nothing until it is quiet or somebody answers for it. What fired holds in any case.',
    default: 'hold',
    examples: ['ignore'],
  }),
  pipelines: z
    .array(
      z
        .string()
        .max(limits.identityArn)
        .regex(
          /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
          'a pipeline is the ARN of an IAM role or user, without wildcards',
        )
        .meta({
          description: 'The ARN of an IAM role or user. A role stands for all of its sessions.',
          examples: ['arn:aws:iam::123456789012:role/deploy-checkout'],
        }),
    )
    .max(limits.pipelines)
    .meta({
      description: 'Who may start its rollouts with serin start, besides the people in its channel.',
      examples: [['arn:aws:iam::123456789012:role/deploy-checkout']],
    }),
  selfApproval: z.boolean().meta({
    description: 'Whether who asked for the rollout may approve it too.',
    default: false,
    examples: [true],
  }),
  sharedDependencies,
};
