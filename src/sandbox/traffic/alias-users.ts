import type { MetricId } from '../cloud/cloudwatch/metrics.ts';
import type { LambdaCloud } from '../cloud/lambda/lambda.ts';
import { draw } from './behaviour.ts';
import type { Chance } from './random.ts';
import { REQUESTS_PER_TICK, type Source, USERS, type UsersDeps } from './source.ts';
import { createTally, type Tally } from './tally.ts';

/** The dependencies of requests through an alias. */
export interface AliasUsersDeps extends UsersDeps {
  readonly lambda: Pick<LambdaCloud, 'pick' | 'isSplit'>;
  /** Picks the user of the next request. It is separate from `chance`, because the split does not depend on the user. */
  readonly who: Pick<Chance, 'index'>;
}

/**
 * Creates requests through a Lambda alias, which picks the version anew for each request. Reports the metrics that Lambda
 * reports: by function, by alias and, while the alias has weights, by version behind it.
 */
export function createAliasUsers(functionName: string, alias: string, deps: AliasUsersDeps): Source {
  const tallies = new Map<string, Tally>();
  const byAlias = createTally(LAMBDA);
  const versionTally = (version: string): Tally => {
    const tally = tallies.get(version) ?? createTally(LAMBDA);
    tallies.set(version, tally);
    return tally;
  };
  return {
    tick: () => {
      const stable = deps.stable();
      const isSplit = deps.lambda.isSplit(functionName, alias);
      for (let request = 0; request < REQUESTS_PER_TICK; request += 1) {
        const version = deps.lambda.pick(functionName, alias, deps.chance.uniform());
        const arm = version === stable ? 'stable' : 'canary';
        const outcome = draw(deps.behaviour(arm), deps.chance);
        deps.met(arm, deps.who.index(USERS), outcome);
        if (isSplit) versionTally(version).add(outcome);
        byAlias.add(outcome);
      }
    },
    report: (at) => {
      const dimensions = aliasDimensions(functionName, alias);
      byAlias.report(deps.metrics, at, [{ FunctionName: functionName }, dimensions]);
      for (const [version, tally] of tallies)
        tally.report(deps.metrics, at, [{ ...dimensions, ExecutedVersion: version }]);
    },
  };
}

/** Returns the dimensions under which Lambda reports the metrics of an alias. */
export function aliasDimensions(functionName: string, alias: string): MetricId['dimensions'] {
  return { FunctionName: functionName, Resource: `${functionName}:${alias}` };
}

/** Lambda's own metrics. Source: "Types of metrics for Lambda functions" in the Lambda developer guide. */
export const LAMBDA = { namespace: 'AWS/Lambda', requests: 'Invocations', failures: 'Errors', latency: 'Duration' };
