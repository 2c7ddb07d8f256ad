import { formatNumber } from '../wording.ts';
import type { AnalysisConfig, RolloutAnalysis } from './analysis.ts';
import { countText, partText } from './count-words.ts';
import type { ConfiguredCustom } from './custom-metrics.ts';
import type { CaseCount, CustomTotals, LatencyCounts, VerdictSummary } from './verdict.ts';

/** A metric of the service's own, as much of it as words need. */
export interface CustomContext extends Pick<ConfiguredCustom, 'name' | 'worseWhen' | 'role'> {
  /** The rate that the canary may not pass, from 0 to 1; null where there is none. */
  readonly limit: number | null;
  /** The edges of the bins of a value; null for a count, or where stable had no values before the start. */
  readonly edges: readonly number[] | null;
}

/** Returns what words need of the metrics of a rollout's own. */
export function customContexts(
  config: Pick<AnalysisConfig, 'custom'> | undefined,
  analysis: Pick<RolloutAnalysis, 'custom'> | undefined,
): readonly CustomContext[] {
  return (config?.custom ?? []).map((metric) => {
    const { name, worseWhen, role } = metric;
    const source = analysis?.custom?.find((each) => each.name === name);
    const edges = source?.kind === 'value' ? source.edges : null;
    return { name, worseWhen, role, limit: metric.kind === 'count' ? metric.limit : null, edges };
  });
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const caseText = ({ cases, chances }: CaseCount): string => `${countText(cases)} of ${countText(chances)}`;

/** The values of both versions on the worse side of one edge. */
interface WorseValues {
  readonly edge: number;
  readonly canary: CaseCount;
  readonly stable: CaseCount;
}

function worseThan(values: LatencyCounts, { edges, worseWhen }: CustomContext, index: number): WorseValues {
  const count = (bins: readonly number[]): CaseCount => ({
    cases: sum(worseWhen === 'higher' ? bins.slice(index + 1) : bins.slice(0, index + 1)),
    chances: sum(bins),
  });
  return { edge: edges?.[index] ?? 0, canary: count(values.canary), stable: count(values.stable) };
}

/** Returns the values of both versions at the edge where their shares differ most, the canary being worse; null where it is not. */
function findWorseValues(values: LatencyCounts, context: CustomContext): WorseValues | null {
  const apart = ({ canary, stable }: WorseValues) => canary.cases / canary.chances - stable.cases / stable.chances;
  const all = (context.edges ?? []).map((_, i) => worseThan(values, context, i));
  const [most] = all.toSorted((a, b) => apart(b) - apart(a));
  return most !== undefined && apart(most) > 0 ? most : null;
}

const sideText = ({ worseWhen }: CustomContext, edge: number): string =>
  `${worseWhen === 'higher' ? 'above' : 'at most'} ${formatNumber(edge)}`;

/** Returns a crossed test as it follows the name of the canary: `has a lower rate of orders than v53: 3.1% (…) against 4%`. */
export function customFinding({ counts, values }: CustomTotals, context: CustomContext, stable: string): string {
  const { name, worseWhen } = context;
  if (counts !== undefined) {
    const [one, other] = [counts.canary, counts.stable].map(({ cases, chances }) => partText(cases, chances));
    return `has a ${worseWhen} rate of ${name} than ${stable}: ${one} (${caseText(counts.canary)}) against ${other}`;
  }
  const found = values === undefined ? null : findWorseValues(values, context);
  if (found === null) return `has ${worseWhen} values of ${name} than ${stable}`;
  const [one, other] = [found.canary, found.stable].map(({ cases, chances }) => partText(cases, chances));
  return `has ${worseWhen} values of ${name} than ${stable}: ${one} are ${sideText(context, found.edge)}, against ${other}`;
}

/** Returns a metric that is beyond its limit: `orders are 1.2% (…) in the last minutes, below the service's limit of 2%`. */
export function beyondText({ cases, chances }: CaseCount, { name, worseWhen, limit }: CustomContext): string {
  const side = worseWhen === 'higher' ? 'above' : 'below';
  const count = caseText({ cases, chances });
  return `${name} ${partText(cases, chances)} (${count}) in the last minutes, ${side} the service's limit of ${partText(limit ?? 0, 1)}`;
}

/** Returns what advisory metrics say, as a clause that follows a verdict; empty where they say nothing. */
export function advisoryText(verdict: VerdictSummary, custom: readonly CustomContext[], stable: string): string {
  const { tests, beyond = [], custom: totals = [] } = verdict;
  const said = custom
    .filter(({ role }) => role === 'advisory')
    .flatMap((context) => {
      const { name } = context;
      const isCrossed = tests.some((test) => test.name === name && test.crossedAt !== null);
      const total = totals.find((each) => each.name === name);
      const count = beyond.find((each) => each.name === name);
      return [
        ...(isCrossed && total !== undefined ? [`it ${customFinding(total, context, stable)}`] : []),
        ...(count === undefined ? [] : [beyondText(count, context)]),
      ];
    });
  return said.length === 0 ? '' : `; advisory only: ${said.join('; ')}`;
}

/** Returns a table's row about a metric: its label, and what each version did. */
export function customRow(totals: CustomTotals, context: CustomContext): readonly [string, string, string] {
  const { name, worseWhen, edges } = context;
  const cell = (count: CaseCount) => `${caseText(count)} (${partText(count.cases, count.chances) ?? 'nothing'})`;
  if (totals.counts !== undefined) return [name, cell(totals.counts.canary), cell(totals.counts.stable)];
  const values = totals.values ?? { canary: [], stable: [] };
  const { edge, canary, stable } = worseThan(values, context, worseWhen === 'higher' ? (edges?.length ?? 0) - 2 : 0);
  return [`${name} ${sideText(context, edge)}`, cell(canary), cell(stable)];
}
