import {
  ElasticLoadBalancingV2Client,
  type ElasticLoadBalancingV2ClientConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** Creates a client of load balancers. */
export function elbClient(config: ElasticLoadBalancingV2ClientConfig): ElasticLoadBalancingV2Client {
  return new ElasticLoadBalancingV2Client(config);
}
