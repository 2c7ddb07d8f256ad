import { ANALYSIS_DEFAULTS } from '../../domain/analysis/analysis.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { stepTraits } from '../../domain/steps/registry.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { durationMs, durationPattern } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { valueAt } from '../read/schema-walk.ts';
import { analysisSchema, rateOf, toAnalysis } from '../schema/analysis.ts';
import { waitComplaints } from './wait.ts';

/** Returns complaints about the comparison of a service that the schema cannot express. Paths begin at the service. */
export function analysisRules(service: unknown, plan: Plan): readonly Complaint[] {
  const written = valueAt(service, ['analysis']);
  return [
    ...nestComplaints(['analysis'], [...holdRules(written), ...guardRules(written), ...metricRules(written, service)]),
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

type Named = Readonly<Record<string, unknown>>;

/** Returns complaints about metrics that are the same for both arms, or need environments that the service does not have. */
function metricRules(written: unknown, service: unknown): readonly Complaint[] {
  const hasEnvironments = valueAt(service, ['environments']) !== undefined;
  const errors = valueAt(written, ['metrics', 'errors']);
  const paths: readonly (readonly (string | number)[])[] = [
    ['metrics', 'requests'],
    ...(Array.isArray(errors) ? errors.map((_, i) => ['metrics', 'errors', i]) : []),
    ['metrics', 'latency'],
  ];
  return paths.flatMap((path) => {
    const dimensions = valueAt(written, [...path, 'dimensions']);
    if (typeof dimensions !== 'object' || dimensions === null) return [];
    return nestComplaints([...path, 'dimensions'], dimensionRules(dimensions as Named, hasEnvironments));
  });
}

function dimensionRules(dimensions: Named, hasEnvironments: boolean): readonly Complaint[] {
  const values = Object.values(dimensions);
  const byEnvironment = (value: unknown) =>
    typeof value === 'object' || (typeof value === 'string' && value.includes('{environment}'));
  const differs = (value: unknown) => byEnvironment(value) || /\{(arm|version)\}/.test(String(value));
  return [
    ...(values.length > limits.dimensions
      ? [
          {
            path: [],
            message: `dimensions must have at most ${limits.dimensions} entries, not ${values.length}.`,
            remedy: 'CloudWatch knows no metric with more. Remove some.',
          },
        ]
      : []),
    ...(values.some(differs)
      ? []
      : [
          {
            path: [],
            message: 'No dimension differs between stable and the canary, so both would be the same numbers.',
            remedy: 'Put {arm}, {version} or {environment} into the value of one, such as `Arm: "{arm}"`.',
          },
        ]),
    ...(!hasEnvironments && values.some(byEnvironment)
      ? [
          {
            path: [],
            message: 'A dimension is given by environment, and the service has no environments.',
            remedy: 'Use {arm} or {version}, or add `environments`.',
          },
        ]
      : []),
  ];
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
