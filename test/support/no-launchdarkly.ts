import type { LaunchDarklyAccess } from '../../src/adapters/targets/launchdarkly/api.ts';

/** LaunchDarkly where no target is a flag: nothing may be asked of it. */
export const noLaunchDarkly: LaunchDarklyAccess = {
  fetch: async () => {
    throw new Error('no test here asks LaunchDarkly');
  },
  url: 'http://launchdarkly.invalid',
  token: async () => 'none',
};
