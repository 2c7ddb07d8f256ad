import { aLaunchDarklyWorld } from './launchdarkly-world.ts';
import { targetContract } from './target-contract.ts';

targetContract('launchdarkly by percentage on the model', () => aLaunchDarklyWorld('percentage'));

targetContract('launchdarkly by arm on the model', () => aLaunchDarklyWorld('arm'));
