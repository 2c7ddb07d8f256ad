import type { EnvironmentId } from '../../domain/environment.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { buildFunctions } from '../../edge/build-functions.ts';
import type { EdgeEvent, EdgeRequest, EdgeResponse, EdgeResponseEvent } from '../../edge/event.ts';
import { edgeSettings } from '../../edge/settings-schema.ts';
import { type DeployedFunction, deployFunction } from '../cloud/edge-function.ts';
import type { KeyValueStoreCloud } from '../cloud/key-value-store.ts';

/** Members of each cohort. */
const MEMBERS = 30;

/** The two sides of every split in the sandbox; users begin on the first, where no environments say otherwise. */
export const SIDES = ['a', 'b'] as const;

/** The cookie in which a user's id is. */
export const USER_COOKIE = 'uid';

export const userId = (user: number): string => `user-${user}`;

/** Both functions of a distribution. */
export interface DeployedEdge {
  readonly request: DeployedFunction<EdgeEvent, EdgeRequest>;
  readonly response: DeployedFunction<EdgeResponseEvent, EdgeResponse>;
}

/** What functions at the edge are deployed with. */
export interface DeployedEdgeDeps {
  readonly keyValueStore: Pick<KeyValueStoreCloud, 'get'>;
  readonly now: () => number;
  /** The bucket behind each side. */
  readonly buckets: Readonly<Record<EnvironmentId, string>>;
}

/**
 * Builds the functions of a target and deploys them, as they would be, to a distribution with two sides. The first 30 users are
 * in the first cohort that the target names, the next 30 in the second, and so on.
 */
export async function deployEdge(
  { store, key, cohorts }: TargetConfig,
  { keyValueStore, now, buckets }: DeployedEdgeDeps,
): Promise<DeployedEdge> {
  const names = Array.isArray(cohorts) ? cohorts.map(String) : [];
  const members = (index: number) => Array.from({ length: MEMBERS }, (_, n) => userId(MEMBERS * index + n));
  const settings = edgeSettings({
    name: key,
    first: SIDES[0],
    sides: Object.fromEntries(
      SIDES.map((side) => [side, [{ path: '/', kind: 'bucket', domain: bucketDomain(buckets[side]) }]]),
    ),
    user: { from: 'cookie', name: USER_COOKIE },
    cohorts: Object.fromEntries(names.map((name, index) => [name, { by: 'ids', ids: members(index) }])),
  });
  const [request, response] = await buildFunctions(settings);
  const get = async (name: string): Promise<string> => {
    const value = keyValueStore.get(String(store), name);
    if (value === undefined) throw new Error('KeyNotFound');
    return value;
  };
  const surroundings = { kvs: () => ({ get }), now };
  return {
    request: deployFunction(request?.code ?? '', surroundings),
    response: deployFunction(response?.code ?? '', surroundings),
  };
}

/** What stands behind the name of a bucket in that of its origin. */
const DOMAIN = '.s3.us-east-1.amazonaws.com';

function bucketDomain(bucket: string): string {
  return bucket + DOMAIN;
}

/** The bucket that an origin is. */
export function originBucket(origin: Readonly<Record<string, unknown>> | null): string {
  return String(origin?.domainName ?? '').replace(DOMAIN, '');
}
