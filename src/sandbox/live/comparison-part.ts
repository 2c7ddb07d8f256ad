import { isMixture } from '../../analysis/evidence.ts';
import { toMinutes } from '../../analysis/to-minutes.ts';
import type { RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { Minute } from '../../domain/analysis/minute.ts';
import {
  rolloutExposureText,
  rolloutVerdictText,
  shortVerdict,
  verdictContext,
} from '../../domain/analysis/rollout-words.ts';
import type { VerdictSummary } from '../../domain/analysis/verdict.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { reasonText } from '../../domain/wording.ts';
import { withSeries } from '../../engine/commit/series.ts';
import { comparedRange } from '../../engine/reconcile/read-minutes.ts';
import type { ArmReadings } from '../../ports/health/monitoring.ts';
import type { History } from '../../ports/store.ts';
import { explainVerdict } from '../../rollout/analysis/explain-verdict.ts';
import { judgePolicy } from '../../rollout/analysis/policy.ts';
import type { ComparisonPart, TestPart, VerdictPart } from './parts.ts';

/** The newest minutes that are shown; their evidence is that of the whole series. */
const MAX_MINUTES = 240;

type Arms = Pick<ArmReadings, 'minutes'>;
type Series = Pick<ComparisonPart, 'minutes' | 'left' | 'isProven'>;

const NO_MINUTES: Series = { minutes: [], left: 0, isProven: true };

/**
 * Returns a function that returns the comparison in a rollout; null where its versions are not compared. The metrics are read once
 * for each verdict, and the same verdict gives the same object, so that nothing compares it again.
 */
export function createComparisonParts(
  arms: Arms,
  history: Pick<History, 'series'>,
): (rollout: Rollout) => Promise<ComparisonPart | null> {
  const made = new Map<string, { readonly key: string; readonly part: ComparisonPart }>();
  return async (rollout) => {
    const { service, id, analysis } = rollout;
    if (analysis === undefined) return null;
    const { verdict, unreadSince = null } = analysis;
    const ended = endText(rollout);
    const key = `${id} ${verdict?.through} ${unreadSince} ${ended}`;
    const known = made.get(service);
    if (known?.key === key) return known.part;
    const { canary, stable, guard } = verdictContext(rollout);
    const part: ComparisonPart = {
      kind: 'comparison',
      service,
      versions: { canary, stable },
      verdict: verdict === undefined ? null : verdictPart(rollout, verdict),
      unreadSince,
      ended,
      guard: guard === null ? null : 100 * guard,
      tests: testParts(rollout, analysis),
      ...(verdict === undefined
        ? NO_MINUTES
        : proveSeries(
            rollout,
            (await withSeries(history, rollout)).analysis ?? analysis,
            verdict,
            await readSeries(analysis, arms),
          )),
    };
    made.set(service, { key, part });
    return part;
  };
}

/** Returns why nothing is compared any more, where a rollback for another reason than the verdict ended it; else null. */
function endText({ phase, canary }: Rollout): string | null {
  if (!('reason' in phase) || phase.reason.kind === 'verdict') return null;
  return `The comparison ended with the rollback of ${canary}: ${reasonText(phase.reason)}. The last verdict came before it.`;
}

function verdictPart(rollout: Rollout, verdict: VerdictSummary): VerdictPart {
  const { outcome, through } = verdict;
  const text = `${rolloutVerdictText(rollout, verdict)}.`;
  return { outcome, text, short: shortVerdict(rollout), exposure: rolloutExposureText(rollout), through };
}

/** Returns the tests that have something to compare. */
function testParts({ config }: Rollout, analysis: RolloutAnalysis): readonly TestPart[] {
  const { verdict, sources } = analysis;
  const hasLatency = sources.some(({ edges }) => edges !== null);
  const isRatio = isMixture(judgePolicy(config, analysis));
  const custom = config.analysis?.custom ?? [];
  const counted = custom.filter(({ kind }) => kind === 'count').map(({ name }) => name);
  const named = ['errors', 'latency', ...custom.map(({ name }) => name)];
  const before = named.map((name) => ({ name, crossedAt: null }));
  return (verdict?.tests ?? before)
    .filter(({ name }) => name !== 'latency' || hasLatency)
    .map(({ name, crossedAt }) => ({
      name,
      isCount: counted.includes(name) || (name === 'errors' && !isRatio),
      crossedAt,
    }));
}

/** Reads the minutes that the newest verdict was made from; empty where CloudWatch does not answer. */
async function readSeries(analysis: RolloutAnalysis, arms: Arms): Promise<readonly Minute[]> {
  const { shares, verdict } = analysis;
  const range = verdict === undefined ? null : comparedRange(shares, verdict.through);
  if (range === null) return [];
  try {
    return toMinutes(await arms.minutes(analysis, range), shares, range);
  } catch {
    // The verdict is still shown; the next one reads again.
    return [];
  }
}

/**
 * Judges the minutes of a verdict again. A sandbox that was started anew has no metrics of before: then the series counts that is
 * stored with the verdict, where it decided something.
 */
function proveSeries(
  { config }: Rollout,
  analysis: RolloutAnalysis,
  verdict: VerdictSummary,
  read: readonly Minute[],
): Series {
  const { decisive } = analysis;
  const stored = decisive?.verdict.through === verdict.through ? [decisive.minutes] : [];
  const tried = [read, ...stored].map((minutes) =>
    explainVerdict({ at: verdict.through, verdict, minutes }, config, analysis),
  );
  const [first] = tried;
  const proven = tried.find(({ recomputed }) => recomputed === 'equal');
  const all = (proven ?? first)?.minutes ?? [];
  const isGone = all.every(({ canary, stable }) => canary === null && stable === null);
  if (isGone) return { minutes: [], left: 0, isProven: false };
  const minutes = all.slice(-MAX_MINUTES);
  const left = all.length - minutes.length;
  if (proven !== undefined) return { minutes, left, isProven: true };
  return { minutes: minutes.map((minute) => ({ ...minute, tests: {} })), left, isProven: false };
}
