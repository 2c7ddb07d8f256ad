import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { edgeClient } from '../../../../src/adapters/targets/edge/client.ts';
import { writeSplit } from '../../../../src/routing/split.ts';
import { attach, type Observer } from '../../../../src/sandbox/cloud/attach.ts';
import { createElbv2Model, type Elbv2Cloud } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { createKeyValueStoreModel, type KeyValueStoreCloud } from '../../../../src/sandbox/cloud/key-value-store.ts';
import { createLambdaModel, type LambdaCloud } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { createRoute53Model, type Route53Cloud } from '../../../../src/sandbox/cloud/route53/route53.ts';
import { aSplit } from '../../../routing/a-split.ts';
import { aForward, type Forwarded, LISTENER, RULE } from '../alb/world.ts';
import type { TestClock } from './a-clock.ts';

const SOMEWHERE = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' }, maxAttempts: 1 };

/** A model of Route 53 behind a real client. */
export function aRoute53(
  clock: TestClock,
  observer?: Observer,
  syncMs = 30_000,
): { cloud: Route53Cloud; client: Route53Client } {
  const cloud = createRoute53Model({ now: clock.now, syncMs });
  return { cloud, client: attach(new Route53Client(SOMEWHERE), 'Route53', cloud.model, observer) };
}

/** A model of Lambda behind a real client, with one function `checkout-api`: v53 is live, v54 and v55 are published. */
export function aLambda(clock: TestClock, observer?: Observer): { cloud: LambdaCloud; client: LambdaClient } {
  const cloud = createLambdaModel({ now: clock.now });
  cloud.createFunction({ name: 'checkout-api' });
  for (const description of ['v53', 'v54', 'v55']) cloud.publish('checkout-api', { description });
  cloud.createAlias('checkout-api', 'live', '1');
  return { cloud, client: attach(new LambdaClient(SOMEWHERE), 'Lambda', cloud.model, observer) };
}

/** The store of `aKeyValueStore`. */
export const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

/** A model of KeyValueStore behind a real client, with one store: in its key `web` everybody is on the side a. */
export function aKeyValueStore(
  clock: TestClock,
  observer?: Observer,
): {
  cloud: KeyValueStoreCloud;
  client: CloudFrontKeyValueStoreClient;
  load: () => Promise<CloudFrontKeyValueStoreClient>;
} {
  const cloud = createKeyValueStoreModel({ now: clock.now });
  cloud.createStore(STORE, { web: writeSplit(aSplit({ weight: 0, salt: 'before' })), other: 'of somebody else' });
  const client = attach(edgeClient(SOMEWHERE), 'KeyValueStore', cloud.model, observer);
  return { cloud, client, load: async () => client };
}

/**
 * A model of Elastic Load Balancing behind a real client: a listener and a rule of the load balancer `orders`, both with all weight on
 * `orders-blue` and none on `orders-green`, and a third target group `orders-red`.
 */
export function anElb(
  clock: TestClock,
  { sticky = null, observer }: { readonly sticky?: number | null; readonly observer?: Observer } = {},
): { cloud: Elbv2Cloud; client: ElasticLoadBalancingV2Client; groups: Forwarded } {
  const cloud = createElbv2Model({ now: clock.now });
  const [blue = '', green = '', red = ''] = ['orders-blue', 'orders-green', 'orders-red'].map((name) =>
    cloud.createGroup({ name }),
  );
  const groups = { blue, green, red, sticky };
  cloud.createListener(LISTENER, [aForward(groups, [100, 0])]);
  cloud.createRule(RULE, { actions: [aForward(groups, [100, 0])] });
  const client = attach(new ElasticLoadBalancingV2Client(SOMEWHERE), 'ELBv2', cloud.model, observer);
  return { cloud, client, groups };
}
