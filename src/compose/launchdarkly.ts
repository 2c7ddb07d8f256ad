import { createLaunchDarklyToken } from '../adapters/aws/ssm/target-secrets.ts';
import type { LaunchDarklyAccess } from '../adapters/targets/launchdarkly/api.ts';

/** Where LaunchDarkly's REST API is. */
const ADDRESS = 'https://app.launchdarkly.com';

/** LaunchDarkly, with the token that is stored in SSM, which is read when a flag is first asked for. */
export function wireLaunchDarkly(parts: Parameters<typeof createLaunchDarklyToken>[0]): LaunchDarklyAccess {
  return { fetch, url: ADDRESS, token: createLaunchDarklyToken(parts) };
}
