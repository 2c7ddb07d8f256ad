import {
  type AliasConfiguration,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { ComponentChanged, ComponentFault, type MovableComponent, type Move } from '../ports/component.ts';
import type { ComponentReading, Content, Trouble } from '../rollout/component.ts';
import type { Side } from '../rollout/environment.ts';
import { type Api, codeOf, faulting } from './fault.ts';
import { functionComponent, type LambdaFunctionsConfig, lambdaFunctionsConfig } from './lambda-functions-config.ts';

const lambdaApi: Api = {
  name: 'Lambda',
  permanent: {
    ResourceNotFoundException: 'Create the alias, pointing at a published version, or correct serin.yml.',
    InvalidParameterValueException: 'Compare the two aliases and correct them by hand.',
  },
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
      eachFunction(raw, async (config, name) => {
        const [a, b] = await aliasesOf(client, config, name);
        const labels = await labelsOf(client, name, new Set([a.version, b.version]));
        return {
          name: functionComponent(name),
          a: contentOf(a, labels),
          b: contentOf(b, labels),
          troubles: [...splitTroubles(config, name, 'a', a), ...splitTroubles(config, name, 'b', b)],
        } satisfies ComponentReading;
      }),
    digests: (raw) =>
      eachFunction(raw, async (config, name) => {
        const [a, b] = await aliasesOf(client, config, name);
        return { name: functionComponent(name), a: digestOf(a), b: digestOf(b) };
      }),
    bring: (raw, move) => {
      const config = lambdaFunctionsConfig.parse(raw);
      return faulting(lambdaApi, `${move.name} in ${move.side}`, () => bring(client, config, move));
    },
  };
}

/** Asks for the functions of a configuration in turn. */
async function eachFunction<T>(
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

function aliasesOf(client: LambdaClient, { aliases }: LambdaFunctionsConfig, functionName: string) {
  const read = async (alias: string): Promise<Alias> =>
    aliasOf(await client.send(new GetAliasCommand({ FunctionName: functionName, Name: alias })));
  return Promise.all([read(aliases.a), read(aliases.b)]);
}

function aliasOf({ FunctionVersion, RoutingConfig, RevisionId }: AliasConfiguration): Alias {
  return {
    version: FunctionVersion ?? '',
    weights: RoutingConfig?.AdditionalVersionWeights ?? {},
    revision: RevisionId ?? '',
  };
}

/** What the versions are called: their descriptions. Nothing else of the answer is kept: it has the environment in it. */
async function labelsOf(
  client: LambdaClient,
  functionName: string,
  versions: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  for (const version of versions) {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version });
    labels.set(version, (await client.send(command)).Description ?? '');
  }
  return labels;
}

/** A published version is immutable and numbered upwards; `$LATEST` is neither, and a split alias is no single version. */
function contentOf(alias: Alias, labels: ReadonlyMap<string, string>): Content {
  const isOne = /^\d+$/.test(alias.version) && Object.keys(alias.weights).length === 0;
  return {
    version: alias.version,
    label: labels.get(alias.version) ?? '',
    order: isOne ? Number(alias.version) : null,
    digest: digestOf(alias),
    token: alias.revision,
  };
}

function digestOf({ version, weights }: Alias): string {
  const split = Object.entries(weights).map(([other, weight]) => `${other}@${weight}`);
  return [version, ...split.sort()].join('+');
}

function splitTroubles({ aliases }: LambdaFunctionsConfig, name: string, side: Side, alias: Alias): readonly Trouble[] {
  const [other] = Object.keys(alias.weights);
  if (other === undefined) return [];
  return [
    {
      message: `${name}:${aliases[side]}, which stands for ${side}, also sends requests to version ${other}.`,
      remedy: 'Let the deployment that set it finish, or clear the weights of the alias.',
    },
  ];
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
    if (codeOf(error) !== 'PreconditionFailedException') throw error;
    throw new ComponentChanged(`${move.name} in ${move.side}`, { cause: error });
  }
}
