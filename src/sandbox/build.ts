import { frontendConfig } from '../adapters/components/frontend/config.ts';
import { buildVariables } from '../cli/commands/env/env.ts';
import type { ComponentConfig } from '../domain/component.ts';
import type { ControlCenter } from '../domain/control-center.ts';
import type { EnvironmentId } from '../domain/environment.ts';
import type { Service } from '../domain/service.ts';

/** The key of the file in which a build keeps what was injected into it. */
const INJECTED = 'env.json';

/** A build of a front end, as a pipeline puts it into a bucket. */
interface Build {
  readonly bucket: string;
  readonly files: readonly { readonly key: string; readonly text: string }[];
}

/** What is built. */
interface Order {
  readonly side: EnvironmentId;
  readonly version: string;
  /** By which `serin env` says what to inject. */
  readonly center: ControlCenter;
  /** When the build is done, in milliseconds since the epoch. */
  readonly at: number;
}

/** Builds a front end for one side: a version file, and what `serin env` says, so that its pages call the API of that side. */
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
      // Last: who reads a version finds the rest of it there.
      { key: versionFile, text: JSON.stringify(file) },
    ],
  };
}

/** Where the API is that a build calls; null where nothing of the kind was injected. */
export function apiUrlIn(textOf: (key: string) => string | undefined): string | null {
  const { SERIN_API_URL = null } = JSON.parse(textOf(INJECTED) ?? '{}') as { readonly SERIN_API_URL?: string };
  return SERIN_API_URL;
}
