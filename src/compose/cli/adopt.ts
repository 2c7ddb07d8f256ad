import { Route53Client } from '@aws-sdk/client-route-53';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createRoute53Adoption } from '../../adapters/targets/route53/adoption.ts';
import { systemClock } from '../clock.ts';

/** Creates the Route 53 access of `serin adopt`, with the credentials of the environment. */
export function createDns() {
  return createRoute53Adoption({ client: new Route53Client(clientDefaults()), clock: systemClock });
}
