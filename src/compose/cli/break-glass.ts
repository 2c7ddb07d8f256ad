import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { readParametersBy } from '../../adapters/aws/ssm/read-parameters.ts';
import { toLoaders } from '../../adapters/shared/lazy.ts';
import { type TargetDeps, targetKind } from '../../adapters/targets/registry.ts';
import type { Target } from '../../ports/target.ts';
import { systemClock } from '../clock.ts';
import { ecsClients } from '../ecs.ts';
import { edgeClients } from '../edge.ts';
import { elbClients } from '../elb.ts';
import { installation } from '../installation.ts';
import { wireLaunchDarkly } from '../launchdarkly.ts';

/**
 * Creates the dependencies of `serin rollback --from`: the targets, with the credentials and the region of the environment.
 * @param name the installation whose secrets a target outside AWS needs; they are read only for such a target
 */
export function breakGlassDeps(name: string) {
  const lambda = new LambdaClient(clientDefaults());
  const ssm = new SSMClient(clientDefaults());
  const launchdarkly = wireLaunchDarkly({
    ...{ parameters: readParametersBy(ssm), clock: systemClock, prefix: installation(name).targetsPrefix },
  });
  const route53 = new Route53Client(clientDefaults());
  const defaults = clientDefaults();
  const lazyClients = { keyValueStore: edgeClients(defaults), elb: elbClients(defaults), ecs: ecsClients(defaults) };
  const clients = { ...toLoaders({ lambda, route53 }), ...lazyClients, launchdarkly };
  return breakGlassDepsWith({ ...clients, clock: systemClock }, async () => {
    const [region, { accountId }] = await Promise.all([lambda.config.region(), lambda.config.credentials()]);
    return accountId === undefined ? region : `the account ${accountId}, ${region}`;
  });
}

/** Creates the dependencies with given clients. @param where returns the account and region of the clients */
export function breakGlassDepsWith(deps: TargetDeps, where: () => Promise<string>) {
  const made = new Map<string, Target>();
  return {
    clock: deps.clock,
    where,
    target(kind: string): Target {
      const target = made.get(kind) ?? targetKind(kind).create(deps);
      made.set(kind, target);
      return target;
    },
  };
}
