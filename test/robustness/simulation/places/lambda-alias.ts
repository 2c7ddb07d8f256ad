import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { LambdaCloud } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { type Edit, GONE, type Place } from './place.ts';

/** Aliases that previews of changes have left behind. */
const PREVIEWS = 55;
const LABELS = ['v53', 'v54', 'v55'];

/** Lambda of the account, and the functions that are not there at the moment. */
export interface Functions {
  readonly lambda: LambdaCloud;
  /** Names of functions, and of aliases as `function:alias`, that AWS says it does not know. */
  readonly missing: Set<string>;
}

/** A function with three versions behind an alias; with environments also the alias of each side. */
export function furnishFunction({ lambda }: Functions, name: string, aliases: Readonly<Record<string, string>>): void {
  lambda.createFunction({ name });
  for (const description of LABELS) lambda.publish(name, { description });
  const isOfSides = Object.keys(aliases).length > 1;
  // More than one page of ListAliases has, and those that matter on the second.
  const others = Array.from({ length: isOfSides ? PREVIEWS : 0 }, (_, i) => [`preview-${i}`, '1'] as const);
  for (const [alias, version] of [...others, ...Object.entries(aliases)]) {
    lambda.createAlias(name, alias, version);
    lambda.allowCalls(name, alias);
  }
}

interface Alias {
  readonly FunctionVersion: string;
  readonly RevisionId: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights: Readonly<Record<string, number>> };
}

export function aliasPlace({ lambda, missing }: Functions, config: TargetConfig): Place {
  const [FunctionName, Name] = [String(config.function), String(config.alias)];
  const place = { FunctionName, Name };
  const { GetAlias, UpdateAlias, ListVersionsByFunction } = lambda.model as unknown as Record<
    'GetAlias' | 'UpdateAlias' | 'ListVersionsByFunction',
    (input: object) => object
  >;
  const alias = (): Alias => GetAlias(place) as Alias;
  const isGone = (): boolean => missing.has(FunctionName) || missing.has(`${FunctionName}:${Name}`);
  const has = (version: string): boolean => {
    const { Versions } = ListVersionsByFunction({ FunctionName }) as { Versions: readonly { Version: string }[] };
    return Versions.some(({ Version }) => Version === version);
  };
  /** Whoever edits what refers to a deleted version is told so, and gives up. */
  const update = (change: object, ...versions: readonly string[]): void => {
    if (!isGone() && versions.every(has)) UpdateAlias({ ...place, ...change });
  };
  const edit = (what: Edit): void => {
    const main = lambda.mainVersion(FunctionName, Name);
    const other = main === '2' ? '1' : '2';
    if (what === 'gone') lambda.deleteVersion(FunctionName, main);
    if (what === 'old version' && main !== '1') lambda.deleteVersion(FunctionName, '1');
    if (what === 'version')
      update({ FunctionVersion: '3', RoutingConfig: { AdditionalVersionWeights: {} } }, main, '3');
    if (what === 'share') update({ RoutingConfig: { AdditionalVersionWeights: { [other]: 0.37 } } }, main, other);
  };
  return {
    share: (frozen) =>
      isGone() ? 0 : lambda.share(FunctionName, Name, (frozen as { readonly canary: string }).canary),
    look: () => {
      if (isGone()) return GONE;
      const { RevisionId: _counted, ...rest } = alias();
      return JSON.stringify(rest);
    },
    isPromoted: (frozen) => {
      const { canary } = frozen as { readonly canary: string };
      const isAll = lambda.share(FunctionName, Name, canary) === 100;
      return !isGone() && isAll && lambda.mainVersion(FunctionName, Name) === canary;
    },
    cohorts: () => [],
    edit,
    vanish: () => {
      // Functions are deleted more rarely than aliases; what asks for the alias is told the same.
      const name = lambda.mainVersion(FunctionName, Name) === '1' ? `${FunctionName}:${Name}` : FunctionName;
      missing.add(name);
      return () => missing.delete(name);
    },
    keep: () => {
      const { FunctionVersion, RoutingConfig } = alias();
      const weights = RoutingConfig?.AdditionalVersionWeights ?? {};
      return () =>
        update(
          { FunctionVersion, RoutingConfig: { AdditionalVersionWeights: weights } },
          FunctionVersion,
          ...Object.keys(weights),
        );
    },
  };
}
