import { aPolicy, type JudgePolicy } from '../../../src/analysis/policy.ts';
import { byTheClock, type Contestant, serin } from './contestant.ts';
import { armThreshold, kayenta, oracle, serviceAlarm } from './rivals.ts';
import { STEPS, type World } from './world.ts';

const policyFor =
  (errorsBy: JudgePolicy['errorsBy']) =>
  ({ split }: World): JudgePolicy =>
    aPolicy({ plan: STEPS, split, errorsBy });

export const COUNTS = serin('judge, errors', policyFor('requests'));
export const USERS = serin('judge, users', policyFor('users'));

export const CONTESTANTS: readonly Contestant[] = [
  COUNTS,
  USERS,
  byTheClock(COUNTS),
  byTheClock(USERS),
  serviceAlarm,
  armThreshold,
  kayenta,
  oracle,
];
