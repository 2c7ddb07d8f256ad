import { buildFunctions } from '../../edge/build-functions.ts';
import type { EdgeEvent, EdgeRequest } from '../../edge/event.ts';
import { edgeSettings } from '../../edge/settings-schema.ts';
import type { TargetConfig } from '../../rollout/service.ts';
import type { MetricId } from '../cloud/cloudwatch/metrics.ts';
import { type DeployedFunction, deployFunction } from '../cloud/edge-function.ts';
import type { KeyValueStoreCloud } from '../cloud/key-value-store.ts';
import { draw } from './behaviour.ts';
import { REQUESTS_PER_TICK, type Source, USERS, type UsersDeps } from './source.ts';
import { createTally } from './tally.ts';

/** Members of each cohort. */
const MEMBERS = 30;

/** The two sides of every split in the sandbox; users begin on the first. */
export const SIDES = ['a', 'b'] as const;

/** What users at the edge need. */
export interface EdgeUsersDeps extends UsersDeps {
  readonly keyValueStore: Pick<KeyValueStoreCloud, 'get'>;
  readonly now: () => number;
}

/**
 * Users who open pages through the request function, as it would be deployed, of a distribution with two sides. The first 30
 * users are in the first cohort that the target names, the next 30 in the second, and so on.
 */
export function createEdgeUsers(service: string, target: TargetConfig, deps: EdgeUsersDeps): Source {
  const tally = createTally(PAGES);
  const key = String(target.key);
  let deployed: Promise<DeployedFunction<EdgeEvent, EdgeRequest>> | undefined;
  return {
    tick: async () => {
      deployed ??= deployedFor(target, deps);
      const { run } = await deployed;
      for (let page = 0; page < REQUESTS_PER_TICK; page += 1) {
        const user = deps.chance.index(USERS);
        const { answer } = await run(opens(user));
        const arm = answer.headers['x-serin-side']?.value === deps.stable() ? 'stable' : 'canary';
        const outcome = draw(deps.behaviour(arm), deps.chance);
        tally.add(outcome);
        deps.met(arm, user, outcome);
      }
    },
    report: (at) => tally.report(deps.metrics, at, [pageDimensions(service, key)]),
  };
}

function opens(user: number): EdgeEvent {
  const request = { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: { uid: { value: userId(user) } } };
  return { context: {}, request };
}

const userId = (user: number): string => `user-${user}`;

async function deployedFor(
  { store, key, cohorts }: TargetConfig,
  { keyValueStore, now }: EdgeUsersDeps,
): Promise<DeployedFunction<EdgeEvent, EdgeRequest>> {
  const names = Array.isArray(cohorts) ? cohorts.map(String) : [];
  const members = (index: number) => Array.from({ length: MEMBERS }, (_, n) => userId(MEMBERS * index + n));
  const settings = edgeSettings({
    name: key,
    first: SIDES[0],
    sides: Object.fromEntries(
      SIDES.map((side) => [side, [{ path: '/', kind: 'bucket', domain: `side-${side}.s3.us-east-1.amazonaws.com` }]]),
    ),
    user: { from: 'cookie', name: 'uid' },
    cohorts: Object.fromEntries(names.map((name, index) => [name, { by: 'ids', ids: members(index) }])),
  });
  const [viewerRequest] = await buildFunctions(settings);
  const get = async (name: string): Promise<string> => {
    const value = keyValueStore.get(String(store), name);
    if (value === undefined) throw new Error('KeyNotFound');
    return value;
  };
  return deployFunction(viewerRequest?.code ?? '', { kvs: () => ({ get }), now });
}

/** Under which dimensions the application reports its pages. */
export function pageDimensions(service: string, split: string): MetricId['dimensions'] {
  return { Service: service, Split: split };
}

/** The application's own metrics. */
export const PAGES = { namespace: 'Users', requests: 'Pages', failures: 'FailedPages', latency: 'TimeToPage' };
