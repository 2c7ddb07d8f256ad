import { verdictContext } from '../../domain/analysis/rollout-words.ts';
import type { VerdictSummary } from '../../domain/analysis/verdict.ts';
import { compareText, limitText } from '../../domain/analysis/words.ts';
import type { Rollout } from '../../domain/rollout/record.ts';

/** The age up to which a comparison says something about now, in milliseconds: CloudWatch publishes within two minutes. */
const FRESH_MS = 4 * 60_000;

/** Tells whether both versions are compared before an alarm acts: the service wants to hold in an incident that both share. */
export function comparesBeforeAlarm({ analysis, config }: Rollout): boolean {
  return analysis !== undefined && config.analysis?.acts === true && config.analysis.onSharedIncident === 'hold';
}

/** The verdict where it says something about now, and the service wants no rollback for what is not this release; else null. */
function freshVerdict(rollout: Rollout, now: number): VerdictSummary | null {
  const verdict = rollout.analysis?.verdict;
  if (!comparesBeforeAlarm(rollout) || verdict === undefined || now - verdict.through > FRESH_MS) return null;
  return verdict;
}

/** Tells whether only the old version fails more than the guard allows, so that the canary may be the fix. */
export function mayBeFix(rollout: Rollout, now: number): boolean {
  const verdict = freshVerdict(rollout, now);
  return verdict?.isFix === true && verdict.outcome !== 'unhealthy' && verdict.reason !== 'shared-incident';
}

/**
 * Returns why a firing alarm is not about this release, as sentences: both versions fail alike, or only the old one does. Null
 * where that is not known, or the service wants a rollback all the same.
 */
export function notThisRelease(rollout: Rollout, now: number): string | null {
  const verdict = freshVerdict(rollout, now);
  if (verdict === null) return null;
  const context = verdictContext(rollout);
  const { canary, stable } = context;
  const limit = limitText(context.guard);
  const numbers = compareText(verdict.recent, context);
  if (verdict.reason === 'shared-incident')
    return `In the last minutes ${numbers}: both are above ${limit}, so it is not this release.`;
  if (mayBeFix(rollout, now))
    return `In the last minutes ${numbers}: only ${stable} is above ${limit}, so ${canary} may be the fix.`;
  return null;
}
