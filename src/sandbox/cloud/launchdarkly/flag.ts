import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { applyPatch, type PatchOperation } from '../json-patch.ts';

/** The variation that is served, by its position, or weights in thousandths of a percent that add up to 100000. */
export interface ModelServed {
  readonly variation?: number;
  readonly rollout?: {
    readonly variations: readonly { readonly variation: number; readonly weight: number }[];
    readonly bucketBy?: string;
    readonly contextKind?: string;
  };
}

/** A rule of a flag. */
export interface ModelRule extends ModelServed {
  readonly _id: string;
  readonly description?: string;
  readonly clauses: readonly {
    readonly attribute: string;
    readonly op: string;
    readonly values: readonly unknown[];
    readonly negate?: boolean;
    readonly contextKind?: string;
  }[];
}

/** A flag in one environment, as LaunchDarkly represents it. */
export interface ModelEnvironment {
  readonly on: boolean;
  readonly archived: boolean;
  readonly version: number;
  readonly salt: string;
  readonly offVariation: number;
  readonly fallthrough: ModelServed;
  readonly rules: readonly ModelRule[];
  readonly targets: readonly { readonly values: readonly string[]; readonly variation: number }[];
  readonly contextTargets: readonly unknown[];
  readonly prerequisites: readonly unknown[];
}

/** A flag, as LaunchDarkly represents it. */
export interface ModelFlag {
  readonly key: string;
  readonly archived: boolean;
  readonly _version: number;
  readonly variations: readonly { readonly _id: string; readonly value: unknown; readonly name?: string }[];
  readonly environments: Readonly<Record<string, ModelEnvironment>>;
}

/** Thrown for an instruction or a patch that LaunchDarkly refuses as malformed. */
export class Malformed extends Error {
  readonly code = 'malformed';
  constructor(message: string) {
    super(message);
    this.name = 'Malformed';
  }
}

/** One instruction of a semantic patch. */
export interface Instruction {
  readonly kind: string;
  readonly variationId?: string;
  readonly rolloutWeights?: Readonly<Record<string, number>>;
  readonly ruleId?: string;
}

/** Returns the flag after a JSON patch. @throws PatchRefused, Malformed */
export function afterPatch(flag: ModelFlag, operations: readonly PatchOperation[]): ModelFlag {
  const read = operations.every(({ op, path }) => op === 'test' || !/\/(_[^/]*|version)$/.test(path));
  if (!read) throw new Malformed('a patch changes what cannot be changed');
  const after = applyPatch(flag, operations);
  for (const environment of Object.values(after.environments)) checkServed(environment.fallthrough, after);
  const withIds = (rule: ModelRule): ModelRule => ({ ...rule, _id: rule._id ?? randomUUID() });
  return bumpVersions(flag, {
    ...after,
    environments: mapValues(after.environments, (one) => ({ ...one, rules: one.rules.map(withIds) })),
  });
}

/** Returns the flag after a semantic patch. @throws Malformed */
export function afterInstructions(
  flag: ModelFlag,
  environment: string,
  instructions: readonly Instruction[],
): ModelFlag {
  const before = flag.environments[environment] as ModelEnvironment;
  const after = instructions.reduce((here, instruction) => applyInstruction(flag, here, instruction), before);
  return bumpVersions(flag, { ...flag, environments: { ...flag.environments, [environment]: after } });
}

function applyInstruction(flag: ModelFlag, here: ModelEnvironment, instruction: Instruction): ModelEnvironment {
  switch (instruction.kind) {
    case 'turnFlagOn':
      return { ...here, on: true };
    case 'turnFlagOff':
      return { ...here, on: false };
    case 'removeRule':
      return { ...here, rules: here.rules.filter(({ _id }) => _id !== instruction.ruleId) };
    case 'updateOffVariation':
      return { ...here, offVariation: findPosition(flag, instruction.variationId ?? '') };
    case 'updateFallthroughVariationOrRollout':
      return { ...here, fallthrough: toServed(flag, instruction) };
    default:
      throw new Malformed(`unknown instruction ${instruction.kind}`);
  }
}

function toServed(flag: ModelFlag, { variationId, rolloutWeights }: Instruction): ModelServed {
  if (variationId !== undefined) return { variation: findPosition(flag, variationId) };
  const variations = Object.entries(rolloutWeights ?? {}).map(([id, weight]) => ({
    variation: findPosition(flag, id),
    weight,
  }));
  const served = { rollout: { variations: variations.toSorted((a, b) => a.variation - b.variation) } };
  checkServed(served, flag);
  return served;
}

function findPosition({ variations }: ModelFlag, id: string): number {
  const position = variations.findIndex(({ _id }) => _id === id);
  if (position < 0) throw new Malformed(`no variation ${id}`);
  return position;
}

function checkServed({ variation, rollout }: ModelServed, { variations }: ModelFlag): void {
  const sum = rollout?.variations.reduce((total, { weight }) => total + weight, 0);
  const positions = rollout?.variations.map((one) => one.variation) ?? [variation ?? -1];
  if (sum !== undefined && sum !== 100_000) throw new Malformed('rollout weights add up to something else than 100000');
  if (positions.some((position) => variations[position] === undefined)) throw new Malformed('no such variation');
}

/** Raises the versions where something changed; a repeated write changes nothing (REST API, "Updates"). */
function bumpVersions(before: ModelFlag, after: ModelFlag): ModelFlag {
  if (isDeepStrictEqual(before, after)) return before;
  const environments = mapValues(after.environments, (one, key) =>
    isDeepStrictEqual(one, before.environments[key]) ? one : { ...one, version: one.version + 1 },
  );
  return { ...after, environments, _version: before._version + 1 };
}

function mapValues<T>(all: Readonly<Record<string, T>>, change: (one: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one, key)]));
}

/**
 * Returns a flag that is on and gives everybody its first variation. @param variations their names, which are their values too
 */
export function newFlag(key: string, environment: string, variations: readonly string[]): ModelFlag {
  return {
    key,
    archived: false,
    _version: 1,
    variations: variations.map((name, position) => ({ _id: `${key}-variation-${position}`, name, value: name })),
    environments: {
      [environment]: {
        on: true,
        archived: false,
        version: 1,
        salt: `salt-of-${key}`,
        offVariation: 0,
        fallthrough: { variation: 0 },
        rules: [],
        targets: [],
        contextTargets: [],
        prerequisites: [],
      },
    },
  };
}

/**
 * Returns the share of a variation, in percent. It is the share in the description of a rule that gives the variation, or the
 * default rule's share when that is larger. A flag that is off gives everybody one variation, whatever its rules say.
 */
export function shareIn({ on, offVariation, rules, fallthrough }: ModelEnvironment, variation: number): number {
  if (!on) return offVariation === variation ? 100 : 0;
  const said = rules
    .filter((rule) => rule.variation === variation)
    .map(({ description = '' }) => /(\d[\d.]*) ?%/.exec(description)?.[1])
    .find((share) => share !== undefined);
  const parts = fallthrough.rollout?.variations ?? [{ variation: fallthrough.variation, weight: 100_000 }];
  const byDefault = parts.reduce((sum, one) => sum + (one.variation === variation ? one.weight / 1000 : 0), 0);
  return Math.max(byDefault, Number(said ?? 0));
}
