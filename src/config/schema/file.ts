import * as z from 'zod';
import { componentKinds } from '../../adapters/components/registry.ts';
import { targetKinds } from '../../adapters/targets/registry.ts';
import { limits } from '../read/limits.ts';
import { stepSchema } from '../steps/registry.ts';
import { analysisSchema } from './analysis.ts';
import { discoverySchema } from './discovery.ts';
import { duration } from './duration.ts';
import { environmentsSchema } from './environments.ts';
import { freezesSchema } from './freezes.ts';
import { hoursSchema, serviceHoursSchema } from './hours.ts';
import { linksSchema } from './links.ts';
import { rolesSchema } from './roles.ts';
import { sharedDependencies } from './shared.ts';
import { signalsSchema } from './signals.ts';

/** A plan as one text or as a list of steps. */
export const planSchema = z
  .union([
    z.string().meta({
      description:
        'canary <share>% <wait>, linear <share>% every <wait>, or a name in the manner of CodeDeploy, with any numbers, or of AppConfig.',
      examples: ['canary 10% 5m', 'linear 10% every 2m', 'Canary10Percent5Minutes'],
    }),
    z.array(stepSchema).min(1).max(limits.steps).meta({ description: 'The steps in order; the last shift is to 100.' }),
  ])
  .meta({
    description: 'How the canary is rolled out.',
    examples: ['canary 10% 5m'],
  });

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

const service = z
  .strictObject({
    ...commonFields,
    alarms: commonFields.alarms.optional(),
    plan: planSchema,
    onAlarm: commonFields.onAlarm.optional(),
    missingData: commonFields.missingData.optional(),
    signals: signalsSchema.optional(),
    pipelines: commonFields.pipelines.optional(),
    selfApproval: commonFields.selfApproval.optional(),
    unchanged: z
      .enum(['refuse', 'keep'])
      .optional()
      .meta({
        description:
          'What a start does where a function has no version with its label: keep leaves that function on its version, as long as another one has it; refuse starts nothing.',
        default: 'refuse',
        examples: ['keep'],
      }),
    confirm: z
      .enum(['always', 'never'])
      .optional()
      .meta({
        description:
          'What a start in Slack does where no approval is the first step of the plan: always shows what will happen, with a button that starts it; never starts at once.',
        default: 'always',
        examples: ['never'],
      }),
    events: z
      .enum(['on', 'off'])
      .optional()
      .meta({
        description:
          'Whether changes of its rollouts are events on the bus of Serin, for other systems (docs/guides/events.md).',
        default: 'off',
        examples: ['on'],
      }),
    links: linksSchema.optional(),
    rollbackWindow: z
      .union([z.literal('none'), duration])
      .optional()
      .meta({
        description: 'How long a completed rollout may be rolled back, 1m to 30d; none: not at all.',
        default: '24h',
        examples: ['24h', 'none'],
      }),
    analysis: analysisSchema.optional(),
    discovery: discoverySchema.optional(),
    environments: environmentsSchema.optional(),
    components: componentsSchema.optional(),
    sharedDependencies: commonFields.sharedDependencies.optional(),
    freezes: freezesSchema.optional(),
    hours: serviceHoursSchema.optional(),
    roles: rolesSchema.optional(),
  })
  .meta({
    description: 'What is rolled out as one: its channel, targets, alarms and plan.',
    anyOf: ['alarms', 'signals'].map((key) => ({
      required: [key],
      properties: { [key]: { description: 'One of the two.' } },
    })),
  });

/** Matches the name of a service, which is typed in Slack and ends the names of its parameter and timers. */
export const serviceNamePattern = /^[a-z][a-z0-9-]{0,39}$/;

/** The schema of serin.yml. Rules between fields are in `rules/`. */
export const fileSchema = z
  .strictObject({
    // A rule checks the names: a record stops at a key that it refuses, and would not report problems below it.
    services: z.record(z.string(), service).meta({
      description: 'The services by name: lower-case letters, digits and -, starting with a letter, at most 40.',
      propertyNames: { type: 'string', pattern: serviceNamePattern.source },
      minProperties: 1,
      examples: [
        {
          checkout: {
            channel: '#deploys',
            targets: [{ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }],
            alarms: ['checkout-5xx'],
            plan: 'canary 10% 5m',
          },
        },
      ],
    }),
    freezes: freezesSchema.optional(),
    hours: hoursSchema.optional(),
  })
  .meta({ title: 'serin.yml', description: 'A file that begins with `services:`; examples/serin.yml is one.' });

/** A service of the file. */
export type FileService = z.infer<typeof service>;

/** A plan of the file. */
export type FilePlan = z.infer<typeof planSchema>;
