import { createLaunchDarklyToken } from '../adapters/aws/ssm/target-secrets.ts';
import type { LaunchDarklyAccess } from '../adapters/targets/launchdarkly/api.ts';

/** The address of LaunchDarkly's REST API. */
const ADDRESS = 'https://app.launchdarkly.com';

/** Creates the access to LaunchDarkly. Its token is read from SSM when a flag is first needed. */
export function wireLaunchDarkly(parts: Parameters<typeof createLaunchDarklyToken>[0]): LaunchDarklyAccess {
  return { fetch, url: ADDRESS, token: createLaunchDarklyToken(parts) };
}
