import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules?: {
      readonly style?: {
        readonly noRestrictedImports?: { readonly options: { readonly patterns: readonly { group: string[] }[] } };
        readonly noRestrictedGlobals?: { readonly options: { readonly deniedGlobals: Record<string, string> } };
      };
    };
  };
}

const { overrides } = JSON.parse(readFileSync('biome.json', 'utf8')) as { readonly overrides: readonly Override[] };

/** `src/domain` for `src/domain/**`. */
const folderIn = (include: string): string => include.replace(/\/\*\*?$/, '');

/** What the linter's configuration says of a layer. */
export interface LayerRule {
  readonly layer: string;
  /** The folders and files it may import besides itself; null when it may import every folder that is not refused. */
  readonly allowed: readonly string[] | null;
  /** The folders and packages that are refused by name. */
  readonly refused: readonly string[];
  /** The packages it may import; null when it may import every package that is not refused. */
  readonly packages: readonly string[] | null;
}

/** Reads the rule of the layer itself; the rules of deeper folders have to say the same, which the linter is asked about. */
function ruleOf(layer: string, group: readonly string[]): LayerRule {
  const place = (pattern: string) => folderIn(join(layer, pattern));
  const named = group.filter((pattern) => !pattern.includes('**/..') && !/^!?(\.\.\/)*\*/.test(pattern));
  const openings = named.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const isPath = (pattern: string) => pattern.startsWith('.');
  const refused = named.filter((pattern) => !pattern.startsWith('!'));
  return {
    layer,
    allowed: group.includes('**') || group.includes('../**') ? openings.filter(isPath).map(place) : null,
    refused: refused.map((pattern) => (isPath(pattern) ? place(pattern) : pattern)),
    packages: group.includes('**') ? openings.filter((pattern) => !isPath(pattern)) : null,
  };
}

const imports = overrides.flatMap(({ includes, linter }) =>
  (linter.rules?.style?.noRestrictedImports?.options.patterns ?? []).map(({ group }) => ({
    folder: folderIn(includes[0] as string),
    group,
  })),
);

/** The rule of each layer: of `src/rollout`, not of the folders in it, which have the same one written for their depth. */
export const layerRules: readonly LayerRule[] = imports
  .filter(({ folder }) => !folder.includes('*'))
  .map(({ folder, group }) => ruleOf(folder, group));

/** The globals that are denied, and the layers that they are denied in. */
export const deniedGlobals = overrides.flatMap(({ includes, linter }) => {
  const denied = linter.rules?.style?.noRestrictedGlobals?.options.deniedGlobals;
  return denied === undefined ? [] : [{ layers: includes.map(folderIn), globals: Object.keys(denied) }];
});

/** Every folder of src that has a TypeScript file. */
export const folders: readonly string[] = [
  ...new Set(
    readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => dirname(join('src', file))),
  ),
].toSorted();

/** The folders that others are layers against: those of src, and those of src/adapters. */
export const layers: readonly string[] = [
  ...new Set(folders.map((folder) => folder.split('/', folder.startsWith('src/adapters/') ? 3 : 2).join('/'))),
];

/** The rule that a folder is under; null for the sandbox and the build, which are under none. */
export function ruleFor(folder: string): LayerRule | null {
  const above = layerRules.filter(({ layer }) => `${folder}/`.startsWith(`${layer}/`));
  return above.toSorted((one, other) => other.layer.length - one.layer.length)[0] ?? null;
}

/** The text by which a file in one folder imports a path. */
export function specifier(folder: string, path: string): string {
  const from = relative(folder, path);
  return from.startsWith('.') ? from : `./${from}`;
}
