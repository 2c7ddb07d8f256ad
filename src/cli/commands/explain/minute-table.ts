import { countText } from '../../../domain/analysis/count-words.ts';
import { formatNumber, percent } from '../../../domain/wording.ts';
import type { ExplainedMinute, TestPoint } from '../../../rollout/analysis/explain-verdict.ts';
import type { Account } from './account.ts';

/** The number of minutes that are shown without `--all`. */
const SHOWN = 30;

/** Returns the start of a minute in UTC: `2026-01-05T14:26Z`. */
export function minuteText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

/** Returns a count as it is, or a ratio in short. */
export function evidenceText(value: number, isCount: boolean): string {
  return isCount ? countText(value) : formatNumber(value);
}

function pointText(point: TestPoint | undefined): string {
  if (point === undefined) return '-';
  const { value, expected, boundary, isCrossed } = point;
  const isCount = expected !== null;
  const limit = boundary === null ? '-' : evidenceText(boundary, isCount);
  return `${evidenceText(value, isCount)} / ${limit}${isCrossed ? ' ✗' : '  '}`;
}

/** A ratio of nothing compared stays 0. */
const isEvidence = (point: TestPoint | undefined): boolean =>
  point !== undefined && (point.expected !== null || point.value !== 0);

function armCells(arm: ExplainedMinute['canary']): readonly string[] {
  return arm === null ? ['missing', '-'] : [countText(arm.requests), countText(arm.errors)];
}

/** Returns rows as columns of text, each indented; the first column reads from the left, numbers end at the same place. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (cell: string, i: number) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0));
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd());
}

/** Returns the series, a line per minute: both arms, and the evidence of each test against its limit. */
export function minuteTable({ context, decided }: Account, all: boolean): readonly string[] {
  if (decided === null) return [];
  const { minutes } = decided.again;
  const tests = decided.again.tests.filter(({ name }) => minutes.some((minute) => isEvidence(minute.tests[name])));
  const shown = all ? minutes : minutes.slice(-SHOWN);
  const { canary, stable } = context;
  const arms = [canary, stable].flatMap((name) => [`${name} requests`, 'errors']);
  const heads = ['Minute', 'share', ...arms, ...tests.map(({ name }) => `${name} / limit  `)];
  const rows = shown.map((minute) => [
    ...[minuteText(minute.at), percent(minute.share)],
    ...[...armCells(minute.canary), ...armCells(minute.stable)],
    ...tests.map(({ name }) => pointText(minute.tests[name])),
  ]);
  const left = minutes.length - shown.length;
  return [...columns([heads, ...rows]), ...(left === 0 ? [] : [`  … ${left} earlier minutes; --all shows them`])];
}
