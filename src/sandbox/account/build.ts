import { frontendConfig } from '../../adapters/components/frontend/config.ts';
import { buildVariables } from '../../cli/commands/env/env.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { ControlCenter } from '../../domain/environment/control-center.ts';
import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { Service } from '../../domain/service.ts';

/** The key of the file with the variables that were injected into a build. */
const INJECTED = 'env.json';

/** A build of a front end, as a pipeline puts it into a bucket. */
interface Build {
  readonly bucket: string;
  readonly files: readonly { readonly key: string; readonly text: string }[];
}

/** The order of a build. */
interface Order {
  readonly side: EnvironmentId;
  readonly version: string;
  /** The control center, from which `serin env` derives the variables to inject. */
  readonly center: ControlCenter;
  /** The moment at which the build is done, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Builds a front end for one environment: a version file, and the variables of `serin env`, so that its pages call that
 * environment's API.
 */
export function buildFrontend(
  { environments }: Service,
  config: ComponentConfig,
  { side, version, center, at }: Order,
): Build {
  const { buckets, versionFile = 'version.json' } = frontendConfig.parse(config);
  const file = { version, builtAt: new Date(at).toISOString() };
  const injected = environments === null ? {} : buildVariables(side, center, environments);
  return {
    bucket: buckets[side],
    files: [
      { key: INJECTED, text: JSON.stringify(injected) },
      // Last, so that a reader who finds the version finds the rest too.
      { key: versionFile, text: JSON.stringify(file) },
    ],
  };
}

/** Returns the address of the API that a build calls; null where none was injected. */
export function apiUrlIn(textOf: (key: string) => string | undefined): string | null {
  const { SERIN_API_URL = null } = JSON.parse(textOf(INJECTED) ?? '{}') as { readonly SERIN_API_URL?: string };
  return SERIN_API_URL;
}
