import { createHash } from 'node:crypto';
import {
  type FunctionConfiguration,
  type GetAliasCommandInput,
  type GetFunctionConfigurationCommandInput,
  type GetPolicyCommandInput,
  type GetProvisionedConcurrencyConfigCommandInput,
  type InvokeCommandInput,
  type ListAliasesCommandInput,
  type ListEventSourceMappingsCommandInput,
  type ListFunctionsCommandInput,
  type ListTagsCommandInput,
  type ListVersionsByFunctionCommandInput,
  ProvisionedConcurrencyConfigNotFoundException,
  type ProvisionedConcurrencyStatusEnum,
  type PublishVersionCommandInput,
  ResourceNotFoundException,
  type UpdateAliasCommandInput,
} from '@aws-sdk/client-lambda';
import type { Model } from '../attach.ts';
import { type Alias, updateAlias } from './alias.ts';
import { answerInvoke, type FunctionCode } from './invoke.ts';

/** The page length of Lambda's lists. */
const PAGE = 50;
const PREFIX = 'arn:aws:lambda:us-east-1:123456789012:function:';

/** The settings with which a version is published. */
export interface VersionSeed {
  readonly description?: string;
  readonly role?: string;
  readonly deadLetterArn?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Lambda of one account. */
export interface LambdaCloud {
  readonly model: Model;
  /** Creates a function with nothing but `$LATEST`. */
  createFunction(seed: VersionSeed & { readonly name: string; readonly tags?: Readonly<Record<string, string>> }): void;
  /** Publishes the next version and returns its number. */
  publish(functionName: string, seed?: VersionSeed): string;
  /** Sets the code of a function; a function without code answers null. */
  program(functionName: string, code: FunctionCode): void;
  /** Sets the state of a version, for example `{ State: 'Pending' }`; without it a version is active. */
  setState(functionName: string, version: string, state: VersionState): void;
  deleteVersion(functionName: string, version: string): void;
  deleteFunction(functionName: string): void;
  createAlias(functionName: string, alias: string, version: string): void;
  /** Gives an alias a resource policy, as an API or a load balancer that calls it would. */
  allowCalls(functionName: string, alias: string): void;
  /** Lets a queue or a stream call an alias. */
  mapEventSource(functionName: string, alias: string): void;
  provision(functionName: string, alias: string, status: ProvisionedConcurrencyStatusEnum): void;
  /** Returns the description of a version; empty when the version does not exist. */
  descriptionOf(functionName: string, version: string): string;
  /** Returns the version that an alias points to; its weighted version does not count. */
  mainVersion(functionName: string, alias: string): string;
  /** Returns the share of one version behind an alias, in percent. */
  share(functionName: string, alias: string, version: string): number;
  /** Tells whether an alias has a weighted version beside its main one. */
  isSplit(functionName: string, alias: string): boolean;
  /** Returns the version that takes one request. @param random from 0 to below 1. */
  pick(functionName: string, alias: string, random: number): string;
}

/** The readiness of a version, as Lambda describes it. */
export type VersionState = Pick<
  FunctionConfiguration,
  'State' | 'StateReason' | 'StateReasonCode' | 'LastUpdateStatus' | 'LastUpdateStatusReason' | 'SnapStart'
>;

const ACTIVE: VersionState = { State: 'Active', LastUpdateStatus: 'Successful' };

interface Func {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The versions, `$LATEST` first, then by number. */
  versions: FunctionConfiguration[];
  readonly aliases: Map<string, Alias>;
  readonly policies: Set<string>;
  readonly eventSources: Set<string>;
  readonly provisioned: Map<string, ProvisionedConcurrencyStatusEnum>;
  /** The states of versions that are not simply active. */
  readonly states: Map<string, VersionState>;
  published: number;
  code: FunctionCode;
}

/** Creates a model of Lambda: functions, published versions, and aliases that split requests between two of them. */
export function createLambdaModel(world: { now(): number }): LambdaCloud {
  const functions = new Map<string, Func>();
  const find = (name: string | undefined): Func => {
    const found = functions.get(name ?? '');
    return found ?? notFound(`Function not found: ${PREFIX}${name}`);
  };
  const alias = (functionName: string | undefined, name: string | undefined): Alias =>
    find(functionName).aliases.get(name ?? '') ?? notFound(`Cannot find alias arn: ${PREFIX}${functionName}:${name}`);
  const seeds = createSeeding(functions, find, world);
  return {
    model: {
      ...aliasOperations(find, alias),
      ...readOperations(functions, find),
      // Each call publishes a new version: the code of `$LATEST` is taken to have changed before.
      PublishVersion: ({ FunctionName = '', Description = '' }: PublishVersionCommandInput) =>
        findVersion(find(FunctionName), seeds.publish(FunctionName, { description: Description })),
    },
    ...seeds,
    descriptionOf: (functionName, version) => findVersion(find(functionName), version)?.Description ?? '',
    mainVersion: (functionName, name) => alias(functionName, name).version,
    share(functionName, name, version) {
      const { weights, version: main } = alias(functionName, name);
      const extra = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
      return 100 * (version === main ? 1 - extra : (weights[version] ?? 0));
    },
    isSplit: (functionName, name) => Object.keys(alias(functionName, name).weights).length > 0,
    pick(functionName, name, random) {
      const { weights, version } = alias(functionName, name);
      const [other] = Object.entries(weights);
      return other !== undefined && random < other[1] ? other[0] : version;
    },
  };
}

function createSeeding(functions: Map<string, Func>, find: (name: string) => Func, world: { now(): number }) {
  const configuration = (name: string, version: string, seed: VersionSeed): FunctionConfiguration => ({
    FunctionName: name,
    FunctionArn: `${PREFIX}${name}:${version}`,
    Version: version,
    Description: seed.description ?? '',
    Role: seed.role ?? `arn:aws:iam::123456789012:role/${name}`,
    LastModified: new Date(world.now()).toISOString(),
    ...(seed.variables !== undefined && { Environment: { Variables: { ...seed.variables } } }),
    ...(seed.deadLetterArn !== undefined && { DeadLetterConfig: { TargetArn: seed.deadLetterArn } }),
  });
  return {
    createFunction({ name, tags = {}, ...seed }) {
      functions.set(name, {
        name,
        tags,
        versions: [configuration(name, '$LATEST', seed)],
        aliases: new Map(),
        policies: new Set(),
        eventSources: new Set(),
        provisioned: new Map(),
        states: new Map(),
        published: 0,
        code: () => null,
      });
    },
    publish(name, seed = {}) {
      const owner = find(name);
      owner.published += 1;
      owner.versions.push(configuration(name, String(owner.published), seed));
      return String(owner.published);
    },
    program(name, code) {
      find(name).code = code;
    },
    setState: (name, version, state) => find(name).states.set(version, state),
    deleteVersion(name, version) {
      const owner = find(name);
      owner.versions = owner.versions.filter(({ Version }) => Version !== version);
    },
    deleteFunction: (name) => functions.delete(name),
    createAlias(name, alias, version) {
      find(name).aliases.set(alias, {
        name: alias,
        version,
        weights: {},
        revision: revisionId(name, alias, 0),
        updates: 0,
      });
    },
    allowCalls: (name, alias) => find(name).policies.add(alias),
    mapEventSource: (name, alias) => find(name).eventSources.add(alias),
    provision: (name, alias, status) => find(name).provisioned.set(alias, status),
  } satisfies Partial<LambdaCloud>;
}

function aliasOperations(
  find: (name: string | undefined) => Func,
  alias: (functionName: string | undefined, name: string | undefined) => Alias,
): Model {
  return {
    GetAlias: ({ FunctionName, Name }: GetAliasCommandInput) => describeAlias(FunctionName, alias(FunctionName, Name)),
    ListAliases({ FunctionName, Marker, MaxItems }: ListAliasesCommandInput) {
      const { items, next } = page([...find(FunctionName).aliases.values()], Marker, MaxItems);
      return { Aliases: items.map((item) => describeAlias(FunctionName, item)), ...next };
    },
    UpdateAlias(input: UpdateAliasCommandInput) {
      const owner = find(input.FunctionName);
      const before = alias(input.FunctionName, input.Name);
      const after = updateAlias(before, input, owner);
      const updates = before.updates + 1;
      const saved = { ...after, updates, revision: revisionId(owner.name, before.name, updates) };
      owner.aliases.set(before.name, saved);
      return describeAlias(input.FunctionName, saved);
    },
  };
}

function readOperations(functions: ReadonlyMap<string, Func>, find: (name: string | undefined) => Func): Model {
  return {
    Invoke(input: InvokeCommandInput) {
      const { aliases, versions, code } = find(input.FunctionName);
      const has = (qualifier: string) =>
        aliases.has(qualifier) || versions.some(({ Version }) => Version === qualifier);
      return answerInvoke({ code, has }, input);
    },
    ListFunctions({ Marker, MaxItems }: ListFunctionsCommandInput) {
      const { items, next } = page([...functions.values()], Marker, MaxItems);
      return { Functions: items.map(({ versions }) => versions[0]), ...next };
    },
    ListVersionsByFunction({ FunctionName, Marker, MaxItems }: ListVersionsByFunctionCommandInput) {
      const { items, next } = page(find(FunctionName).versions, Marker, MaxItems);
      return { Versions: items, ...next };
    },
    GetFunctionConfiguration({ FunctionName, Qualifier = '$LATEST' }: GetFunctionConfigurationCommandInput) {
      const owner = find(FunctionName);
      const version =
        findVersion(owner, Qualifier) ?? notFound(`Function not found: ${PREFIX}${owner.name}:${Qualifier}`);
      // Lists leave the state out (Lambda API reference, ListFunctions).
      return { ...version, ...ACTIVE, ...owner.states.get(Qualifier) };
    },
    GetPolicy({ FunctionName, Qualifier = '' }: GetPolicyCommandInput) {
      if (!find(FunctionName).policies.has(Qualifier)) notFound('The resource you requested does not exist.');
      return { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Action: 'lambda:InvokeFunction' }] }) };
    },
    ListEventSourceMappings({ FunctionName = '' }: ListEventSourceMappingsCommandInput) {
      const [name, alias = ''] = FunctionName.replace(PREFIX, '').split(':');
      const mapped = find(name).eventSources.has(alias);
      return { EventSourceMappings: mapped ? [{ FunctionArn: FunctionName, State: 'Enabled' }] : [] };
    },
    GetProvisionedConcurrencyConfig({ FunctionName, Qualifier = '' }: GetProvisionedConcurrencyConfigCommandInput) {
      const status = find(FunctionName).provisioned.get(Qualifier);
      if (status !== undefined) return { Status: status, RequestedProvisionedConcurrentExecutions: 1 };
      throw new ProvisionedConcurrencyConfigNotFoundException({
        message: 'No Provisioned Concurrency Config found for this function',
        $metadata: {},
      });
    },
    ListTags: ({ Resource = '' }: ListTagsCommandInput) => ({ Tags: { ...find(Resource.slice(PREFIX.length)).tags } }),
  };
}

function findVersion({ versions }: Func, version: string): FunctionConfiguration | undefined {
  return versions.find(({ Version }) => Version === version);
}

function describeAlias(functionName: string | undefined, alias: Alias) {
  const split = Object.keys(alias.weights).length > 0;
  return {
    AliasArn: `${PREFIX}${functionName}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.version,
    RevisionId: alias.revision,
    ...(split && { RoutingConfig: { AdditionalVersionWeights: { ...alias.weights } } }),
  };
}

function page<T>(all: readonly T[], marker: string | undefined, limit = PAGE) {
  const from = Number(marker ?? 0);
  const to = from + Math.min(limit, PAGE);
  return { items: all.slice(from, to), next: to < all.length ? { NextMarker: String(to) } : {} };
}

/** Returns a revision id that looks like Lambda's. It differs for each update of an alias and is the same in every run. */
function revisionId(functionName: string, alias: string, updates: number): string {
  const hash = createHash('sha256').update(`${functionName}:${alias}:${updates}`).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

function notFound(message: string): never {
  throw new ResourceNotFoundException({ Type: 'User', Message: message, message, $metadata: { httpStatusCode: 404 } });
}
