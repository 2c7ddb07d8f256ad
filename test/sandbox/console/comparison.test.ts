import { expect, it } from 'vitest';
import {
  comparisonCharts,
  comparisonPeriod,
  evidenceText,
  failedShare,
} from '../../../src/sandbox/console/comparison/series.ts';
import { absenceText, outcomeText, staleText } from '../../../src/sandbox/console/comparison/words.ts';
import { clockTime } from '../../../src/sandbox/console/format.ts';
import type { ComparisonPart } from '../../../src/sandbox/live/parts.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-01-05T10:00:00Z');

const minute = (at: number, value: number, boundary: number | null) => ({
  at,
  share: 5,
  canary: { requests: 50, errors: value },
  stable: null,
  tests: {
    errors: { value, expected: 1, boundary, isCrossed: false },
    latency: { value: -9, expected: null, boundary: 5.57, isCrossed: false },
  },
});

const errors = { name: 'errors', isCount: true, crossedAt: START + MINUTE };
const latency = { name: 'latency', isCount: false, crossedAt: null };

const compared: ComparisonPart = {
  kind: 'comparison',
  service: 'checkout',
  versions: { canary: 'v54', stable: 'v53' },
  verdict: null,
  unreadSince: null,
  ended: null,
  guard: 5,
  tests: [errors, latency],
  minutes: [minute(START, 1, null), minute(START + MINUTE, 4, 3)],
  left: 0,
  isProven: true,
};

it('does not show the last verdict as that of now where the comparison ended', () => {
  const verdict = { outcome: 'healthy', text: '', short: '', exposure: '', through: START } as const;
  const ended = 'The comparison ended.';
  expect([
    outcomeText(compared),
    outcomeText({ verdict, ended: null }),
    outcomeText({ verdict, ended }),
    outcomeText({ ...compared, ended }),
  ]).toEqual(['no verdict yet', 'healthy', 'ended, was healthy', 'ended without a verdict']);
});

const valuesOf = (part: ComparisonPart) =>
  comparisonCharts(part).map(({ spec }) => [
    spec.title,
    Object.fromEntries(spec.lines.map(({ name, of }) => [name, part.minutes.map(of)])),
  ]);

it('draws the error rates of both versions and the evidence of each test against its limit', () => {
  expect(valuesOf(compared)).toEqual([
    ['Error rate', { Canary: [2, 8], Stable: [null, null] }],
    ['Failures so far', { Canary: [1, 4], Expected: [1, 1], Limit: [null, 3] }],
    ['Evidence: slower', { Evidence: [-9, -9], Limit: [5.57, 5.57] }],
  ]);
});

it('marks the minute in which a limit was crossed, and says it', () => {
  const [rates, counts, ratio] = comparisonCharts(compared);
  expect([counts?.spec.mark, counts?.note]).toEqual([START + MINUTE, `Limit crossed at ${clockTime(START + MINUTE)}`]);
  expect([ratio?.spec.mark, ratio?.note]).toEqual([undefined, 'Limit not crossed']);
  expect([rates?.spec.threshold, rates?.note]).toEqual([5, "The service's limit is 5%"]);
});

it('shows no more of the evidence against a difference than of that for one', () => {
  expect(comparisonCharts(compared).map(({ spec }) => spec.floor)).toEqual([undefined, undefined, -5.57]);
});

it('says that the metrics of a verdict are gone instead of whether its limit was crossed', () => {
  const [, counts] = comparisonCharts({ ...compared, isProven: false });
  expect(counts?.note).toBe('The metrics of this verdict are gone');
});

it('shows at least ten minutes, and all there are', () => {
  expect(comparisonPeriod({ minutes: [] }, START)).toEqual({ from: START, until: START + 10 * MINUTE });
  const minutes = Array.from({ length: 15 }, (_, i) => minute(START + i * MINUTE, 0, null));
  expect(comparisonPeriod({ minutes }, 0)).toEqual({ from: START, until: START + 15 * MINUTE });
});

it('has no share of failures without requests', () => {
  expect(failedShare(null)).toBeNull();
  expect(failedShare({ requests: 0, errors: 0 })).toBeNull();
});

it('writes counts as they are, and ratios with one digit', () => {
  expect(evidenceText(errors, 1234)).toBe('1,234');
  expect(evidenceText(latency, -5.04)).toBe('−5.0');
});

it('says why there is nothing, and since when there is nothing new', () => {
  expect(absenceText({ name: 'calls', rollout: null })).toContain('A rollout is judged here');
  expect(staleText(compared)).toBe('');
  expect(staleText({ unreadSince: START })).toBe(`The metrics could not be read since ${clockTime(START)}.`);
});
