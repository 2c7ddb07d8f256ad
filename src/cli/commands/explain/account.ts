import type { DecisiveVerdict } from '../../../domain/analysis/analysis.ts';
import { verdictContext } from '../../../domain/analysis/rollout-words.ts';
import type { VerdictSummary } from '../../../domain/analysis/verdict.ts';
import type { VerdictContext } from '../../../domain/analysis/words.ts';
import type { RolloutFacts } from '../../../domain/rollout/facts.ts';
import type { ComparisonFacts } from '../../../ports/inbound/caller.ts';
import { type ExplainedVerdict, explainVerdict } from '../../../rollout/analysis/explain-verdict.ts';

/** A verdict that decided something, as it was stored and as it was recomputed. */
export interface Decided {
  readonly stored: DecisiveVerdict;
  readonly again: ExplainedVerdict;
  /** The lines of the timeline from the moment of the decision; empty where they left the record. */
  readonly decisions: readonly string[];
}

/** All that is known of the comparison in one rollout. */
export interface Account extends ComparisonFacts {
  readonly facts: RolloutFacts;
  readonly context: VerdictContext;
  /** The verdict that is explained: the one that decided something, else the newest; null before the first. */
  readonly verdict: VerdictSummary | null;
  /** Null where no verdict decided anything. */
  readonly decided: Decided | null;
}

function decide(
  { plan, timeline }: RolloutFacts,
  { settings, comparison }: ComparisonFacts,
  stored: DecisiveVerdict,
): Decided {
  const again = explainVerdict(stored, { plan, analysis: settings }, comparison);
  return { stored, again, decisions: timeline.filter(({ at }) => at === stored.at).map(({ text }) => text) };
}

/** Returns the account of a rollout: its verdict is judged again here, from the series that the record has. */
export function giveAccount(facts: RolloutFacts, compared: ComparisonFacts): Account {
  const { settings, comparison } = compared;
  const { decisive, verdict = null } = comparison;
  const { canary, targets } = facts;
  return {
    ...compared,
    facts,
    context: verdictContext({ canary, targets, analysis: comparison, config: { analysis: settings } }),
    verdict: decisive?.verdict ?? verdict,
    decided: decisive === undefined ? null : decide(facts, compared, decisive),
  };
}
