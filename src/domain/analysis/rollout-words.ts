import type { Rollout } from '../rollout/record.ts';
import { versionLabel } from '../wording.ts';
import type { AnalysisConfig, RolloutAnalysis } from './analysis.ts';
import { countText } from './count-words.ts';
import { customContexts } from './custom-words.ts';
import type { VerdictSummary } from './verdict.ts';
import { exposureText, type VerdictContext, type Versions, verdictText } from './words.ts';

/** As much of a rollout as turns its verdicts into words. */
interface Compared {
  readonly canary: string;
  readonly targets: readonly { readonly stable: string }[];
  readonly analysis?: Pick<RolloutAnalysis, 'sources' | 'custom'>;
  readonly config: { readonly analysis?: Pick<AnalysisConfig, 'guard' | 'custom'> };
}

/** Returns the names of both versions of a rollout, as people know them: `v54`, `v53`. */
export function comparedVersions({ canary, targets }: Pick<Compared, 'canary' | 'targets'>): Versions {
  const stable = targets[0]?.stable;
  return { canary, stable: stable === undefined ? 'stable' : versionLabel(stable) };
}

/** Returns the edges of the latency bins, in milliseconds; null where latency is not compared, or several places have edges. */
function latencyEdges({ analysis }: Compared): readonly number[] | null {
  const edges = analysis?.sources.flatMap((source) => (source.edges === null ? [] : [source.edges])) ?? [];
  return edges.length === 1 ? (edges[0] ?? null) : null;
}

/** Returns the names and limits that turn a verdict of a rollout into words. */
export function verdictContext(rollout: Compared): VerdictContext {
  const { analysis, config } = rollout;
  const guard = config.analysis?.guard ?? null;
  const custom = customContexts(config.analysis, analysis);
  return { ...comparedVersions(rollout), edges: latencyEdges(rollout), guard, custom };
}

/** Returns a verdict of a rollout in one line, without its full stop. */
export function rolloutVerdictText(rollout: Rollout, verdict: VerdictSummary): string {
  return verdictText(verdict, verdictContext(rollout));
}

/** Tells whether the time of the current step is over and it waits, or waited, until the comparison knows enough. */
export function waitsForEvidence({ step, analysis }: Pick<Rollout, 'step' | 'analysis'>): boolean {
  return analysis?.waitsAt === step;
}

/** True where a rollback began for another reason than the verdict: the minutes that led to it are not all counted. */
function isCountedInPart({ phase }: Rollout): boolean {
  return 'reason' in phase && phase.reason.kind !== 'verdict';
}

/** Returns whom the canary of a rollout met, as a sentence; empty where both versions were never compared. */
export function rolloutExposureText(rollout: Rollout): string {
  const verdict = rollout.analysis?.verdict;
  if (verdict === undefined || verdict.canary.requests === 0) return '';
  if (isCountedInPart(rollout)) return `At least ${countText(verdict.canary.requests)} requests met ${rollout.canary}.`;
  return exposureText(verdict, verdictContext(rollout));
}

/** Returns the sentences that end a rollout, with whom its canary met. */
export function withExposure(rollout: Rollout, text: string): string {
  return `${text} ${rolloutExposureText(rollout)}`.trim();
}

/** The verdicts that a limit of the service gives, in a few words. */
const BEYOND: Partial<Record<VerdictSummary['reason'], string>> = {
  'above-guard': "above the service's limit",
  'beyond-limit': "beyond the service's limit",
};

/** Returns the newest verdict in a few words: `not worse than v53`; empty where both versions were never compared. */
export function shortVerdict(rollout: Rollout): string {
  const { stable } = comparedVersions(rollout);
  const verdict = rollout.analysis?.verdict;
  switch (verdict?.outcome) {
    case undefined:
      return '';
    case 'healthy':
      return `not worse than ${stable}`;
    case 'unhealthy':
      return BEYOND[verdict.reason] ?? `worse than ${stable}`;
    case 'inconclusive':
      if (verdict.reason === 'shared-incident') return `${stable} fails as well`;
      return BEYOND[verdict.reason] ?? `not known yet whether it is worse than ${stable}`;
  }
}
