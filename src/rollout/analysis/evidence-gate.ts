import type { Minute } from '../../domain/analysis/minute.ts';
import { rolloutVerdictText } from '../../domain/analysis/rollout-words.ts';
import type { VerdictSummary } from '../../domain/analysis/verdict.ts';
import type { Person } from '../../domain/people/person.ts';
import type { Hold, Rollout } from '../../domain/rollout/record.ts';
import { skippableWait } from '../../domain/rollout/running-phase.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { stepTraits } from '../../domain/steps/registry.ts';
import { duration, rollbackHint } from '../../domain/wording.ts';
import { isApprovalNext } from '../commands/skip-rules.ts';
import { accept, addEntry, hold } from '../state/transition.ts';
import { keepDecisive } from './take-minutes.ts';

/** Tells whether the canary would get more after the current step without anybody being asked. */
function raisesUnasked({ config, step, weight }: Rollout): boolean {
  if (weight <= 0 || weight >= 100 || isApprovalNext(config.plan, step)) return false;
  return config.plan.slice(step + 1).some((each) => stepTraits(each).raises);
}

/** Returns the longest wait for evidence after the time of the current bake, in milliseconds; null where it needs none. */
function longestWait({ config, step, analysis }: Rollout): number | null {
  const current = config.plan[step];
  if (current === undefined) return null;
  const { watches, lasts } = stepTraits(current);
  if (watches === null) return null;
  if (watches.atMost !== null) return watches.atMost - (lasts ?? 0);
  return analysis === undefined || config.analysis?.acts !== true ? null : config.analysis.maxHold;
}

/** Says why nobody knows whether the canary is worse. @param verdict the one that was made just now, if any */
function describeUnknown(rollout: Rollout, verdict: VerdictSummary | undefined): string {
  const { analysis } = rollout;
  if (analysis === undefined) return 'No metrics tell both versions apart';
  if (analysis.unreadSince !== undefined) return 'The metrics of both versions could not be read';
  if (verdict === undefined) return 'The metrics of both versions have no complete minute yet';
  return rolloutVerdictText(rollout, verdict);
}

/**
 * Keeps a bake or a wait whose time is over until the evidence says that the canary is not worse: first it waits, then it holds and
 * asks.
 * Null where the plan may go on: the verdict is healthy, or a person answered, or the canary gets nothing more.
 *
 * @param due the end of the bake's time, in milliseconds since the epoch
 * @param minutes the series of the newest verdict, to be kept with it
 */
export function evidenceGate(
  before: Rollout,
  due: number,
  minutes: readonly Minute[],
  now: number,
): Decision | Rollout {
  const wait = longestWait(before);
  const { analysis, step } = before;
  if (wait === null || !raisesUnasked(before)) return before;
  const isAnswered = analysis?.answer?.for === 'unhealthy' || analysis?.answer?.step === step;
  if (isAnswered) return before;
  // A verdict without its series is of an earlier evaluation, and nobody could recompute what it decides now.
  const isOfNow = analysis?.unreadSince === undefined && minutes.length > 0;
  const verdict = isOfNow ? analysis?.verdict : undefined;
  if (verdict?.outcome === 'healthy') return keepDecisive(before, verdict, minutes, now);
  const why = describeUnknown(before, verdict);
  const word = skippableWait(before.phase) ?? 'step';
  if (now >= due + wait) {
    const text = `${why}. The ${word} is over, so Serin holds and asks: resume to go on without knowing${rollbackHint(before)}.`;
    const kept = verdict === undefined ? before : keepDecisive(before, verdict, minutes, now);
    return accept(before, hold(kept, { kind: 'inconclusive', detail: why }, now, text), text);
  }
  if (analysis === undefined || analysis.waitsAt === step)
    return { answer: 'ignored', because: `${why}. The plan waits.` };
  const text = `${why}. The ${word} goes on until that is known, for at most ${duration(due + wait - now)}.`;
  const waiting: Rollout = { ...before, analysis: { ...analysis, waitsAt: step } };
  return accept(before, addEntry(waiting, now, text), text);
}

/** Notes that a person answered for what Serin held for, where that was the verdict. */
export function answerForVerdict(rollout: Rollout, why: Hold, by: Person): Rollout {
  const { analysis, step } = rollout;
  if (analysis === undefined || (why.kind !== 'unhealthy' && why.kind !== 'inconclusive')) return rollout;
  return { ...rollout, analysis: { ...analysis, answer: { by, step, for: why.kind } } };
}
