import type { ArmCount, TestResult, VerdictSummary } from '../domain/analysis/verdict.ts';
import type { ArmTotals, Finding, Verdict } from './verdict.ts';

const MINUTE_MS = 60_000;

function toResult({ name, role, crossedAt, counts, evidence }: Finding): TestResult {
  const count = counts.at(-1);
  const ratio = evidence.at(-1);
  return {
    name,
    role,
    crossedAt,
    ...(count !== undefined && { observed: count.observed, expected: count.expected }),
    ...(ratio !== undefined && { evidence: ratio.evidence }),
    boundary: count?.boundary ?? ratio?.boundary ?? null,
  };
}

const toCount = ({ requests, errors }: ArmTotals): ArmCount => ({ requests, errors });

const round = (value: number): number => Number(value.toPrecision(6));

/** Returns a verdict without its charts, to be stored and shown. @param last the start of the last minute that was judged */
export function summarize(verdict: Verdict, last: number): VerdictSummary {
  const { outcome, reason, crossed, canary, stable, recent, latency, custom, beyond } = verdict;
  const { minutes, isFix, alpha, minutesToHealthy } = verdict;
  return {
    outcome,
    reason,
    through: last + MINUTE_MS,
    crossed,
    canary: toCount(canary),
    stable: toCount(stable),
    recent: { canary: toCount(recent.canary), stable: toCount(recent.stable) },
    ...(latency !== null && { latency }),
    ...(custom.length > 0 && { custom }),
    ...(beyond.length > 0 && { beyond }),
    compared: minutes.compared,
    given: minutes.given,
    isFix,
    spent: round(alpha.spent),
    minutesToHealthy,
    tests: verdict.findings.map(toResult).map((test) => ({
      ...test,
      ...(test.expected !== undefined && { expected: round(test.expected) }),
      ...(test.evidence !== undefined && { evidence: round(test.evidence) }),
      boundary: test.boundary === null ? null : round(test.boundary),
    })),
  };
}
