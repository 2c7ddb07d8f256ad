import * as z from 'zod';
import type { NamedPlan } from '../../domain/plan/named-plan.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { limits } from '../read/limits.ts';
import { stepLimits, stepSchema } from '../steps/registry.ts';
import { canonicalName, someone } from './people.ts';

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

/** A plan of the file. */
export type FilePlan = z.infer<typeof planSchema>;

const namedPlan = z
  .strictObject({
    plan: planSchema,
    start: z
      .array(someone)
      .min(1)
      .max(limits.approvers)
      .optional()
      .meta({
        description:
          'Who may start with it. A plan that asks less than that of the service has to say it. Pipelines start only with plans that do not.',
        default: 'whoever may start the service',
        examples: [['S0ONCALL']],
      }),
  })
  .meta({ description: 'A further plan.', examples: [{ plan: 'canary 25% 2m', start: ['S0ONCALL'] }] });

/** The further plans of a service as they are written in serin.yml. A rule checks their names and their number. */
export const plansSchema = z.record(z.string(), namedPlan).meta({
  description: 'Further plans by name, for `/canary start <service> <version> plan=<name>` (docs/guides/plans.md).',
  examples: [{ hotfix: { plan: 'canary 25% 2m', start: ['S0ONCALL'] } }],
});

/** The limits of further plans that hold in storage too. */
export const plansLimits = z.record(
  z.string(),
  z.looseObject({ plan: z.array(stepLimits).min(1), start: z.array(z.string().min(1)).min(1).exactOptional() }),
);

/** Returns the field `plans` of a service; nothing where there are none. @param read reads a plan of the file */
export function toNamedPlans(
  written: z.infer<typeof plansSchema> = {},
  read: (plan: FilePlan) => Plan,
): { readonly plans?: Readonly<Record<string, NamedPlan>> } {
  const named = Object.entries(written).map(([name, { plan, start }]): [string, NamedPlan] => [
    name,
    { plan: read(plan), ...(start !== undefined && { start: [...new Set(start.map(canonicalName))] }) },
  ]);
  return named.length === 0 ? {} : { plans: Object.fromEntries(named) };
}
