import { type LambdaClient, UpdateAliasCommand, type UpdateAliasCommandInput } from '@aws-sdk/client-lambda';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { Clock } from '../../../ports/clock.ts';
import {
  type Goal,
  type Reading,
  type RollbackRequest,
  type RollbackResult,
  type Target,
  TargetChanged,
  type VersionSource,
} from '../../../ports/target.ts';
import { type Api, errorCode, isDenied } from '../../shared/fault.ts';
import { faulting, toFault } from '../fault.ts';
import { createPace } from '../pace.ts';
import { lambdaAliasConfig, lambdaAliasName } from './config.ts';
import { type FrozenSides, sideDrift } from './environments.ts';
import { inspectLambdaAlias, toPercent } from './inspect.ts';
import { publishedVersions } from './published-versions.ts';
import { type Alias, type Lambda, readAlias, toAlias } from './reads.ts';
import { readServing } from './serving.ts';

/** Calls of Lambda's control plane: 15 per second and region, and that cannot be raised (Lambda quotas). */
const CONTROL_PLANE = { limit: 15, interval: 1_000 };

const lambdaApi: Api = {
  name: 'Lambda',
  permanent: {
    ResourceNotFoundException: 'Check whether the function, the alias or one of the versions was deleted.',
    InvalidParameterValueException: 'Compare the alias with the baseline in the thread and correct it by hand.',
  },
  worded: [
    {
      code: 'ResourceConflictException',
      words: /state: '?(Failed|Deactivat|Deleting)/,
      remedy: 'That version cannot serve: correct the cause, publish a new version, and start that one.',
    },
  ],
  needs: 'lambda:GetAlias and lambda:UpdateAlias',
};

/** The two versions; the baseline is the stable one without weights. With environments also the versions of both. */
interface Frozen {
  readonly stable: string;
  readonly canary: string;
  readonly sides?: FrozenSides;
}

/** Lambda aliases as targets. One per process, so that it can pace its calls. */
export function createLambdaAliasTarget({
  client,
  clock,
}: {
  readonly client: LambdaClient;
  readonly clock: Clock;
}): Target & VersionSource {
  const lambda: Lambda = { client, pace: createPace(clock, CONTROL_PLANE) };
  return {
    inspect: (ask) =>
      faulting(lambdaApi, lambdaAliasName(lambdaAliasConfig.parse(ask.config)), () => inspectLambdaAlias(lambda, ask)),
    read: (target, asks) =>
      faulting(lambdaApi, target.name, async () => {
        const config = lambdaAliasConfig.parse(target.config);
        const { sides } = frozenState(target);
        const [alias, drift, noWayBack] = await Promise.all([
          readAlias(lambda, config),
          sides === undefined ? null : sideDrift(lambda, config.function, sides),
          asks === 'way-back' ? rollbackProblem(lambda, config.function, target) : null,
        ]);
        return { ...toReading(alias, target, drift, clock.now()), ...(noWayBack !== null && { noWayBack }) };
      }),
    shift: (target, goal, expected) =>
      faulting(lambdaApi, target.name, async () => {
        try {
          await update(lambda, target, {
            ...goalSettings(frozenState(target), goal),
            RevisionId: expected.token as string,
          });
          return { change: null };
        } catch (error) {
          if (errorCode(error) === 'PreconditionFailedException')
            throw new TargetChanged(target.name, { cause: error });
          throw error;
        }
      }),
    back: (targets, way) => Promise.all(targets.map((target) => bringBack(lambda, target, way))),
    versions: (config) =>
      faulting(lambdaApi, lambdaAliasName(lambdaAliasConfig.parse(config)), () =>
        publishedVersions(lambda, lambdaAliasConfig.parse(config)),
      ),
  };
}

/** Returns the reason why the stable version cannot take the traffic again; null when it can, or when Serin may not ask. */
async function rollbackProblem(lambda: Lambda, functionName: string, target: TargetState): Promise<string | null> {
  const { stable: version } = frozenState(target);
  try {
    const serving = await readServing(lambda, { function: functionName, version, called: target.stable });
    return serving.is === 'unable' ? serving.message : null;
  } catch (error) {
    if (isDenied(error)) return null;
    throw error;
  }
}

function toReading(alias: Alias, target: TargetState, elsewhere: string | null, now: number): Reading {
  const { stable, canary } = frozenState(target);
  const { observed } = target;
  const split = Object.keys(alias.weights).length > 0;
  const weight = versionShare(alias, canary);
  return {
    weight,
    token: alias.revision,
    effectiveAt: observed?.weight === weight && observed.effectiveAt !== null ? observed.effectiveAt : now,
    drift: describeDrift(alias, frozenState(target)) ?? elsewhere,
    atBaseline: alias.version === stable && !split,
    promoted: alias.version === canary && !split,
  };
}

/** The share of one version, in percent: what the weights say, or what they leave to the version the alias points to. */
function versionShare({ version, weights }: Alias, wanted: string): number {
  if (version !== wanted) return toPercent(weights[wanted] ?? 0);
  return toPercent(1 - Object.values(weights).reduce((sum, weight) => sum + weight, 0));
}

function describeDrift(alias: Alias, { stable, canary }: Frozen): string | null {
  const known = [stable, canary];
  const changes = known.includes(alias.version) ? [] : [`it points to version ${alias.version}, it was ${stable}`];
  for (const [version, weight] of Object.entries(alias.weights)) {
    if (!known.includes(version)) changes.push(`version ${version} takes ${toPercent(weight)}% of the requests`);
  }
  return changes.length === 0 ? null : changes.join('; ');
}

function goalSettings({ stable, canary }: Frozen, goal: Goal): Partial<UpdateAliasCommandInput> {
  switch (goal.kind) {
    case 'baseline':
      return { FunctionVersion: stable, ...weights({}) };
    case 'promoted':
      return { FunctionVersion: canary, ...weights({}) };
    case 'weight':
      return { FunctionVersion: stable, ...weights(goal.weight === 0 ? {} : { [canary]: goal.weight / 100 }) };
  }
}

/**
 * Clears the weights without comparing. What the alias points to is left alone, because somebody may have pointed it at a
 * third version since; but not at the canary, whoever did that.
 */
async function bringBack(lambda: Lambda, target: TargetState, way: RollbackRequest): Promise<RollbackResult> {
  try {
    const { stable, canary } = frozenState(target);
    const restore = way.promotionBegan && typeof target.observed?.drift !== 'string';
    const after = await update(lambda, target, { ...weights({}), ...(restore && { FunctionVersion: stable }) });
    if (after.version === canary) await update(lambda, target, { ...weights({}), FunctionVersion: stable });
    return { change: null };
  } catch (error) {
    return { fault: toFault(error, lambdaApi, target.name) };
  }
}

async function update(lambda: Lambda, target: TargetState, settings: Partial<UpdateAliasCommandInput>): Promise<Alias> {
  const config = lambdaAliasConfig.parse(target.config);
  const command = new UpdateAliasCommand({ ...settings, FunctionName: config.function, Name: config.alias });
  return toAlias(await lambda.pace(() => lambda.client.send(command)));
}

function weights(shares: Record<string, number>): Partial<UpdateAliasCommandInput> {
  return { RoutingConfig: { AdditionalVersionWeights: shares } };
}

function frozenState(target: TargetState): Frozen {
  return target.frozen as unknown as Frozen;
}
