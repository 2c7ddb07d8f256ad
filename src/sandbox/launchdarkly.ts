import type { LaunchDarklyAccess } from '../targets/launchdarkly-api.ts';
import { createLaunchDarklyModel, type LaunchDarklyCloud } from './cloud/launchdarkly.ts';
import { close, listen } from './listen.ts';

/** The only token that the sandbox's LaunchDarkly takes. */
const TOKEN = 'api-sandbox';

/** LaunchDarkly on the laptop, behind its REST API. */
export interface LocalLaunchDarkly {
  readonly cloud: LaunchDarklyCloud;
  readonly access: LaunchDarklyAccess;
  close(): Promise<void>;
}

export async function startLaunchDarkly(): Promise<LocalLaunchDarkly> {
  const cloud = createLaunchDarklyModel(TOKEN);
  const url = await listen(cloud.server, 0);
  return { cloud, access: { fetch, url, token: async () => TOKEN }, close: () => close(cloud.server) };
}
