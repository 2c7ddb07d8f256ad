import type { MetricId } from '../cloud/cloudwatch/metrics.ts';
import type { LambdaCloud } from '../cloud/lambda.ts';
import { draw } from './behaviour.ts';
import type { Chance } from './random.ts';
import { REQUESTS_PER_TICK, type Source, USERS, type UsersDeps } from './source.ts';
import { createTally, type Tally } from './tally.ts';

/** What requests through an alias need. */
export interface AliasUsersDeps extends UsersDeps {
  readonly lambda: Pick<LambdaCloud, 'pick'>;
  /** Says who makes the next request; apart from `chance`, since the split does not depend on who asks. */
  readonly who: Pick<Chance, 'index'>;
}

/**
 * Requests through a Lambda alias, which decides for each request anew which version answers. Reports what Lambda
 * reports: by function, by alias and by version behind the alias.
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
      for (let request = 0; request < REQUESTS_PER_TICK; request += 1) {
        const version = deps.lambda.pick(functionName, alias, deps.chance.uniform());
        const arm = version === stable ? 'stable' : 'canary';
        const outcome = draw(deps.behaviour(arm), deps.chance);
        deps.met(arm, deps.who.index(USERS), outcome);
        versionTally(version).add(outcome);
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

/** Under which dimensions Lambda reports what happens behind an alias. */
export function aliasDimensions(functionName: string, alias: string): MetricId['dimensions'] {
  return { FunctionName: functionName, Resource: `${functionName}:${alias}` };
}

/** Source: "Types of metrics for Lambda functions" in the Lambda developer guide. */
export const LAMBDA = { namespace: 'AWS/Lambda', requests: 'Invocations', failures: 'Errors', latency: 'Duration' };
