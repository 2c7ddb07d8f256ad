import { type EnvironmentId, type EnvironmentRoles, environmentIds } from '../../../domain/environment/environment.ts';
import type { Finding } from '../../../domain/finding.ts';
import { errorCode } from '../../shared/fault.ts';
import type { Findings } from '../finding.ts';
import type { LambdaAliasConfig } from './config.ts';
import { type Alias, type Lambda, readAlias } from './reads.ts';
import { type Version, versionName } from './version.ts';

/** The versions of the two environments when the rollout began. */
export type FrozenSides = Readonly<Record<EnvironmentId, { readonly alias: string; readonly version: string }>>;

/** The state of a function, as a start finds it. */
export interface Looked {
  readonly config: LambdaAliasConfig;
  /** The alias that callers use. */
  readonly live: Alias;
  readonly versions: readonly Version[];
  /** The version each alias of the function points to. */
  readonly aliases: Readonly<Record<string, string>>;
  /** A version number that was named for this function, if any. */
  readonly explicit: string | undefined;
}

/** Returns the version of the active environment and the versions of both, or the finding that prevents the move. */
export function resolveSides(
  looked: Looked,
  roles: EnvironmentRoles,
  found: Findings,
): { readonly canary: Version; readonly sides?: FrozenSides } | Finding {
  const { config, live, versions, aliases } = looked;
  if (config.sides === undefined) {
    return found.blocks(
      'sides-missing',
      `${config.function}:${config.alias} does not say which alias belongs to which environment.`,
      'Write `sides: { a: …, b: … }` in serin.yml and apply that.',
    );
  }
  const names = config.sides;
  const missing = environmentIds.find((side) => aliases[names[side]] === undefined);
  if (missing !== undefined) {
    return found.blocks(
      'side-alias-missing',
      `${config.function} has no alias ${names[missing]}, which is that of environment ${missing}.`,
      'Create it, pointing at the version that this environment has.',
    );
  }
  const frozen = { a: freezeAlias(names.a, aliases), b: freezeAlias(names.b, aliases) };
  const [stable, wanted] = [frozen[roles.stable], frozen[roles.canary]];
  if (live.version !== stable.version) {
    return found.blocks(
      'fallback-not-live',
      `${config.function}:${config.alias} points to version ${live.version}, and ${stable.alias} of environment ${roles.stable}, which is live, to version ${stable.version}.`,
      `Point ${stable.alias} at version ${live.version}; or, if environment ${roles.canary} is live, correct the control center (docs/guides/environments.md).`,
    );
  }
  const canary = versions.find(({ number }) => number === wanted.version);
  return (
    canaryProblem({ ...looked, canary, wanted, stable }, roles, found) ?? { canary: canary as Version, sides: frozen }
  );
}

function freezeAlias(alias: string, aliases: Looked['aliases']): { readonly alias: string; readonly version: string } {
  return { alias, version: aliases[alias] ?? '' };
}

interface Sides extends Pick<Looked, 'config' | 'explicit'> {
  readonly canary: Version | undefined;
  readonly wanted: FrozenSides[EnvironmentId];
  readonly stable: FrozenSides[EnvironmentId];
}

/** Returns the finding when the version of the active environment cannot be the canary; null when it can. */
function canaryProblem(
  { config, explicit, canary, wanted, stable }: Sides,
  roles: EnvironmentRoles,
  found: Findings,
): Finding | null {
  const name = config.function;
  if (canary === undefined || canary.number === '$LATEST') {
    return found.blocks(
      'version-not-published',
      `${wanted.alias} of ${name}, which is that of environment ${roles.canary}, points to ${canary?.number ?? 'a version that is gone'}.`,
      `Publish a version and point ${wanted.alias} at it.`,
    );
  }
  if (wanted.version === stable.version) {
    return found.blocks(
      'sides-equal',
      `Both environments have version ${versionName(canary)} of ${name}.`,
      `Deploy what is to be rolled out to environment ${roles.canary}: point ${wanted.alias} at it.`,
    );
  }
  if (explicit === undefined || explicit === canary.number) return null;
  return found.blocks(
    'other-side',
    `Environment ${roles.canary} has version ${versionName(canary)} of ${name}, not ${explicit}.`,
    `Leave \`${name}=${explicit}\` out, or deploy that version to environment ${roles.canary} first.`,
  );
}

/**
 * Describes in words what somebody deployed to an environment since the rollout began; null when nothing. An environment that
 * cannot be read counts as unchanged: the canary version is frozen, and the next reading follows within a minute.
 */
export async function sideDrift(lambda: Lambda, name: string, frozen: FrozenSides): Promise<string | null> {
  const changes = await Promise.all(
    environmentIds.map(async (side) => {
      const { alias, version } = frozen[side];
      try {
        const now = await readAlias(lambda, { function: name, alias });
        return now.version === version
          ? []
          : [`${alias} of environment ${side} points to version ${now.version}, it was ${version}`];
      } catch (error) {
        return errorCode(error) === 'ResourceNotFoundException' ? [`${alias} of environment ${side} is gone`] : [];
      }
    }),
  );
  const found = changes.flat();
  return found.length === 0 ? null : found.join('; ');
}
