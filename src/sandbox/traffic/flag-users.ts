import type { TargetConfig } from '../../domain/service.ts';
import type { MetricId } from '../cloud/cloudwatch/metrics.ts';
import type { LaunchDarklyCloud } from '../cloud/launchdarkly/launchdarkly.ts';
import { draw } from './behaviour.ts';
import { REQUESTS_PER_TICK, type Source, USERS, type UsersDeps } from './source.ts';
import { createTally } from './tally.ts';

/** The dependencies of visits behind a flag. */
export interface FlagUsersDeps extends UsersDeps {
  readonly flags: Pick<LaunchDarklyCloud, 'evaluate'>;
}

/** Creates users whose application asks LaunchDarkly for their variation; a user keeps it as long as their bucket has it. */
export function createFlagUsers(service: string, target: TargetConfig, deps: FlagUsersDeps): Source {
  const [project, flag, environment] = [String(target.project), String(target.flag), String(target.environment)];
  const tally = createTally(FLAGGED);
  return {
    tick: () => {
      const stable = deps.stable();
      for (let visit = 0; visit < REQUESTS_PER_TICK; visit += 1) {
        const user = deps.chance.index(USERS);
        const variation = deps.flags.evaluate(project, flag, environment, { key: `user-${user}` });
        const arm = variation === stable ? 'stable' : 'canary';
        const outcome = draw(deps.behaviour(arm), deps.chance);
        tally.add(outcome);
        deps.met(arm, user, outcome);
      }
    },
    report: (at) => tally.report(deps.metrics, at, [flagDimensions(service, flag)]),
  };
}

/** Returns the dimensions under which the application reports the metrics behind a flag. */
export function flagDimensions(service: string, flag: string): MetricId['dimensions'] {
  return { Service: service, Flag: flag };
}

/** The application's own metrics. */
export const FLAGGED = { namespace: 'Users', requests: 'Visits', failures: 'FailedVisits', latency: 'TimeOfVisit' };
