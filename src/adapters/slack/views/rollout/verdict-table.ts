import { countText, partText } from '../../../../domain/analysis/count-words.ts';
import { customRow } from '../../../../domain/analysis/custom-words.ts';
import { slowLimitText, slowRequests } from '../../../../domain/analysis/latency-words.ts';
import { verdictContext } from '../../../../domain/analysis/rollout-words.ts';
import type { TestResult, VerdictSummary } from '../../../../domain/analysis/verdict.ts';
import { exposureText, type VerdictContext, verdictText } from '../../../../domain/analysis/words.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { formatNumber } from '../../../../domain/wording.ts';
import { context, section } from '../parts/blocks.ts';
import { code, escapeMrkdwn, utc } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { tableBlocks } from '../sync-offer.ts';
import { verdictSigns } from './verdict.ts';
import { verdictChart } from './verdict-chart.ts';

/** A table with its heads in the first row. */
type Table = readonly (readonly string[])[];

const withCapital = ([name = '', ...cells]: readonly string[]): readonly string[] => [
  `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
  ...cells,
];

/** Returns what both versions did, a row per measure. */
function armTable({ canary, stable, latency, custom = [] }: VerdictSummary, names: VerdictContext): Table {
  const arms = [canary, stable];
  const rate = ({ errors, requests }: VerdictSummary['canary']) => partText(errors, requests) ?? 'no requests';
  const slow = slowRequests(latency, names.edges);
  const slowText = (arm: { readonly slow: number; readonly requests: number }) =>
    `${countText(arm.slow)} of ${countText(arm.requests)} (${partText(arm.slow, arm.requests) ?? 'no requests'})`;
  return [
    ['', names.canary, names.stable],
    ['Requests', ...arms.map(({ requests }) => countText(requests))],
    ['Errors', ...arms.map(({ errors }) => countText(errors))],
    ['Error rate', ...arms.map(rate)],
    ...(slow === null
      ? []
      : [[`Slower than ${slowLimitText(slow, names.stable)}`, slowText(slow.canary), slowText(slow.stable)]]),
    ...names.custom.flatMap((metric) =>
      custom.filter(({ name }) => name === metric.name).map((totals) => withCapital(customRow(totals, metric))),
    ),
  ];
}

/** Returns a test against its limit, and the minute in which that was crossed. */
function testRow({ name, role, observed, expected, evidence, boundary, crossedAt }: TestResult): readonly string[] {
  const show = observed === undefined ? formatNumber : countText;
  const value = observed ?? evidence;
  return withCapital([
    role === 'critical' ? name : `${name} (advisory)`,
    value === undefined ? '' : show(value),
    expected === undefined ? '' : formatNumber(expected),
    boundary === null ? 'none yet' : show(boundary),
    crossedAt === null ? 'no' : utc(crossedAt),
  ]);
}

/** A ratio of nothing compared stays 0: there is nothing to show. */
const hasEvidence = ({ observed, evidence = 0 }: TestResult): boolean => observed !== undefined || evidence !== 0;

function testTable({ tests }: VerdictSummary): Table {
  const rows = tests.filter(hasEvidence).map(testRow);
  return rows.length === 0 ? [] : [['', 'so far', 'expected', 'limit', 'crossed'], ...rows];
}

/** Returns a table as plain lines, the same facts as its blocks. */
function plainLines([heads = [], ...rows]: Table): readonly string[] {
  return rows.map(([name = '', ...cells]) => {
    const facts = cells.flatMap((cell, i) => (cell === '' ? [] : [`${heads[i + 1]}: ${cell}`]));
    return `${name}: ${facts.join(' · ')}`;
  });
}

/** Returns the chart of the series that a verdict was made from, where the rollout keeps it. */
function chartOf({ analysis }: Rollout, verdict: VerdictSummary, names: VerdictContext) {
  const decisive = analysis?.decisive;
  return decisive?.verdict.through === verdict.through ? verdictChart(decisive, names) : null;
}

/**
 * A message of the thread: the verdict that decided something, a chart of both versions, both in numbers, and each test against its
 * limit. Where Slack does not take the chart, the tables are left.
 */
export function verdictMessage(rollout: Rollout, verdict: VerdictSummary): View {
  const names = verdictContext(rollout);
  const title = `${verdictSigns[verdict.outcome]} ${verdictText(verdict, names)}.`;
  const tables = [armTable(verdict, names), testTable(verdict)];
  const exposure = verdict.canary.requests === 0 ? [] : [exposureText(verdict, names)];
  const chart = chartOf(rollout, verdict, names);
  const plain = [title, ...tables.flatMap(plainLines), ...(chart === null ? [] : [chart.text]), ...exposure].join('\n');
  const head = section(escapeMrkdwn(title, 900));
  const rest = [
    ...tables.flatMap(tableBlocks),
    ...exposure.map((text) => section(escapeMrkdwn(text, 500))),
    context(`Minute by minute: ${code(`serin explain ${rollout.service}/${rollout.id}`)}`),
  ];
  return {
    text: escapeMrkdwn(plain, 3000),
    ...(chart === null
      ? { blocks: [head, ...rest] }
      : { blocks: [head, chart.block, ...rest], plainer: [head, ...rest] }),
  };
}
