import { blockingFinding } from '../../domain/blocking-finding.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Service, SharedDependency } from '../../domain/service.ts';
import { sharedName } from '../../domain/shared-name.ts';
import type { Comparison } from '../../ports/shared.ts';
import type { Deps } from '../deps.ts';

/** Returns the two versions of a function in a rollout; undefined when they could not be resolved. */
export type VersionsOf = (functionName: string) => readonly [string, string] | undefined;

/** Compares a shared dependency of both arms; null when the versions could not be resolved, which has a finding of its own. */
async function compareVersions(
  deps: Deps,
  dependency: SharedDependency,
  versionsOf: VersionsOf,
): Promise<Comparison | null> {
  if ('parameters' in dependency) return deps.shared.parameters(dependency.parameters);
  const versions = versionsOf(dependency.function);
  return versions === undefined ? null : deps.shared.variables(dependency.function, versions, dependency.variables);
}

function comparisonFindings(about: string, { missing, unequal }: Comparison): readonly Finding[] {
  const gone = blockingFinding(
    'shared-missing',
    about,
    `${missing.join(', ')} does not exist, and both arms are to share it.`,
    'Create it, or take it out of sharedDependencies and apply that.',
  );
  const other = blockingFinding(
    'shared-differs',
    about,
    `${unequal.join(', ')} is not the same in both arms.`,
    'Make it the same, so that both work on the same data, or take it out of sharedDependencies and apply that.',
  );
  return [...(missing.length > 0 ? [gone] : []), ...(unequal.length > 0 ? [other] : [])];
}

async function findingsAbout(
  deps: Deps,
  dependency: SharedDependency,
  versionsOf: VersionsOf,
): Promise<readonly Finding[]> {
  const about = sharedName(dependency);
  try {
    const comparison = await compareVersions(deps, dependency, versionsOf);
    return comparison === null ? [] : comparisonFindings(about, comparison);
  } catch (error) {
    const why = error instanceof Error ? error.name : 'an unknown error';
    const remedy =
      'Try again; if it lasts, deploy Serin with a --param="shared=…" that names the parameters (docs/reference/steps.md).';
    const finding = blockingFinding(
      'shared-unreadable',
      about,
      `It could not be compared: AWS answered ${why}.`,
      remedy,
    );
    return [{ ...finding, passes: true }];
  }
}

/** Returns the findings about dependencies that both arms must share and do not. A failed comparison blocks too. */
export async function sharedFindings(
  deps: Deps,
  { sharedDependencies }: Service,
  versionsOf: VersionsOf,
): Promise<readonly Finding[]> {
  const all = sharedDependencies.map((dependency) => findingsAbout(deps, dependency, versionsOf));
  return (await Promise.all(all)).flat();
}
