import {
  type AliasConfiguration,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import type { ComponentReading, Content, Trouble } from '../../../domain/environment/component.ts';
import type { EnvironmentId } from '../../../domain/environment/environment.ts';
import { ComponentChanged, ComponentFault, type MovableComponent, type Move } from '../../../ports/component.ts';
import { judgeServing, type Serving } from '../../../rollout/preflight/serving.ts';
import { type Api, errorCode } from '../../shared/fault.ts';
import { faulting } from '../fault.ts';
import { functionComponent, type LambdaFunctionsConfig, lambdaFunctionsConfig } from './config.ts';

const lambdaApi: Api = {
  name: 'Lambda',
  permanent: {
    ResourceNotFoundException: 'Create the alias, pointing at a published version, or correct serin.yml.',
    InvalidParameterValueException: 'Compare the two aliases and correct them by hand.',
  },
  worded: [
    {
      code: 'ResourceConflictException',
      words: /state: '?(Failed|Deactivat|Deleting)/,
      remedy: 'That version cannot serve: correct the cause, publish a new version, and sync again.',
    },
  ],
  needs: 'lambda:GetAlias, lambda:GetFunctionConfiguration and lambda:UpdateAlias',
};

/** The version and weights that Lambda says an alias has. */
interface Alias {
  readonly version: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly revision: string;
}

/** Lambda functions as components. Functions are read one after the other: Lambda's control plane takes 15 calls a second. */
export function createLambdaFunctions(client: LambdaClient): MovableComponent {
  return {
    read: (raw) =>
      forEachFunction(raw, async (config, name) => {
        const [a, b] = await readAliases(client, config, name);
        const versions = await readVersions(client, name, new Set([a.version, b.version]));
        return {
          name: functionComponent(name),
          a: toContent(a, versions),
          b: toContent(b, versions),
          troubles: [
            ...splitTroubles(config, name, 'a', a),
            ...splitTroubles(config, name, 'b', b),
            ...servingTroubles([a.version, b.version], versions),
          ],
        } satisfies ComponentReading;
      }),
    digests: (raw) =>
      forEachFunction(raw, async (config, name) => {
        const [a, b] = await readAliases(client, config, name);
        return { name: functionComponent(name), a: digestAlias(a), b: digestAlias(b) };
      }),
    bring: (raw, move) => {
      const config = lambdaFunctionsConfig.parse(raw);
      return faulting(lambdaApi, `${move.name} in ${move.side}`, () => bring(client, config, move));
    },
  };
}

/** Asks for the functions of a configuration in turn. */
async function forEachFunction<T>(
  raw: unknown,
  ask: (config: LambdaFunctionsConfig, functionName: string) => Promise<T>,
): Promise<readonly T[]> {
  const config = lambdaFunctionsConfig.parse(raw);
  const answers: T[] = [];
  for (const name of config.functions) {
    answers.push(await faulting(lambdaApi, functionComponent(name), () => ask(config, name)));
  }
  return answers;
}

function readAliases(client: LambdaClient, { aliases }: LambdaFunctionsConfig, functionName: string) {
  const read = async (alias: string): Promise<Alias> =>
    toAlias(await client.send(new GetAliasCommand({ FunctionName: functionName, Name: alias })));
  return Promise.all([read(aliases.a), read(aliases.b)]);
}

function toAlias({ FunctionVersion, RoutingConfig, RevisionId }: AliasConfiguration): Alias {
  return {
    version: FunctionVersion ?? '',
    weights: RoutingConfig?.AdditionalVersionWeights ?? {},
    revision: RevisionId ?? '',
  };
}

/** The facts about a version. */
interface VersionFacts {
  /** The name people use: its description. */
  readonly label: string;
  readonly serving: Serving;
}

/** Reads the labels of versions and whether they can serve. Nothing else is kept: the answer has environment variables in it. */
async function readVersions(
  client: LambdaClient,
  functionName: string,
  numbers: ReadonlySet<string>,
): Promise<ReadonlyMap<string, VersionFacts>> {
  const versions = new Map<string, VersionFacts>();
  for (const version of numbers) {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version });
    const { Description: label = '', ...answer } = await client.send(command);
    const called = label === '' ? version : `${version} (${label.slice(0, 60)})`;
    const serving = judgeServing({ function: functionName, version, called }, answer);
    versions.set(version, { label, serving });
  }
  return versions;
}

/** A published version is immutable and numbered upwards; `$LATEST` is neither, and a split alias is no single version. */
function toContent(alias: Alias, versions: ReadonlyMap<string, VersionFacts>): Content {
  const isOne = /^\d+$/.test(alias.version) && Object.keys(alias.weights).length === 0;
  return {
    version: alias.version,
    label: versions.get(alias.version)?.label ?? '',
    order: isOne ? Number(alias.version) : null,
    digest: digestAlias(alias),
    token: alias.revision,
  };
}

function digestAlias({ version, weights }: Alias): string {
  const split = Object.entries(weights).map(([other, weight]) => `${other}@${weight}`);
  return [version, ...split.sort()].join('+');
}

function splitTroubles(
  { aliases }: LambdaFunctionsConfig,
  name: string,
  side: EnvironmentId,
  alias: Alias,
): readonly Trouble[] {
  const [other] = Object.keys(alias.weights);
  if (other === undefined) return [];
  return [
    {
      message: `${name}:${aliases[side]}, which stands for ${side}, also sends requests to version ${other}.`,
      remedy: 'Let the deployment that set it finish, or clear the weights of the alias.',
    },
  ];
}

/**
 * A version that cannot serve is for a person to put right, unless the other environment has a newer one: then bringing that
 * up is what puts it right.
 */
function servingTroubles(
  [a, b]: readonly [string, string],
  versions: ReadonlyMap<string, VersionFacts>,
): readonly Trouble[] {
  const newest = Number(b) > Number(a) ? b : a;
  const serving = versions.get(newest)?.serving;
  return serving?.is === 'unable' ? [{ message: serving.message, remedy: serving.remedy }] : [];
}

async function bring(client: LambdaClient, { functions, aliases }: LambdaFunctionsConfig, move: Move): Promise<void> {
  const functionName = functions.find((name) => functionComponent(name) === move.name);
  if (functionName === undefined) {
    throw new ComponentFault('not-configured', `${move.name} is not in serin.yml any more. Ask again.`, true);
  }
  try {
    await client.send(
      new UpdateAliasCommand({
        FunctionName: functionName,
        Name: aliases[move.side],
        FunctionVersion: move.version,
        RevisionId: move.expected.token,
      }),
    );
  } catch (error) {
    if (errorCode(error) !== 'PreconditionFailedException') throw error;
    throw new ComponentChanged(`${move.name} in ${move.side}`, { cause: error });
  }
}
