import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { buildFunctions } from '../../edge/build-functions.ts';
import type { EdgeEvent, EdgeRequest, EdgeResponse, EdgeResponseEvent } from '../../edge/event.ts';
import { edgeSettings } from '../../edge/settings-schema.ts';
import { type DeployedFunction, deployFunction } from '../cloud/edge-function.ts';
import type { KeyValueStoreCloud } from '../cloud/key-value-store.ts';

/** Members of each cohort. */
const MEMBERS = 30;

/** The two environments of every split in the sandbox; users begin in the first unless the service has environments. */
export const SIDES = ['a', 'b'] as const;

/** The cookie that holds a user's id. */
export const USER_COOKIE = 'uid';

export const userId = (user: number): string => `user-${user}`;

/** Both functions of a distribution. */
export interface DeployedEdge {
  readonly request: DeployedFunction<EdgeEvent, EdgeRequest>;
  readonly response: DeployedFunction<EdgeResponseEvent, EdgeResponse>;
}

/** The dependencies of functions at the edge. */
export interface DeployedEdgeDeps {
  readonly keyValueStore: Pick<KeyValueStoreCloud, 'get'>;
  readonly now: () => number;
  /** The bucket behind each environment. */
  readonly buckets: Readonly<Record<EnvironmentId, string>>;
}

/**
 * Builds the functions of a target and deploys them to a distribution with two environments. The first 30 users are in the first
 * cohort that the target names, the next 30 in the second, and so on.
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

/** The suffix of a bucket's domain name. */
const DOMAIN = '.s3.us-east-1.amazonaws.com';

function bucketDomain(bucket: string): string {
  return bucket + DOMAIN;
}

/** Returns the bucket of an origin. */
export function originBucket(origin: Readonly<Record<string, unknown>> | null): string {
  return String(origin?.domainName ?? '').replace(DOMAIN, '');
}
