import { ANALYSIS_DEFAULTS } from '../../domain/analysis/analysis.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { stepTraits } from '../../domain/steps/registry.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { durationMs, durationPattern } from '../read/durations.ts';
import { rateOf } from '../read/percents.ts';
import { valueAt } from '../read/schema-walk.ts';
import { waitComplaints } from '../rules/wait.ts';
import { analysisSchema, toAnalysis } from '../schema/analysis.ts';
import { metricRules } from './by-arm-metrics.ts';
import { customRules } from './custom-metrics.ts';

/**
 * Returns complaints about the comparison of a service that the schema cannot express. Paths begin at the service.
 * @param places the number of targets or components that publish requests by version; null where one is not well-formed
 */
export function analysisRules(service: unknown, plan: Plan, places: number | null): readonly Complaint[] {
  const written = valueAt(service, ['analysis']);
  return [
    ...nestComplaints(
      ['analysis'],
      [
        ...holdRules(written),
        ...guardRules(written),
        ...metricRules(written, service),
        ...customRules(written, places),
      ],
    ),
    ...evidenceRules(written, plan),
  ];
}

function holdRules(written: unknown): readonly Complaint[] {
  const text = valueAt(written, ['maxHold']);
  if (typeof text !== 'string' || !durationPattern.test(text)) return [];
  return waitComplaints('A wait for evidence', durationMs(text), ['maxHold']);
}

function guardRules(written: unknown): readonly Complaint[] {
  const guard = valueAt(written, ['guard']);
  const holds = valueAt(written, ['onSharedIncident']) === 'hold';
  if (guard === undefined) {
    if (!holds) return [];
    return [
      {
        path: ['onSharedIncident'],
        message: 'onSharedIncident: hold needs a guard, the error rate above which both versions share an incident.',
        remedy: 'Add the highest error rate that is still fine, such as `guard: 5%`.',
      },
    ];
  }
  const rate = typeof guard === 'string' ? rateOf(guard) : Number.NaN;
  if (Number.isNaN(rate) || (rate > 0 && rate <= 1)) return [];
  return [{ path: ['guard'], message: `A guard cannot be ${guard}.`, remedy: 'Write more than 0% and at most 100%.' }];
}

/** Returns a complaint where the plan waits for evidence that nothing gives. */
function evidenceRules(written: unknown, plan: Plan): readonly Complaint[] {
  const parsed = analysisSchema.optional().safeParse(written);
  const { acts } = parsed.success ? toAnalysis(parsed.data) : ANALYSIS_DEFAULTS;
  const waits = plan.findIndex((step) => (stepTraits(step).watches?.atMost ?? null) !== null);
  if (acts || waits < 0) return [];
  return [
    {
      path: ['plan', waits],
      message: 'A bake until healthy waits for a verdict, and analysis is off.',
      remedy: 'Write a bake with a time, or remove `analysis: off`.',
    },
  ];
}
