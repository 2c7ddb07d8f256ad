import { aClock } from '../support/a-clock.ts';
import { anElb } from '../support/aws-clients.ts';
import { type Deviations, targetContract } from '../target-contract.ts';
import { type AlbPlaceConfig, anAlbWorld, LISTENER, RULE } from './world.ts';

function open(place: AlbPlaceConfig, sticky: number | null = null, bound = false) {
  const clock = aClock();
  const { cloud, client, groups } = anElb(clock, { sticky });
  if (bound) cloud.setAttributes(groups.green, { 'stickiness.enabled': 'true' });
  const remove = async () => ('rule' in place ? cloud.deleteRule(place.rule) : cloud.deleteListener(place.listener));
  const removeBefore = async () => cloud.setTargets(groups.blue, []);
  return anAlbWorld(client, clock, { place, groups, remove, removeBefore });
}

const OFF = 'a rollback leaves target-group stickiness off, because cookies of the canary may still count';
const STICKY: Deviations = {
  'restores the baseline to the letter after the way back': OFF,
  'restores the baseline to the letter after a promotion that stood for a day': OFF,
};

targetContract('the default action of a listener', async () => open({ listener: LISTENER }));
targetContract('the action of a rule', async () => open({ rule: RULE }));
targetContract('an action with target-group stickiness', async () => open({ rule: RULE }, 3600), STICKY);
targetContract('an action with stickiness of both kinds', async () => open({ rule: RULE }, 3600, true), STICKY);
