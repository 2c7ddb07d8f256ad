import type { LaunchDarklyAccess } from '../../adapters/targets/launchdarkly/api.ts';
import { createLaunchDarklyModel, type LaunchDarklyCloud } from '../cloud/launchdarkly/launchdarkly.ts';
import { close, listen } from '../server/listen.ts';

/** The only token that the sandbox's LaunchDarkly accepts. */
const TOKEN = 'api-sandbox';

/** LaunchDarkly on the laptop, behind its REST API. */
export interface LocalLaunchDarkly {
  readonly cloud: LaunchDarklyCloud;
  readonly access: LaunchDarklyAccess;
  close(): Promise<void>;
}

/** Returns the access to LaunchDarkly. @param url without a slash at the end */
export function accessTo(url: string): LaunchDarklyAccess {
  return { fetch, url, token: async () => TOKEN };
}

export async function startLaunchDarkly(): Promise<LocalLaunchDarkly> {
  const cloud = createLaunchDarklyModel(TOKEN);
  const url = await listen(cloud.server, 0);
  return { cloud, access: accessTo(url), close: () => close(cloud.server) };
}
