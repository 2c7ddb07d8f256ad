import type { Service } from '../../domain/service.ts';
import type { StartableVersion } from '../../domain/start-form.ts';
import type { PublishedVersion } from '../../ports/target.ts';
import type { Deps } from '../deps.ts';

/** The most versions of a form: what a list of Slack takes. */
const MOST = 100;

/** The versions of one function. */
interface Listed {
  readonly name: string;
  readonly versions: readonly PublishedVersion[];
}

/** Lists the versions of the targets that keep them; a target that does not answer is left out. */
async function listVersions(deps: Deps, { name: service, targets }: Service): Promise<readonly Listed[]> {
  const lists = targets.map(async (config): Promise<readonly Listed[]> => {
    const { target, choice } = deps.kind(config.kind);
    const name = choice(config);
    try {
      const versions = (await target.versions?.(config)) ?? null;
      return versions === null ? [] : [{ name, versions }];
    } catch (error) {
      deps.log.warn({ service, target: name, error: String(error) }, 'a form leaves out the versions of a target');
      return [];
    }
  });
  return (await Promise.all(lists)).flat();
}

/** Merges the versions of several functions by label: the newest first. What all of its functions serve already is left out. */
export function mergeVersions(lists: readonly Listed[]): readonly StartableVersion[] {
  const found = new Map<string, StartableVersion & { readonly isNew: boolean }>();
  for (const { name, versions } of lists) {
    for (const { label, at, isLive } of versions) {
      const known = found.get(label);
      const newest = Math.max(known?.at ?? Number.NEGATIVE_INFINITY, at ?? Number.NEGATIVE_INFINITY);
      found.set(label, {
        label,
        at: Number.isFinite(newest) ? newest : null,
        functions: [...new Set([...(known?.functions ?? []), name])],
        isNew: !isLive || known?.isNew === true,
      });
    }
  }
  return [...found.values()]
    .filter(({ isNew }) => isNew)
    .toSorted(
      (one, other) => (other.at ?? 0) - (one.at ?? 0) || other.label.localeCompare(one.label, 'en', { numeric: true }),
    )
    .slice(0, MOST)
    .map(({ isNew: _, ...version }) => version);
}

/** Returns the versions of a service that can be started, the newest first; null where its targets do not list any. */
export async function startableVersions(
  deps: Deps,
  service: Service,
): Promise<{ readonly versions: readonly StartableVersion[] | null; readonly functions: number }> {
  const lists = await listVersions(deps, service);
  const versions = mergeVersions(lists);
  const functions = new Set(lists.map(({ name }) => name)).size;
  return { versions: versions.length === 0 ? null : versions, functions };
}
