import { targetContract } from '../target-contract.ts';
import { aLaunchDarklyWorld } from './world.ts';

targetContract('launchdarkly by percentage on the model', () => aLaunchDarklyWorld('percentage'));

targetContract('launchdarkly by arm on the model', () => aLaunchDarklyWorld('arm'));
