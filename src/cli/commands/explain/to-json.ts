import { excessErrors, exposureText, verdictText } from '../../../domain/analysis/words.ts';
import type { Account } from './account.ts';
import type { VerdictDiffers } from './verdict-differs.ts';

/** Returns what `--json` prints: fields may be added, none changes its meaning while `v` is 1. */
export function accountJson(account: Account, problem: VerdictDiffers | null): unknown {
  const { facts, context, verdict, decided, settings, comparison } = account;
  const { id, service, canary, status, plan } = facts;
  const { split, shares, sources, unreadSince = null } = comparison;
  return {
    v: 1,
    rollout: { id, service, canary, stable: context.stable, status },
    text: verdict === null ? null : verdictText(verdict, context),
    verdict,
    decidedAt: decided?.stored.at ?? null,
    decisions: decided?.decisions ?? [],
    recomputed: decided?.again.recomputed ?? null,
    differences: decided?.again.differences ?? [],
    minutes: decided?.again.minutes ?? [],
    tests: decided?.again.tests ?? [],
    alpha: decided === null ? null : { planned: decided.again.alpha, spent: decided.stored.verdict.spent },
    exposure:
      verdict === null
        ? null
        : {
            requests: verdict.canary.requests,
            excess: excessErrors(verdict),
            text: exposureText(verdict, context),
          },
    newest: comparison.verdict ?? null,
    unreadSince,
    settings: {
      ...settings,
      plan,
      split,
      shares,
      tolerance: decided?.again.tolerance ?? null,
      sources: sources.map(({ name, edges }) => ({ name, edges })),
    },
    error: problem === null ? null : { code: problem.code, cause: problem.message, remedy: problem.remedy },
  };
}
