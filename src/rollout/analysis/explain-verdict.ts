import { judge } from '../../analysis/judge.ts';
import { orderMinutes } from '../../analysis/minute.ts';
import { summarize } from '../../analysis/summarize.ts';
import type { Finding } from '../../analysis/verdict.ts';
import type { DecisiveVerdict, RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { ArmMinute, Minute } from '../../domain/analysis/minute.ts';
import type { ArmCount, VerdictSummary } from '../../domain/analysis/verdict.ts';
import type { Service } from '../../domain/service.ts';
import { judgePolicy } from './policy.ts';

/** The evidence of one test after one minute, against its boundary. */
export interface TestPoint {
  /** The canary's count, or ln of a likelihood ratio. */
  readonly value: number;
  /** The count without a difference; null where the evidence is a ratio. */
  readonly expected: number | null;
  /** The value at which the canary is unhealthy; null before there is one. */
  readonly boundary: number | null;
  /** True from the minute on in which the boundary was crossed. */
  readonly isCrossed: boolean;
}

/** One minute of the series, with what was known after it. An arm is null where its metrics are missing. */
export interface ExplainedMinute {
  /** The start of the minute, in milliseconds since the epoch. */
  readonly at: number;
  /** The canary's share, in percent. */
  readonly share: number;
  readonly canary: ArmCount | null;
  readonly stable: ArmCount | null;
  /** The evidence by test; empty where the verdict cannot be recomputed. */
  readonly tests: Readonly<Record<string, TestPoint>>;
}

/** One test, and the part of α that it has and has spent. */
export interface ExplainedTest {
  readonly name: string;
  readonly alpha: number;
  readonly spent: number;
}

/** A field in which the recomputed verdict is not the stored one. */
export interface Difference {
  readonly field: string;
  readonly stored: unknown;
  readonly recomputed: unknown;
}

/** A verdict as the judge makes it again from the series that is stored with it. */
export interface ExplainedVerdict {
  /** `cut`: the series is longer than what is stored, so the verdict cannot be made again. */
  readonly recomputed: 'equal' | 'different' | 'cut';
  readonly differences: readonly Difference[];
  /** Oldest first. */
  readonly minutes: readonly ExplainedMinute[];
  readonly tests: readonly ExplainedTest[];
  /** The α of the whole plan. */
  readonly alpha: number;
  /** The ratio of error rates that is tolerated. */
  readonly tolerance: number;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Lists the fields of a stored value that are others in the recomputed one. A field that an older record lacks is none. */
function listDifferences(stored: unknown, recomputed: unknown, field: string): readonly Difference[] {
  if (!isObject(stored) || !isObject(recomputed))
    return Object.is(stored, recomputed) ? [] : [{ field, stored, recomputed }];
  if (Array.isArray(stored) && Array.isArray(recomputed) && stored.length !== recomputed.length)
    return [{ field, stored, recomputed }];
  const other = recomputed as Readonly<Record<string, unknown>>;
  return Object.entries(stored).flatMap(([key, value]) =>
    listDifferences(value, other[key], field === '' ? key : `${field}.${key}`),
  );
}

/** Returns the evidence of a test after each minute, in the order of the minutes. */
function pointsOf({ counts, evidence, crossedAt }: Finding): readonly TestPoint[] {
  const isCrossed = (at: number) => crossedAt !== null && at >= crossedAt;
  return counts.length > 0
    ? counts.map(({ at, observed, expected, boundary }) => ({
        ...{ value: observed, expected, boundary, isCrossed: isCrossed(at) },
      }))
    : evidence.map(({ at, evidence: value, boundary }) => ({
        ...{ value, expected: null, boundary, isCrossed: isCrossed(at) },
      }));
}

const toCount = (arm: ArmMinute | null): ArmCount | null =>
  arm === null ? null : { requests: arm.requests, errors: arm.errors };

function explainMinutes(minutes: readonly Minute[], findings: readonly Finding[]): readonly ExplainedMinute[] {
  const points = findings.map((finding) => [finding.name, pointsOf(finding)] as const);
  return minutes.map(({ at, share, canary, stable }, i) => ({
    at,
    share: 100 * share,
    canary: toCount(canary),
    stable: toCount(stable),
    tests: Object.fromEntries(points.flatMap(([name, all]) => (all[i] === undefined ? [] : [[name, all[i]]]))),
  }));
}

/** The verdict is recomputed where the series begins with the rollout: what is cut off counts too. */
const isWhole = ({ given }: VerdictSummary, minutes: readonly Minute[]): boolean => minutes.length >= given;

/**
 * Judges the series of a stored verdict again, as production does, and compares both verdicts.
 *
 * @param settings the plan and the settings that the rollout started with
 */
export function explainVerdict(
  { verdict, minutes: stored }: DecisiveVerdict,
  settings: Pick<Service, 'plan' | 'analysis'>,
  comparison: Pick<RolloutAnalysis, 'split'>,
): ExplainedVerdict {
  const minutes = orderMinutes(stored);
  const policy = judgePolicy(settings, comparison);
  const rules = { alpha: policy.alpha, tolerance: policy.errorTolerance };
  if (!isWhole(verdict, minutes))
    return { ...rules, recomputed: 'cut', differences: [], tests: [], minutes: explainMinutes(minutes, []) };
  const again = judge(minutes, policy);
  const differences = listDifferences(verdict, summarize(again, minutes.at(-1)?.at ?? 0), '');
  return {
    ...rules,
    recomputed: differences.length === 0 ? 'equal' : 'different',
    differences,
    minutes: explainMinutes(minutes, again.findings),
    tests: again.findings.map(({ name, alpha, spent }) => ({ name, alpha, spent })),
  };
}
