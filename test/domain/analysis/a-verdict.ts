import type { TestResult, VerdictSummary } from '../../../src/domain/analysis/verdict.ts';

/** The moment at which the limit of the built verdict was crossed. */
export const CROSSED = Date.UTC(2026, 0, 5, 14, 26);

/** The result of the test of errors. */
function aTest(over: Partial<TestResult> = {}): TestResult {
  return { name: 'errors', role: 'critical', crossedAt: CROSSED, observed: 412, expected: 230, boundary: 280, ...over };
}

/** A verdict: v54 fails twice as often as v53. */
export function aVerdict(over: Partial<VerdictSummary> = {}): VerdictSummary {
  return {
    outcome: 'unhealthy',
    reason: 'boundary-crossed',
    through: CROSSED + 60_000,
    crossed: ['errors'],
    canary: { requests: 19_600, errors: 412 },
    stable: { requests: 372_400, errors: 3724 },
    recent: { canary: { requests: 1800, errors: 38 }, stable: { requests: 34_200, errors: 342 } },
    compared: 11,
    given: 11,
    isFix: false,
    spent: 0.004,
    minutesToHealthy: null,
    tests: [aTest(), { name: 'latency', role: 'critical', crossedAt: null, evidence: 0.2, boundary: 5.57 }],
    ...over,
  };
}

/** The same where nobody knows yet. */
export const anUnknown = (over: Partial<VerdictSummary> = {}): VerdictSummary =>
  aVerdict({ outcome: 'inconclusive', reason: 'too-little-traffic', crossed: [], tests: [], ...over });
