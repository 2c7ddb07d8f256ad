import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { clientDefaults } from './aws/client-defaults.ts';
import type { Target } from './ports/target.ts';
import { type TargetDeps, targetKind } from './targets/registry.ts';
import { systemClock } from './wire-clock.ts';
import { edgeClients } from './wire-edge.ts';

/** What `serin rollback --from` needs: the targets, with the credentials and the region of the environment. */
export function createHands() {
  const lambda = new LambdaClient(clientDefaults());
  const clients = {
    lambda,
    route53: new Route53Client(clientDefaults()),
    keyValueStore: edgeClients(clientDefaults()),
  };
  return handsWith({ ...clients, clock: systemClock }, async () => {
    const [region, { accountId }] = await Promise.all([lambda.config.region(), lambda.config.credentials()]);
    return accountId === undefined ? region : `the account ${accountId}, ${region}`;
  });
}

/** The same with given clients. @param where says where they lead */
export function handsWith(deps: TargetDeps, where: () => Promise<string>) {
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
