import type { TargetConfig } from '../../domain/service.ts';
import type { EdgeEvent } from '../../edge/event.ts';
import type { MetricId } from '../cloud/cloudwatch/metrics.ts';
import type { KeyValueStoreCloud } from '../cloud/key-value-store.ts';
import { draw } from './behaviour.ts';
import { type DeployedEdge, deployEdge, USER_COOKIE, userId } from './deployed-edge.ts';
import { REQUESTS_PER_TICK, type Source, USERS, type UsersDeps } from './source.ts';
import { createTally } from './tally.ts';

/** The buckets of the environments. These users look only at the environment of an answer, so the names do not matter. */
const BUCKETS = { a: 'side-a', b: 'side-b' };

/** The dependencies of users at the edge. */
export interface EdgeUsersDeps extends UsersDeps {
  readonly keyValueStore: Pick<KeyValueStoreCloud, 'get'>;
  readonly now: () => number;
}

/** Creates users who open pages through the request function of a distribution. */
export function createEdgeUsers(service: string, target: TargetConfig, deps: EdgeUsersDeps): Source {
  const tally = createTally(PAGES);
  const key = String(target.key);
  let deployed: Promise<DeployedEdge> | undefined;
  return {
    tick: async () => {
      deployed ??= deployEdge(target, { ...deps, buckets: BUCKETS });
      const { request } = await deployed;
      for (let page = 0; page < REQUESTS_PER_TICK; page += 1) {
        const user = deps.chance.index(USERS);
        const { answer } = await request.run(pageRequest(user));
        const arm = answer.headers['x-serin-side']?.value === deps.stable() ? 'stable' : 'canary';
        const outcome = draw(deps.behaviour(arm), deps.chance);
        tally.add(outcome);
        deps.met(arm, user, outcome);
      }
    },
    report: (at) => tally.report(deps.metrics, at, [pageDimensions(service, key)]),
  };
}

function pageRequest(user: number): EdgeEvent {
  const cookies = { [USER_COOKIE]: { value: userId(user) } };
  return { context: {}, request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies } };
}

/** Returns the dimensions under which the application reports its pages. */
export function pageDimensions(service: string, split: string): MetricId['dimensions'] {
  return { Service: service, Split: split };
}

/** The application's own metrics. */
export const PAGES = { namespace: 'Users', requests: 'Pages', failures: 'FailedPages', latency: 'TimeToPage' };
