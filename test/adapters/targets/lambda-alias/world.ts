import { GetAliasCommand, type LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { createLambdaAliasTarget } from '../../../../src/adapters/targets/lambda-alias/target.ts';
import type { TestClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import type { TargetWorld } from '../target-contract.ts';

/** A function with the versions 1 (v53), 2 (v54) and 3 (v55) and the alias `live` on 1. */
export interface SeededFunction {
  readonly name: string;
  remove(): Promise<void>;
  /** Deletes version 1. */
  removeBefore(): Promise<void>;
}

/** The alias of a seeded function, driven by nothing but the API. */
export function aLambdaAliasWorld(client: LambdaClient, clock: TestClock, seeded: SeededFunction): TargetWorld {
  const alias = { FunctionName: seeded.name, Name: 'live' };
  return {
    target: createLambdaAliasTarget({ client, clock }),
    clock,
    ask: anAsk({ kind: 'lambda-alias', function: seeded.name, alias: 'live' }),
    async look() {
      const { FunctionVersion, RoutingConfig } = await client.send(new GetAliasCommand(alias));
      return { FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
    },
    async split(weight) {
      const RoutingConfig = { AdditionalVersionWeights: { 2: weight / 100 } };
      await client.send(new UpdateAliasCommand({ ...alias, RoutingConfig }));
    },
    async change() {
      await client.send(new UpdateAliasCommand({ ...alias, FunctionVersion: '3' }));
    },
    remove: () => seeded.remove(),
    removeBefore: () => seeded.removeBefore(),
  };
}
