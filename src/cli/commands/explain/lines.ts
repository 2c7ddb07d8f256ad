import { planText } from '../../../config/steps/registry.ts';
import { partText } from '../../../domain/analysis/count-words.ts';
import type { ConfiguredCustom } from '../../../domain/analysis/custom-metrics.ts';
import { latencyText } from '../../../domain/analysis/latency-words.ts';
import type { TestResult, VerdictSummary } from '../../../domain/analysis/verdict.ts';
import { exposureText, verdictText } from '../../../domain/analysis/words.ts';
import { duration } from '../../../domain/wording.ts';
import { standingText, timeText } from '../rollouts/lines.ts';
import type { Account, Decided } from './account.ts';
import { evidenceText, minuteTable, minuteText } from './minute-table.ts';

const outcomeText = (verdict: VerdictSummary, { context }: Account): string =>
  `${verdict.outcome}. ${verdictText(verdict, context)}.`;

/** Returns the verdict in one line, and the decision that it made. */
function verdictLines(account: Account): readonly string[] {
  const { verdict, decided, comparison } = account;
  const { unreadSince } = comparison;
  const unread = unreadSince === undefined ? [] : [`The metrics could not be read since ${timeText(unreadSince)}.`];
  if (verdict === null) return [...unread, 'There is no verdict yet: no minute has been compared.'];
  if (decided === null)
    return [
      'No verdict has decided anything in this rollout.',
      `Newest verdict: ${outcomeText(verdict, account)}`,
      `It was made from the metrics through ${timeText(verdict.through)}.`,
      ...unread,
    ];
  const { stored, decisions } = decided;
  const newest = comparison.verdict;
  const isLater = newest !== undefined && newest.through > verdict.through;
  return [
    `Verdict: ${outcomeText(verdict, account)}`,
    `Decided at ${timeText(stored.at)}, from the metrics through ${timeText(verdict.through)}${decisions.length === 0 ? '.' : ':'}`,
    ...decisions.map((text) => `  ${text}`),
    ...(isLater ? [`Newest verdict, through ${timeText(newest.through)}: ${outcomeText(newest, account)}`] : []),
    ...unread,
  ];
}

/** Says whether the verdict was reproduced. A difference is an error, and told as one. */
function recomputedLines({ again, stored }: Decided): readonly string[] {
  switch (again.recomputed) {
    case 'equal':
      return ['Recomputed from the stored series: the same verdict.'];
    case 'different':
      return ['Recomputed from the stored series: ANOTHER VERDICT.'];
    case 'cut':
      return [
        `Not recomputed: the record has ${again.minutes.length} of the ${stored.verdict.given} minutes that the verdict was made from.`,
      ];
  }
}

function testLine({ name, role, crossedAt, observed, expected, evidence, boundary }: TestResult): string {
  const isCount = observed !== undefined;
  if (evidence === 0) return `  ${name}: nothing was compared`;
  const value = observed ?? evidence;
  const parts = [
    value === undefined ? 'no evidence' : `${isCount ? 'canary' : 'evidence'} ${evidenceText(value, isCount)}`,
    ...(expected === undefined ? [] : [`expected ${evidenceText(expected, false)}`]),
    boundary === null ? 'no limit yet' : `limit ${evidenceText(boundary, isCount)}`,
    crossedAt === null ? 'not crossed' : `crossed in the minute ${minuteText(crossedAt)}`,
    ...(role === 'advisory' ? ['advisory'] : []),
  ];
  return `  ${name}: ${parts.join(', ')}`;
}

/** Returns the tests as the verdict has them, what they spent of α, and whom the canary met. */
function resultLines({ verdict, decided, context }: Account): readonly string[] {
  if (verdict === null) return [];
  const alpha = decided?.again.alpha;
  const each = (decided?.again.tests ?? []).map(
    ({ name, spent, alpha: part }) => `${name} ${partText(spent, 1)} of ${partText(part, 1)}`,
  );
  const spent = partText(verdict.spent, 1);
  return [
    'Tests:',
    ...verdict.tests.map(testLine),
    `Spent: ${spent}${alpha === undefined ? '' : ` of the ${partText(alpha, 1)}`} chance of stopping a good version${each.length === 0 ? '' : ` (${each.join(', ')})`}.`,
    ...(verdict.canary.requests === 0 ? [] : [`Exposure: ${exposureText(verdict, context)}`]),
  ];
}

const reactions = { rollback: 'roll back', hold: 'hold and ask' } as const;

function sourceText({ name, edges }: Account['comparison']['sources'][number]): string {
  const p95 = edges?.[5];
  return p95 === undefined ? name : `${name} (stable's p95 before the start: ${latencyText(p95)})`;
}

/** Returns a metric of the service's own, as it was configured. */
function customText(metric: ConfiguredCustom): string {
  const { name, worseWhen, role } = metric;
  const rule = `worse when ${worseWhen}, ${role}`;
  if (metric.kind === 'value') return `${name}: values, ${rule}, tolerated a shift of ${metric.tolerance} deviations`;
  const limit = metric.limit === null ? '' : `, limit ${partText(metric.limit, 1)}`;
  return `${name}: a rate, ${rule}, tolerated ${metric.tolerance} times${limit}`;
}

/** Returns the settings that the rollout started with. */
function settingLines({ facts, settings, comparison, decided }: Account): readonly string[] {
  const { acts, onUnhealthy, onSharedIncident, maxHold, guard } = settings;
  const tolerance = decided?.again.tolerance;
  return [
    'Settings:',
    `  plan: ${planText(facts.plan)}`,
    `  compared by: ${comparison.split}`,
    `  on unhealthy: ${acts ? reactions[onUnhealthy] : 'only watch (analysis: off)'}`,
    `  on a shared incident: ${reactions[onSharedIncident]}`,
    `  longest wait for evidence: ${duration(maxHold)}`,
    `  limit of the service: ${guard === null ? 'none' : `${partText(guard, 1)} errors`}`,
    ...(tolerance === undefined ? [] : [`  tolerated: ${tolerance} times the error rate of stable`]),
    ...comparison.sources.map((source) => `  metrics: ${sourceText(source)}`),
    ...(settings.custom ?? []).map((metric) => `  ${customText(metric)}`),
  ];
}

/** Returns everything about the comparison in a rollout, for a person at a terminal. @param all the whole series */
export function accountLines(account: Account, all: boolean): readonly string[] {
  const { facts, decided } = account;
  return [
    `${facts.service} ${facts.canary} (${facts.id}): ${standingText(facts)}`,
    ...verdictLines(account),
    ...(decided === null ? [] : recomputedLines(decided)),
    ...minuteTable(account, all),
    ...resultLines(account),
    ...settingLines(account),
  ];
}
