import type { ComparisonPart, TestPart } from '../../live/parts.ts';
import { clockTime, decimal, percent, shortNumber } from '../format.ts';
import type { ChartSpec } from '../world/series.ts';

/** One minute of a comparison. */
export type ComparedMinute = ComparisonPart['minutes'][number];

/** A chart of a comparison, with a sentence about what it shows. */
export interface ComparisonChart {
  readonly spec: ChartSpec<ComparedMinute>;
  readonly note: string;
}

type Arm = ComparedMinute['canary'];

/** Returns the part of an arm's requests that failed, in percent; null without requests. */
export function failedShare(arm: Arm): number | null {
  return arm === null || arm.requests === 0 ? null : (100 * arm.errors) / arm.requests;
}

/** Returns the chart of both versions' error rates. */
function ratesChart({ guard }: ComparisonPart): ComparisonChart {
  const spec: ChartSpec<ComparedMinute> = {
    title: 'Error rate',
    shows: percent,
    threshold: guard,
    least: 1,
    most: 100,
    lines: [
      { name: 'Canary', colour: '--canary', look: 'line', of: ({ canary }) => failedShare(canary) },
      { name: 'Stable', colour: '--stable', look: 'line', of: ({ stable }) => failedShare(stable) },
    ],
  };
  return { spec, note: guard === null ? 'Failed requests, by the minute' : `The service's limit is ${percent(guard)}` };
}

const titles: Readonly<Record<string, string>> = { errors: 'Evidence: fails more', latency: 'Evidence: slower' };

/** Returns the name of a test's evidence. */
export function testTitle({ name, isCount }: TestPart): string {
  if (isCount) return name === 'errors' ? 'Failures so far' : `So far: ${name}`;
  return titles[name] ?? `Evidence: ${name}`;
}

/** Returns the value of a test as its table shows it. */
export function evidenceText({ isCount }: TestPart, value: number): string {
  return isCount ? shortNumber(value) : decimal(value);
}

/** Returns the chart of the evidence of one test, with its limit. */
function evidenceChart(test: TestPart, { minutes, isProven }: ComparisonPart): ComparisonChart {
  const { name, isCount, crossedAt } = test;
  const limit = minutes.at(-1)?.tests[name]?.boundary ?? 0;
  const pick = (key: 'value' | 'expected' | 'boundary') => (minute: ComparedMinute) =>
    minute.tests[name]?.[key] ?? null;
  const spec: ChartSpec<ComparedMinute> = {
    title: testTitle(test),
    shows: shortNumber,
    threshold: null,
    ...(crossedAt !== null && { mark: crossedAt }),
    // Evidence against a difference has no end; of it, as much is shown as of evidence for one.
    ...(!isCount && { floor: -limit }),
    least: isCount ? 5 : 6,
    most: Number.POSITIVE_INFINITY,
    lines: [
      { name: isCount ? 'Canary' : 'Evidence', colour: '--canary', look: 'line', of: pick('value') },
      ...(isCount ? [{ name: 'Expected', colour: '--watched', look: 'dashed' as const, of: pick('expected') }] : []),
      { name: 'Limit', colour: '--bad', look: 'limit', of: pick('boundary') },
    ],
  };
  return { spec, note: isProven ? crossedText(crossedAt) : 'The metrics of this verdict are gone' };
}

/** Returns whether and when the limit of a test was crossed, in words. */
function crossedText(crossedAt: number | null): string {
  return crossedAt === null ? 'Limit not crossed' : `Limit crossed at ${clockTime(crossedAt)}`;
}

/** Returns the charts of a comparison: the error rates, and the evidence of each test. */
export function comparisonCharts(comparison: ComparisonPart): readonly ComparisonChart[] {
  return [ratesChart(comparison), ...comparison.tests.map((test) => evidenceChart(test, comparison))];
}

const MINUTE_MS = 60_000;

/** The shortest period that the charts show. */
const LEAST_MS = 10 * MINUTE_MS;

/** Returns the period that the charts show, in milliseconds since the epoch: all minutes, and room for the next ones. */
export function comparisonPeriod(
  { minutes }: Pick<ComparisonPart, 'minutes'>,
  startedAt: number,
): { readonly from: number; readonly until: number } {
  const from = minutes[0]?.at ?? startedAt;
  return { from, until: Math.max((minutes.at(-1)?.at ?? from) + MINUTE_MS, from + LEAST_MS) };
}
