import type { ComponentDigests } from '../../domain/environment/component.ts';
import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Service } from '../../domain/service.ts';
import { labelFindings } from '../../environments/component-label.ts';
import { behindFindings, syncTable } from '../../environments/sync-table.ts';
import type { Deps } from '../deps.ts';
import { componentFault, readComponents, readDigests } from '../environments/components.ts';

/** The components of a service, as a start finds them. */
export interface FoundComponents {
  readonly digests: readonly ComponentDigests[];
  readonly findings: readonly Finding[];
}

/**
 * Checks that the environment to roll out has the newest of every component and is what the label says, and reads the digests of
 * both environments, so that a later change is noticed. Digests are read first: a change in between then shows as a change.
 *
 * @param side the active environment; null for a service without environments, which has no components
 */
export async function findComponents(
  deps: Deps,
  { name, components }: Service,
  side: EnvironmentId | null,
  label: string,
): Promise<FoundComponents> {
  if (side === null || components.length === 0) return { digests: [], findings: [] };
  try {
    const digests = await readDigests(deps, components);
    const found = await readComponents(deps, components);
    const behind = behindFindings(syncTable(name, side, found));
    // An environment that is behind is no release yet: a sync comes first, and the label is compared with its result.
    const wrong =
      behind.length > 0
        ? []
        : labelFindings(
            name,
            label,
            side,
            found.map(({ reading }) => reading),
          );
    return { digests, findings: [...behind, ...wrong] };
  } catch (error) {
    const { message, permanent } = componentFault(error);
    const remedy = 'The components cannot be compared until that is fixed. Then start again.';
    return {
      digests: [],
      findings: [
        {
          ...{ severity: 'blocks', code: 'component-unreadable', about: null, message, remedy },
          ...(!permanent && { passes: true }),
        },
      ],
    };
  }
}
