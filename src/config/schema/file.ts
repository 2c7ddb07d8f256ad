import * as z from 'zod';
import { analysisSchema } from './analysis.ts';
import { commonFields, componentsSchema, serviceNamePattern } from './common-fields.ts';
import { discoverySchema } from './discovery.ts';
import { duration } from './duration.ts';
import { environmentsSchema } from './environments.ts';
import { freezesSchema } from './freezes.ts';
import { hoursSchema, serviceHoursSchema } from './hours.ts';
import { linksSchema } from './links.ts';
import { notifySchema } from './notify.ts';
import { planSchema, plansSchema } from './plans.ts';
import { rolesSchema } from './roles.ts';
import { signalsSchema, signalTokensSchema } from './signals.ts';

const service = z
  .strictObject({
    ...commonFields,
    alarms: commonFields.alarms.optional(),
    plan: planSchema,
    plans: plansSchema.optional(),
    onAlarm: commonFields.onAlarm.optional(),
    missingData: commonFields.missingData.optional(),
    signals: signalsSchema.optional(),
    signalTokens: signalTokensSchema.optional(),
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
    notify: notifySchema.optional(),
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
