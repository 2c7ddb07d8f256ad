import { detectableRates, minutesUntilHealthy } from '../../analysis/detectable.ts';
import type { JudgePolicy } from '../../analysis/policy.ts';
import { countText } from '../../domain/analysis/count-words.ts';
import type { Load } from '../../domain/analysis/metrics.ts';
import type { Check, Finding } from '../../domain/finding.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import { stepTraits } from '../../domain/steps/registry.ts';
import { duration, joinWithAnd, percent } from '../../domain/wording.ts';
import { comparedUnit } from '../analysis/begin-analysis.ts';
import { judgePolicy } from '../analysis/policy.ts';

const MINUTE_MS = 60_000;

const percentText = (rate: number): string => percent(Number((100 * rate).toPrecision(2)));

/** Returns the policy and the traffic of a start whose verdict acts; null where none does, or the traffic is not known. */
function comparison({ service, targets, sources, load }: Draft): { policy: JudgePolicy; load: Load } | null {
  if (load === undefined || sources.length === 0 || service.analysis?.acts !== true) return null;
  return { policy: judgePolicy(service, { split: comparedUnit(targets) }), load };
}

/**
 * Returns the longest time that the plan stays at its first share, in minutes: its steps there, and the wait for evidence; null where
 * one of them waits for a time of the day.
 */
function longestAtFirst({ plan, analysis }: Draft['service']): number | null {
  const first = plan.findIndex((step) => stepTraits(step).share !== null);
  const next = plan.findIndex((step, i) => i > first && stepTraits(step).raises);
  const waits = plan.slice(first, next).map((step) => stepTraits(step));
  if (waits.some(({ watches, lasts }) => watches !== null && lasts === null)) return null;
  const last = waits.findLast(({ watches }) => watches !== null);
  const atMost = last?.watches?.atMost ?? null;
  const wait = atMost === null ? (analysis?.maxHold ?? 0) : atMost - (last?.lasts ?? 0);
  return (waits.reduce((sum, { lasts }) => sum + (lasts ?? 0), 0) + wait) / MINUTE_MS;
}

/** Warns where this traffic is too little to know anything before the first raise: then Serin holds and asks. */
export function powerFindings(draft: Draft): readonly Finding[] {
  const compared = comparison(draft);
  const share = compared?.policy.plan[0]?.share ?? 1;
  if (compared === null || share <= 0 || share >= 1) return [];
  const { policy, load } = compared;
  const hasLatency = draft.sources.some(({ canary, edges }) => canary.latency !== null && edges !== null);
  const needs = minutesUntilHealthy(policy, load, { share, hasLatency });
  const has = longestAtFirst(draft.service);
  if (has === null || (needs !== null && needs <= has)) return [];
  const time = needs === null ? 'never knows' : `takes about ${duration(needs * MINUTE_MS)} to know`;
  const at = `At ${percent(100 * share)} of ${countText(load.traffic)} requests a minute`;
  return [
    {
      severity: 'warns',
      code: 'inconclusive-at-first-raise',
      about: null,
      message: `${at}, Serin ${time} that the canary is not worse; the plan gives it at most ${duration(has * MINUTE_MS)}. It will hold and ask before the first raise.`,
      remedy:
        'Begin with a larger share or a longer bake, or expect the question. `serin simulate` shows what a plan does.',
    },
  ];
}

/** Says in one line what the plan finds at this traffic. */
export function powerChecks(draft: Draft): readonly Check[] {
  const compared = comparison(draft);
  if (compared === null) return [];
  const { policy, load } = compared;
  const finds = detectableRates(policy, load).flatMap(({ to, rate }) =>
    rate === null ? [] : [`${percentText(rate)} by the raise to ${percent(100 * to)}`],
  );
  const today = `${countText(load.traffic)} requests a minute, of which ${percentText(load.rate)} fail today`;
  const text =
    finds.length === 0
      ? `At ${today}, the comparison finds no error rate before a raise.`
      : `At ${today}, the comparison finds in 4 of 5 rollouts an error rate of ${joinWithAnd(finds)}.`;
  return [{ code: 'comparison', about: null, ok: true, text, remedy: '' }];
}
