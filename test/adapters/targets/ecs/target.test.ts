import { type Deviations, targetContract } from '../target-contract.ts';
import { anEcsWorld } from './world.ts';

const STEPS = 'a deployment has only the shares of its steps';
const END = 'ECS rolls a deployment back that nobody lets go on for a day, and has no way back from one that is over';
const LATE =
  'ECS has no compare-and-set for the begin of a deployment: one that begins late pauses at 0%, and the rollback stops it then';
const OVER = 'a deployment that is rolled back takes no shift: ECS is left alone';

const DEVIATIONS: Deviations = {
  'has what it says before of each share between 0 and 100%, and of each that it cannot have a finding that lint has too':
    STEPS,
  'refuses a shift when somebody else changed the weight since the reading': STEPS,
  'refuses a late shift from before a lowering to the share of before': 'ECS cannot lower the share of a deployment',
  'refuses a late shift from before the second of two ways back': OVER,
  'takes over a split that is there and goes back to 0': STEPS,
  'restores the baseline to the letter after a promotion that stood for a day': END,
};

targetContract('a version that the first shift deploys', () => anEcsWorld(), {
  ...DEVIATIONS,
  'refuses a late shift from before the way back although the share is that of before again': LATE,
});
targetContract('a deployment that something else began', () => anEcsWorld({ underWay: true }), {
  ...DEVIATIONS,
  'reads a target that nobody touched as its baseline': 'its baseline is the service without the deployment',
});
