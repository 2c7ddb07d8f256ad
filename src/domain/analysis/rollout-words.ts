import type { Rollout } from '../rollout/record.ts';
import { versionLabel } from '../wording.ts';
import type { VerdictSummary } from './verdict.ts';
import { exposureText, type Versions, verdictText } from './words.ts';

/** Returns the names of both versions of a rollout, as people know them: `v54`, `v53`. */
export function comparedVersions({ canary, targets }: Pick<Rollout, 'canary' | 'targets'>): Versions {
  const stable = targets[0]?.stable;
  return { canary, stable: stable === undefined ? 'stable' : versionLabel(stable) };
}

/** Returns a verdict of a rollout in one line, without its full stop. */
export function rolloutVerdictText(rollout: Rollout, verdict: VerdictSummary): string {
  return verdictText(verdict, comparedVersions(rollout));
}

/** Returns whom the canary of a rollout met, as a sentence; empty where both versions were never compared. */
export function rolloutExposureText(rollout: Rollout): string {
  const verdict = rollout.analysis?.verdict;
  return verdict === undefined || verdict.canary.requests === 0 ? '' : exposureText(verdict, comparedVersions(rollout));
}

/** Returns the sentences that end a rollout, with whom its canary met. */
export function withExposure(rollout: Rollout, text: string): string {
  return `${text} ${rolloutExposureText(rollout)}`.trim();
}

/** Returns the newest verdict in a few words: `not worse than v53`; empty where both versions were never compared. */
export function shortVerdict(rollout: Rollout): string {
  const { stable } = comparedVersions(rollout);
  switch (rollout.analysis?.verdict?.outcome) {
    case undefined:
      return '';
    case 'healthy':
      return `not worse than ${stable}`;
    case 'unhealthy':
      return `worse than ${stable}`;
    case 'inconclusive':
      return `not known yet whether worse than ${stable}`;
  }
}
