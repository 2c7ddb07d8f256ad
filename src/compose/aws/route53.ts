import { Route53Client, type Route53ClientConfig } from '@aws-sdk/client-route-53';

/** Creates a client of Route 53. */
export function route53Client(config: Route53ClientConfig): Route53Client {
  return new Route53Client(config);
}
